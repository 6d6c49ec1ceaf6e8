# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is open of one's own objects, in which order, and what to go on with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omero_forms.domain.policies.finding_status import OWED
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.records.acts import Via
from omero_forms.models import Evaluation, Finding, Form, PolicyRow
from omero_forms.selectors.finding_pages import Order, Place, Slice, page_of_owner
from omero_forms.services.policies.exempt.ask import ExemptionRequest
from omero_forms.services.policies.exempt.ask import ask as ask_for_exemption
from omero_forms.services.policies.exempt.decide import approve
from tests.ceilings import below_ceiling
from tests.selectors.test_reports import ask
from tests.support.facility import LATER, Facility
from tests.support.plans import explained
from tests.support.world import FormInUse

pytestmark = pytest.mark.django_db(transaction=True)


def ids(page: dict[str, Any]) -> list[int]:
    return [row["object"]["id"] for row in page["findings"]]


@pytest.fixture
def late(facility: Facility) -> FormInUse:
    """What is late already."""
    facility.group("b")
    return facility.form("b")


@pytest.fixture
def due(facility: Facility, late: FormInUse) -> list[int]:
    """Datasets of Anna's, the one that is due first first: two are late, two in grace, one is done, and one Ben's."""
    facility.group("c")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b", "c")
    facility.person("ben", "b")
    graced = facility.form("c")
    ours = [*facility.datasets("anna", "c", 2), *facility.datasets("anna", "b", 3)]
    facility.dataset("ben", "b")
    facility.apply(facility.policy("b", late, grace=0), facility.policy("c", graced, grace=30))
    facility.submit("anna", ours[4], late)
    for name in ("b", "c"):
        facility.evaluate(name)
    for day, dataset in ((3, ours[0]), (2, ours[1])):
        Finding.objects.filter(object_id=dataset).update(due=date(2999, 1, day))
    return [ours[2], ours[3], ours[1], ours[0], ours[4]]


def test_ones_own_open_objects_come_due_first_a_page_at_a_time_and_nobody_elses(
    facility: Facility, due: list[int]
) -> None:
    with below_ceiling("page of one's own, cold"):
        page = ask(facility, "anna", "mine").body
    assert ids(page) == due[:4]
    assert page["totals"] == {"open": 4, "late": 2, "soon": 0, "objects": 4}
    assert (page["of"], page["left_out"], page["before"], page["after"]) == (4, 0, None, None)
    assert {one["owner"]["full_name"] for one in page["findings"]} == {"Anna Person"}
    assert [one["group"]["name"].split()[0] for one in page["policies"]] == ["b", "c"]
    assert page["policies"][0]["totals"] == {"objects": 3, "missing": 2, "compliant": 1}
    assert page["evaluated_at"].endswith("Z")
    assert (page["next_run"] > page["evaluated_at"], page["failed"]) == (True, [])
    assert [one["has_problems"] for one in page["policies"]] == [False, False]

    first = ask(facility, "anna", "mine?limit=3").body
    second = ask(facility, "anna", f"mine?limit=3&after={quote(first['after'])}").body
    assert ids(first) + ids(second) == due[:4]
    assert (first["before"], second["after"]) == (None, None)
    assert ids(ask(facility, "anna", f"mine?limit=3&before={quote(second['before'])}").body) == ids(first)
    # What has no day comes last, whichever way one comes.
    whole = ask(facility, "anna", "mine?status=all").body
    assert ids(whole) == due
    last = ask(facility, "anna", "mine?status=all&limit=2&before=end").body
    assert ids(last) == due[3:]
    assert ids(ask(facility, "anna", f"mine?status=all&limit=2&before={quote(last['before'])}").body) == due[1:3]
    assert ids(ask(facility, "anna", f"mine?status=all&after={quote(whole['findings'][3]['place'])}").body) == due[4:]

    group, policy = facility.groups["c"], page["policies"][0]["id"]
    for asked, found in (
        ({"group": group}, due[2:4]),
        ({"policy": policy}, due[:2]),
        ({"status": "compliant"}, due[4:]),
        ({"status": "exempt"}, []),
        ({"group": group, "policy": policy}, []),
    ):
        filtered = ask(facility, "anna", f"mine?{urlencode(asked)}").body
        assert (ids(filtered), filtered["of"]) == (found, len(found)), asked
    for nonsense in ("status=x", "after=1", "after=2026-01-01T00:00:00_1", "after=2026-13-01_1", "limit=0", "after=_x"):
        assert ask(facility, "anna", f"mine?{nonsense}").status == 422, nonsense

    assert len(ids(ask(facility, "ben", "mine").body)) == 1
    for other in ("olga", "admin"):
        nothing = ask(facility, other, "mine").body
        assert not set(ids(nothing)) & set(due), other


