# SPDX-License-Identifier: AGPL-3.0-or-later
"""A campaign is put away with what it came to once its last day is over, and stays so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from omero_forms.domain.policies.applied import Applied
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import policy_stream
from omero_forms.kit.clocks import day_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import PolicyRow, Stream
from omero_forms.services.policies.apply import apply_policies
from omero_forms.services.policies.campaigns import archive_campaigns
from omero_forms.services.policies.change import archive_policy
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_campaign_that_is_over_is_put_away_with_its_result_and_a_later_day_resumes_it(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    done, left = facility.datasets("anna", "b", 2)
    facility.submit("anna", done, form)
    today = day_of(timezone.now())

    def campaign(days: int) -> dict[str, object]:
        day = today + timedelta(days=days)
        return facility.policy("b", form, name="Backlog", deadline=day.isoformat())

    def archived() -> int:
        return archive_campaigns(Deadline.after(60))

    over = campaign(-1)
    facility.apply(over)
    # No evaluation has said yet what it came to; one of a campaign that goes on says nothing of its end.
    assert archived() == 0
    facility.evaluate("b", timezone.now())
    assert facility.statuses("b") == {done: "compliant", left: "missing"}
    assert (archived(), archived()) == (1, 0)
    row = PolicyRow.objects.get()
    assert (row.archived_at is not None, row.result) == (True, {"objects": 2, "compliant": 1, "missing": 1})
    facility.evaluate("b")
    assert facility.statuses("b") == {}

    # The file goes on naming it.
    for _ in range(2):
        assert len(facility.apply(over).unchanged) == 1
    assert PolicyRow.objects.get().archived_at == row.archived_at
    assert len(facility.apply(campaign(10)).changed) == 1
    facility.evaluate("b", timezone.now())
    assert (archived(), facility.statuses("b")) == (0, {done: "compliant", left: "grace"})
    resumed = PolicyRow.objects.get()
    assert (resumed.archived_at, resumed.result) == (None, None)


def test_a_campaign_whose_group_has_a_history_that_stopped_keeps_no_other_waiting(facility: Facility) -> None:
    over = (day_of(timezone.now()) - timedelta(days=1)).isoformat()
    for name in ("b", "c"):
        facility.group(name)
        facility.apply(facility.policy(name, facility.form(name), deadline=over))
        facility.evaluate(name, timezone.now())
    Stream.objects.filter(name=policy_stream(facility.groups["b"])).update(stopped="fork")
    assert archive_campaigns(Deadline.after(60)) == 1
    assert PolicyRow.objects.get(ended_at=None).group_id == facility.groups["b"]


def test_a_share_of_a_campaign_that_is_over_stays_put_away_while_its_file_goes_on_naming_it(facility: Facility) -> None:
    group, admin, today = facility.group("b"), facility.world.user("admin"), day_of(timezone.now())

    def apply(days: int) -> Applied:
        entry = facility.policy("b", name="Backlog", deadline=(today + timedelta(days=days)).isoformat())
        del entry["group"]
        return apply_policies(admin, {"site_policies": [{**entry, "groups": [group]}]})

    assert len(apply(-1).created) == 1
    share = PolicyRow.objects.get(name="Backlog", group_id=group)
    archive_policy(None, share.pk, result={"objects": 2}, via=Via.SCHEDULE)
    again = apply(-1)
    assert (len(again.unchanged), again.is_change) == (1, False)
    share.refresh_from_db()
    assert (share.archived_at is not None, share.result) == (True, {"objects": 2})
    assert len(apply(10).changed) == 1
    share.refresh_from_db()
    assert (share.ended_at, share.result) == (None, None)
    apply_policies(admin, {"site_policies": []})
