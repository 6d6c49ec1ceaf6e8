# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people do something about the same policies at once: of two files one is in force, whole; an exemption is
asked for once, and not both withdrawn and approved.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Via
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Event, ExemptionRow, PolicyRow
from omero_forms.selectors.exemptions import known_exemption
from omero_forms.services.events.write import record_event
from omero_forms.services.policies import change
from omero_forms.services.policies.exempt import ask as exempt_ask
from omero_forms.services.policies.exempt import decide
from omero_forms.services.policies.exempt.ask import ExemptionRequest
from tests.support.facility import Facility
from tests.support.threads import Meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("other_name", ["Metadata", "Quality"])
def test_of_two_files_that_are_applied_at_once_the_later_one_is_in_force(
    facility: Facility, other_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    theirs = facility.policy("b", name=other_name, grace=7)
    other = Meanwhile(lambda: facility.apply(theirs))

    def told(*args: Any, **kwargs: Any) -> None:
        record_event(*args, **kwargs)
        other.begin()

    monkeypatch.setattr(change, "record_event", told)
    facility.apply(facility.policy("b"))
    other.end()
    [policy] = PolicyRow.objects.filter(ended_at__isnull=True)
    assert (policy.name, policy.grace_days) == (other_name, 7)
    same = other_name == "Metadata"
    expected = ["policy.made", "policy.changed"] if same else ["policy.made", "policy.made", "policy.ended"]
    assert (
        list(Event.objects.filter(name__startswith="policy.").order_by("id").values_list("name", flat=True)) == expected
    )


def test_an_exemption_is_asked_for_once_by_two_clicks_at_once_and_not_both_withdrawn_and_approved(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form, dataset = facility.form("b"), facility.dataset("anna", "b")
    facility.apply(facility.policy("b", form))
    until = timezone.localdate() + timedelta(days=30)
    request = ExemptionRequest(
        policy_id=PolicyRow.objects.get().pk, object_ids=(dataset,), until=until, reason="The sample was lost."
    )

    def once() -> str:
        with facility.session("anna") as anna:
            return exempt_ask.ask(anna, request)

    other = Meanwhile(once)

    def told(*args: Any, **kwargs: Any) -> None:
        record_event(*args, **kwargs)
        other.begin()

    monkeypatch.setattr(exempt_ask, "record_event", told)
    known = once()
    other.end()
    assert list(ExemptionRow.objects.values_list("pk", flat=True)) == [known]

    seen = []

    def approved_meanwhile(user: UserSession, exemption_id: str) -> ExemptionRow:
        row = known_exemption(user, exemption_id)
        seen.append(row.state)
        if len(seen) == 1:
            decide.approve(facility.world.user("admin"), known, message="", via=Via.API)
        return row

    monkeypatch.setattr(decide, "known_exemption", approved_meanwhile)
    with facility.session("anna") as anna, pytest.raises(FormsError, match="exemption_decided"):
        decide.end(anna, known, message="", via=Via.API)
    assert (seen[0], ExemptionRow.objects.get().state) == ("asked", "approved")
