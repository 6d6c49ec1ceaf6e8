# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins and group owners read of evaluations, and what nobody else does."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from omero_forms.domain.policies.finding_status import Status
from omero_forms.models import Finding, Form
from omero_forms.selectors.finding_pages import Kind, Place, Slice, page_of
from tests.api.browser import Answer, Browser
from tests.ceilings import below_ceiling
from tests.support.facility import Facility
from tests.support.plans import explained
from tests.support.servers import open_session

pytestmark = pytest.mark.django_db(transaction=True)

OUTSIDE = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
"""Moments that the calendar ends before or after in Greenwich."""


def ask(facility: Facility, who: str, path: str) -> Answer:
    """As one of these people, or of the lab."""
    if who not in facility.people:
        return Browser(facility.world.lab, who).get(path)
    user = facility.people[who]
    client, key = open_session(facility.world.lab.server, user)
    try:
        return Browser(facility.world.lab, key=key).get(path)
    finally:
        client.closeSession()


def test_totals_of_a_group_by_status_and_policy(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b")
    form = facility.form("b")
    done, _open = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", form, grace=0))
    facility.submit("anna", done, form)
    facility.evaluate("b")

    listed = ask(facility, "olga", "evaluations").body["groups"]

    assert len(listed) == 1
    (report,) = listed
    assert report["group"] == {"id": group, "name": f"b {facility.suffix}"}
    assert report["evaluated_at"].endswith("Z")
    assert report["failed"] is None
    assert report["problems"] == []
    assert report["totals"] == {"compliant": 1, "missing": 1, "objects": 2}
    (policy,) = report["policies"]
    assert (policy["name"], policy["requirement"], policy["forms"]) == (
        "Metadata",
        "all_of",
        [form.name],
    )
    assert policy["totals"] == {"compliant": 1, "missing": 1, "objects": 2}
    everywhere = ask(facility, "admin", "evaluations").body["groups"]
    assert group in [one["group"]["id"] for one in everywhere]


def test_each_failing_dataset_is_named_with_owner_what_is_lacking_and_since_when(
    facility: Facility,
) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    done, open_ = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", form))
    facility.submit("anna", done, form)
    facility.evaluate("b")

    page = ask(facility, "admin", f"evaluations/{group}").body

    assert (page["left_out"], page["of"], page["before"], page["after"]) == (0, 1, None, None)
    (finding,) = page["findings"]
    assert finding["object"]["id"] == open_
    assert finding["owner"]["full_name"] == "Anna Person"
    assert finding["status"] == "missing"
    assert finding["lacking"] == [form.name]
    assert finding["policy"]["name"] == "Metadata"
    assert finding["since"].endswith("Z")
    link = urlsplit(finding["deep_link"])
    assert link.path == "/omero_forms/"
    assert parse_qs(link.query) == {"id": [str(open_)], "type": ["dataset"], "form": [form.id]}
    compliant = ask(facility, "admin", f"evaluations/{group}?status=compliant").body
    assert [one["object"]["id"] for one in compliant["findings"]] == [done]
    assert ask(facility, "admin", f"evaluations/{group}?status=all").body["of"] == 2
    assert ask(facility, "admin", f"evaluations/{group}?status=nonsense").status == 422


def test_a_page_of_findings_takes_as_many_queries_however_many_it_names(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))

    def queries(findings: int) -> int:
        facility.evaluate("b")
        with below_ceiling("page of a report") as spent:
            assert len(ask(facility, "admin", f"evaluations/{group}").body["findings"]) == findings
        return len(spent.statements)

    facility.datasets("anna", "b", 1)
    facility.evaluate("b")
    ask(facility, "admin", f"evaluations/{group}")  # what is asked once in a while was asked
    one = queries(1)
    facility.datasets("anna", "b", 4)
    assert queries(5) == one