def test_what_is_excused_is_told_with_its_end_and_what_could_not_be_evaluated_as_well(
    facility: Facility, due: list[int], late: FormInUse
) -> None:
    policy = Finding.objects.get(object_id=due[0], closed_at=None).policy
    until = (LATER + timedelta(days=30)).date()

    def request(until: date) -> str:
        wanted = ExemptionRequest(policy_id=policy.pk, object_ids=(due[0],), until=until, reason="The sample is lost.")
        with facility.session("anna") as user:
            return ask_for_exemption(user, wanted)

    first = request(until)
    with facility.session("olga") as owner:
        approve(owner, first, message="", via=Via.API)
    facility.evaluate("b")
    for is_asked in (False, True):
        page = ask(facility, "anna", "mine?status=exempt").body
        (excused,) = page["findings"]
        assert (excused["object"]["id"], excused["due"], excused["exemption_asked"]) == (due[0], str(until), is_asked)
        assert "The sample is lost." in excused["reason"]
        request(until + timedelta(days=30))
    assert page["policies"][0]["forms"] == [{"id": late.id, "name": late.name}]

    Form.objects.filter(id=late.id).update(state="retired")
    facility.evaluate("b")
    Evaluation.objects.create(
        group_id=facility.groups["c"], group_name="c", started_at=LATER, finished_at=LATER, failed="OMERO was away."
    )
    page = ask(facility, "anna", "mine").body
    assert [one["has_problems"] for one in page["policies"]] == [True, False]
    assert [one["id"] for one in page["failed"]] == [facility.groups["c"]]


def test_what_went_to_another_group_or_owner_is_not_named(facility: Facility, due: list[int]) -> None:
    facility.move("anna", due[2], "b")
    Finding.objects.filter(object_id=due[0]).update(creation_event=1)
    page = ask(facility, "anna", "mine").body
    assert ids(page) == [due[1], due[3]]
    assert (page["left_out"], page["of"]) == (2, 4)
    # As the evaluation saw it, the dataset is Olga's; it is Anna's in OMERO.
    Finding.objects.filter(object_id=due[1]).update(owner_id=facility.people["olga"].id)
    for who in ("anna", "olga"):
        assert due[1] not in ids(ask(facility, who, "mine").body)


