# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a campaign has got is said to owners of its group: day by day, against an even fall, and at its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.kit.clocks import day_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import PolicyRow
from omero_forms.services.policies.campaigns import archive_campaigns
from omero_forms.services.reports.count import count_due
from tests.api.browser import Browser
from tests.support.facility import Facility
from tests.support.servers import open_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_campaign_burns_down_against_its_line_and_ends_with_a_result(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.person("olga", owner_of=("b",))
    form = facility.form("b")
    datasets = facility.datasets("anna", "b", 4)
    today, now = day_of(timezone.now()), timezone.now()

    def campaign(days: int, **changes: Any) -> dict[str, Any]:
        last = (today + timedelta(days=days)).isoformat()
        return facility.policy("b", form, name="Backlog", deadline=last, **changes)

    def asked(who: str, query: str = "") -> list[dict[str, Any]]:
        client, key = open_session(facility.world.lab.server, facility.people[who])
        try:
            response = Browser(facility.world.lab, key=key).get(f"reports/{group}/campaigns{query}")
        finally:
            client.closeSession()
        found: list[dict[str, Any]] = response.body["campaigns"] if response.status == 200 else [{}]
        return found

    facility.apply(campaign(10), facility.policy("b", form, name="Always"))
    made = PolicyRow.objects.get(name="Backlog", group_id=group)
    PolicyRow.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=10))
    (before,) = asked("olga")
    assert (before["totals"], before["days"], before["open"]) == (None, [], 0), "before it is evaluated"
    facility.evaluate("b", now)
    count_due(Deadline.after(60), now=now - timedelta(days=10))
    facility.submit("anna", datasets[0], form)
    facility.evaluate("b", now)
    (one,) = asked("olga", f"?policy={made.pk}")
    assert one["policy"] == {"id": made.pk, "name": "Backlog"}
    assert (one["first"], one["deadline"]) == (str(today - timedelta(days=10)), str(today + timedelta(days=10)))
    assert [each["open"] for each in one["days"]] == [4] * 10 + [3], "today it is what the evaluation says"
    assert one["days"][-1] == {"day": str(today), "open": 3, "objects": 4}
    # Half of the time is over: two may be open. One in ten days leaves three for thirty.
    assert (one["open"], one["line"], one["done_on"]) == (3, 2, str(today + timedelta(days=30)))
    assert one["totals"] == {"objects": 4, "compliant": 1, "grace": 3}
    assert asked("olga") == [one]
    assert asked("anna") == [{}], "members are not told"
    table = Browser(facility.world.lab, "admin").client.get(f"/omero_forms/api/v1/reports/{group}/campaigns.csv")
    heading, *rows = table.getvalue().decode("utf-8-sig").splitlines()
    assert heading == "policy,id,deadline,day,open,objects"
    assert (len(rows), rows[-1]) == (11, f"Backlog,{made.pk},{one['deadline']},{today},3,4")

    # What came of it stays to be seen, and not for ever.
    facility.apply(campaign(-1), facility.policy("b", form, name="Always"))
    facility.evaluate("b", now)
    (over,) = asked("olga")
    assert (over["ended_at"], over["open"], over["line"]) == (None, 3, 0)
    assert archive_campaigns(Deadline.after(60)) == 1
    facility.evaluate("b", now)
    (ended,) = asked("olga")
    assert (ended["ended_at"] is not None, ended["open"]) == (True, 3)
    assert ended["totals"] == {"objects": 4, "compliant": 1, "missing": 3}
    PolicyRow.objects.filter(pk=made.pk).update(deadline=today - timedelta(days=100))
    assert asked("olga") == []