def test_pages_name_every_finding_once_there_and_back_and_how_many_there_are(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    datasets = facility.datasets("anna", "b", 43)
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b")

    def page(**asked: str | int) -> dict[str, Any]:
        found = ask(facility, "admin", f"evaluations/{group}?{urlencode(asked)}").body
        assert (found["left_out"], found["of"]) == (0, 43)
        return found

    def ids(found: dict[str, Any]) -> list[int]:
        return [row["object"]["id"] for row in found["findings"]]

    first = page()
    second = page(after=first["after"])
    third = page(after=second["after"])
    assert [len(ids(one)) for one in (first, second, third)] == [20, 20, 3]
    assert sorted(ids(first) + ids(second) + ids(third)) == sorted(datasets)
    assert (first["before"], third["after"]) == (None, None)
    assert ids(page(before=third["before"])) == ids(second)
    assert ids(page(before=second["before"])) == ids(first), "as long as the first page is"
    last = page(before="end")
    assert ids(last) == (ids(second) + ids(third))[-20:]
    assert last["after"] is None
    assert ids(page(before=last["before"])) == (ids(first) + ids(second))[3:23]
    assert ids(page(limit=1000)) == ids(first) + ids(second) + ids(third)


def test_a_place_that_is_gone_leads_to_the_findings_beside_it_and_nonsense_nowhere(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.datasets("anna", "b", 5)
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b")
    path = f"evaluations/{group}?limit=2"
    first = ask(facility, "admin", path).body
    gone = first["findings"][1]["object"]["id"]
    Finding.objects.filter(object_id=gone).update(closed_at=timezone.now())
    after = quote(first["after"])
    assert len(ask(facility, "admin", f"{path}&after={after}").body["findings"]) == 2
    far = quote("2999-01-01T00:00:00+00:00_1")
    beyond = ask(facility, "admin", f"{path}&after={far}").body
    assert beyond["findings"] == ask(facility, "admin", f"{path}&before=end").body["findings"]
    odd = ("after=1", "after=2026-01-01T00:00:00_1", "before=x_y", f"before={after}&after={after}", "limit=0")
    # In another time zone there is no such moment.
    outside = [f"{end}={quote(one)}_1" for end in ("after", "before") for one in OUTSIDE]
    for nonsense in (*odd, *outside, "limit=1001", f"after={far}%C2%B2"):
        assert ask(facility, "admin", f"evaluations/{group}?{nonsense}").status == 422, nonsense


@pytest.mark.parametrize("place", ["first", "next", "previous", "last"])
def test_no_page_sorts_or_skips_findings(facility: Facility, place: str) -> None:
    """Its statement walks an index and stops, whichever page it is."""
    now = Place(timezone.now(), 7)
    asked = {
        "first": Slice(),
        "next": Slice(after=now),
        "previous": Slice(before=now),
        "last": Slice(is_last=True),
    }[place]
    with CaptureQueriesContext(connection) as spent:
        page_of(Kind([1, 2], [Status.MISSING, Status.ERROR]), asked)
    assert spent.captured_queries
    for query in spent.captured_queries:
        plan = explained(query["sql"])
        searched = [one for one in plan if "omero_forms_finding" in one]
        if connection.vendor != "sqlite":
            assert len(searched) >= 4, plan
            assert all("using forms_finding_open on" in one for one in searched), plan
            continue
        assert all("forms_finding_open (policy_id=? AND status=?" in one for one in searched), plan
        # Also where a million were found at one moment.
        beyond = [one for one in searched if "since" in one]
        of_that_moment = [one for one in beyond if "since=? AND rowid" in one or "since=? AND id" in one]
        assert len(searched) == 4 * (1 + bool(beyond)), plan
        assert len(of_that_moment) * 2 == len(beyond), plan


def test_a_dataset_that_moved_since_the_evaluation_is_not_named(facility: Facility) -> None:
    group = facility.group("b")
    facility.group("c")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b", "c")
    stays, moves = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b")
    facility.move("anna", moves, "c")

    for who in ("olga", "admin"):
        page = ask(facility, who, f"evaluations/{group}").body
        assert [one["object"]["id"] for one in page["findings"]] == [stays]
        assert (page["left_out"], page["of"]) == (1, 2)


def test_a_dataset_that_moved_is_not_named_to_who_sees_it_in_its_new_group(
    facility: Facility,
) -> None:
    group, new_group = facility.group("b"), facility.group("c")
    facility.person("olga", "c", owner_of=("b",))
    facility.person("anna", "b", "c")
    stays, moves = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b")
    facility.move("anna", moves, "c")
    assert ask(facility, "olga", f"objects/dataset/{moves}").body["object"]["group"]["id"] == new_group

    page = ask(facility, "olga", f"evaluations/{group}").body

    assert [one["object"]["id"] for one in page["findings"]] == [stays]


def test_a_group_without_policies_requires_nothing_and_one_never_evaluated_says_so(
    facility: Facility,
) -> None:
    evaluated, never = facility.group("a"), facility.group("n")
    facility.person("olga", owner_of=("a", "n"))
    facility.evaluate("a")

    reports = {one["group"]["id"]: one for one in ask(facility, "olga", "evaluations").body["groups"]}

    assert reports[evaluated]["policies"] == []
    assert reports[evaluated]["totals"] == {"objects": 0}
    assert reports[evaluated]["evaluated_at"] is not None
    assert reports[never]["evaluated_at"] is None


def test_members_and_strangers_learn_nothing_not_even_that_there_is_a_report(
    facility: Facility,
) -> None:
    group = facility.group("b")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b")
    facility.person("otto", owner_of=("b",))
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b")
    foreign = ask(facility, "leader", f"evaluations/{group}")
    missing = ask(facility, "leader", "evaluations/99999999")

    assert ask(facility, "olga", f"evaluations/{group}").status == 200
    assert ask(facility, "anna", f"evaluations/{group}").refusal == (404, "not_found")
    assert ask(facility, "anna", "evaluations").refusal == (404, "not_found")
    assert foreign.refusal == (404, "not_found")
    assert foreign.body == missing.body


def test_who_owns_only_omeros_own_groups_has_no_report(facility: Facility) -> None:
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        rows = root.rows("select g.id from ExperimenterGroup g where g.name = 'guest'")
    facility.groups["guest"] = rows[0][0]
    facility.group("b")
    facility.person("gus", "b", owner_of=("guest",))

    assert ask(facility, "gus", "evaluations").refusal == (404, "not_found")
    assert ask(facility, "gus", f"evaluations/{facility.groups['guest']}").refusal == (
        404,
        "not_found",
    )


def test_the_panel_says_which_policies_ask_for_a_form_and_how_it_stands(facility: Facility) -> None:
    facility.group("c")
    facility.person("anna", "c")
    live, fixed = facility.form("c"), facility.form("c")
    dataset = facility.dataset("anna", "c")
    facility.apply(facility.policy("c", live, fixed, requirement="one_of", grace=30))

    before = _required(facility, dataset)
    assert before[live.id]["status"] is None
    facility.evaluate("c")
    after = _required(facility, dataset)

    assert after[live.id]["policy"] == "Metadata"
    assert after[live.id]["requirement"] == "one_of"
    assert after[live.id]["with"] == [fixed.name]
    assert after[fixed.id]["with"] == [live.name]
    assert after[live.id]["status"] == "grace"
    assert after[live.id]["due"] == str(facility.findings("c")[dataset].due)

    facility.submit("anna", dataset, fixed)
    at_once = _required(facility, dataset)
    assert at_once[live.id]["status"] == "compliant"
    assert at_once[live.id]["due"] is None
    assert facility.statuses("c") == {dataset: "grace"}


def test_a_form_that_is_recorded_never_reads_as_missing_because_of_another_that_the_policy_asks_for(
    facility: Facility,
) -> None:
    facility.group("c")
    facility.person("anna", "c")
    done, open_ = facility.form("c"), facility.form("c")
    dataset = facility.dataset("anna", "c")
    facility.apply(facility.policy("c", done, open_, grace=0))
    facility.submit("anna", dataset, done)
    facility.evaluate("c")

    stands = _required(facility, dataset)

    assert facility.statuses("c") == {dataset: "missing"}
    assert (stands[done.id]["status"], stands[done.id]["due"]) == ("compliant", None)
    assert (stands[open_.id]["status"], stands[open_.id]["due"]) == ("grace", str(facility.findings("c")[dataset].due))


def test_why_an_object_could_not_be_judged_is_told_in_the_report_and_in_the_panel(
    facility: Facility,
) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    form, other = facility.form("b"), facility.form("b")
    dataset = facility.dataset("anna", "b")
    facility.apply(facility.policy("b", form, other))
    Form.objects.filter(id=form.id).update(state="retired")
    facility.evaluate("b")

    page = ask(facility, "admin", f"evaluations/{group}").body
    required = _required(facility, dataset)

    reason = f"{form.name} is retired, but the policy asks for it."
    (finding,) = page["findings"]
    assert (finding["status"], finding["reason"]) == ("error", reason)
    assert page["failed"] is None
    assert page["problems"] == [{"policy_id": finding["policy"]["id"], "message": reason}]
    assert (required[other.id]["status"], required[other.id]["reason"]) == ("error", reason)


def _required(facility: Facility, dataset: int) -> dict[str, dict[str, object]]:
    body = ask(facility, "anna", f"objects/dataset/{dataset}").body
    return {form["id"]: form["required_by"][0] for form in body["forms"]}