def test_the_way_through_leads_from_each_open_object_to_the_next_and_begins_again(
    facility: Facility, due: list[int], late: FormInUse
) -> None:
    findings = ask(facility, "anna", "mine").body["findings"]

    def went_on(index: int, **among: Any) -> dict[str, Any]:
        here = {"after": findings[index]["place"], "type": "Dataset", "id": findings[index]["object"]["id"]}
        return ask(facility, "anna", f"mine/next?{urlencode(here | among)}").body

    def following(index: int) -> tuple[int, int]:
        found = went_on(index)
        return found["finding"]["object"]["id"], found["left"]

    assert [following(index) for index in range(4)] == [(one, 3) for one in (*due[1:4], due[0])]
    begins = ask(facility, "anna", "mine/next").body
    assert (begins["finding"]["object"]["id"], begins["left"]) == (due[0], 4)
    assert (parse_qs(urlsplit(begins["finding"]["deep_link"]).query)["form"], begins["among"]) == ([late.id], "")

    # Who chose a group, policy or status stays among that, and is told how many are left of it.
    group, policy = facility.groups["c"], findings[0]["policy"]
    for among, index, found in (
        ({"group": group}, 2, (due[3], 1)),
        ({"group": group}, 3, (due[2], 1)),
        ({"group": group}, 0, (due[2], 2)),
        ({"policy": policy["id"]}, 1, (due[0], 1)),
        ({"status": "missing"}, 1, (due[0], 1)),
        ({"status": "grace", "group": group}, 0, (due[2], 2)),
        ({"status": "compliant"}, 0, (None, 0)),
        ({"group": group, "policy": policy["id"]}, 0, (None, 0)),
        ({"group": 2**40}, 0, (None, 0)),
    ):
        next_one = went_on(index, **among)
        assert ((next_one["finding"] or {"object": {"id": None}})["object"]["id"], next_one["left"]) == found, among
    assert went_on(0, group=group)["among"].startswith("c")
    assert went_on(0, policy=policy["id"])["among"] == policy["name"]
    assert ask(facility, "anna", "mine/next?status=x").status == 422

    # What was answered is passed over at once, though it was not judged yet.
    facility.submit("anna", due[1], late)
    assert following(0) == (due[2], 2)
    answered = {one["object"]["id"]: one["answered"] for one in ask(facility, "anna", "mine").body["findings"]}
    assert answered == {due[0]: False, due[1]: True, due[2]: False, due[3]: False}
    # But not where the answers are to one form of two that it lacks; unless one of them is enough.
    of_this = Finding.objects.filter(object_id=due[1])
    other = facility.form("b").id
    of_this.update(lacking=[late.id, other])
    assert following(0) == (due[1], 3)
    assert parse_qs(urlsplit(went_on(0)["finding"]["deep_link"]).query)["form"] == [other]
    PolicyRow.objects.filter(findings__in=of_this).update(requirement=Requirement.ONE_OF)
    assert following(0) == (due[2], 2)
    # What is not there any more is passed over, too.
    facility.move("anna", due[2], "b")
    assert following(0)[0] == due[3]
    assert ask(facility, "admin", "mine/next?type=Dataset&id=1").body["left"] >= 0


def test_what_one_submitted_last_is_told_of_objects_that_one_still_sees(facility: Facility, due: list[int]) -> None:
    told = ask(facility, "anna", "mine/submissions").body["submissions"]
    assert [(one["object"]["id"], one["submission"]["number"]) for one in told] == [(due[4], 1)]
    assert told[0]["submission"]["author"]["full_name"] == "Anna Person"
    assert f"id={due[4]}" in told[0]["deep_link"]
    assert ask(facility, "ben", "mine/submissions").body == {"submissions": []}


@pytest.mark.parametrize("place", [None, Place(date(2026, 5, 1), 7), Place(None, 7)])
@pytest.mark.parametrize("backwards", [False, True])
def test_no_page_of_ones_own_sorts_or_skips_findings(facility: Facility, place: Place | None, backwards: bool) -> None:
    end = {"before": place, "is_last": place is None} if backwards else {"after": place}
    with CaptureQueriesContext(connection) as spent:
        page_of_owner(1, [1, 2], OWED, Slice(order=Order.DUE, **end))
    for query in spent.captured_queries:
        plan = explained(query["sql"])
        searched = [one for one in plan if "omero_forms_finding" in one]
        assert searched, plan
        assert all("forms_finding_owner" in one for one in searched), plan
        if connection.vendor == "sqlite":
            assert all("owner_id=? AND status=? AND due" in one for one in searched), plan
            # Only what all ranges gave is put in order.
            assert sum("TEMP B-TREE" in one for one in plan) <= 1, plan
