# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins and group owners read of evaluations, and what nobody else does."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from omero_forms.models import Form
from tests.api.browser import Answer, Browser
from tests.support.groups import Talk

pytestmark = pytest.mark.django_db(transaction=True)


def ask(talk: Talk, who: str, path: str) -> Answer:
    """As one of these people, or of the lab."""
    if who not in talk.people:
        return Browser(talk.world.lab, who).get(path)
    user = talk.people[who]
    client, key = talk.world.lab.server.open_session(user)
    try:
        return Browser(talk.world.lab, key=key).get(path)
    finally:
        client.closeSession()


def test_totals_of_a_group_by_status_and_policy(talk: Talk) -> None:
    group = talk.group("b")
    talk.person("olga", owner_of=("b",))
    talk.person("anna", "b")
    form = talk.form("b")
    done, _open = talk.datasets("anna", "b", 2)
    talk.apply(talk.policy("b", form, grace=0))
    talk.submit("anna", done, form)
    talk.evaluate("b")

    listed = ask(talk, "olga", "evaluations").body["groups"]

    assert len(listed) == 1
    (report,) = listed
    assert report["group"] == {"id": group, "name": f"b {talk.suffix}"}
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
    everywhere = ask(talk, "admin", "evaluations").body["groups"]
    assert group in [one["group"]["id"] for one in everywhere]


def test_each_failing_dataset_is_named_with_owner_what_is_lacking_and_since_when(
    talk: Talk,
) -> None:
    group = talk.group("b")
    talk.person("anna", "b")
    form = talk.form("b")
    done, open_ = talk.datasets("anna", "b", 2)
    talk.apply(talk.policy("b", form))
    talk.submit("anna", done, form)
    talk.evaluate("b")

    page = ask(talk, "admin", f"evaluations/{group}").body

    assert (page["left_out"], page["of"], page["page"], page["pages"]) == (0, 1, 1, 1)
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
    compliant = ask(talk, "admin", f"evaluations/{group}?status=compliant").body
    assert [one["object"]["id"] for one in compliant["findings"]] == [done]
    assert ask(talk, "admin", f"evaluations/{group}?status=all").body["of"] == 2
    assert ask(talk, "admin", f"evaluations/{group}?status=nonsense").status == 422


def test_pages_name_every_finding_once_and_how_many_there_are(talk: Talk) -> None:
    group = talk.group("b")
    talk.person("anna", "b")
    datasets = talk.datasets("anna", "b", 23)
    talk.apply(talk.policy("b", talk.form("b")))
    talk.evaluate("b")

    pages = [ask(talk, "admin", f"evaluations/{group}?page={number}").body for number in (1, 2)]

    assert [(one["left_out"], one["of"], one["pages"]) for one in pages] == [(0, 23, 2)] * 2
    assert [len(one["findings"]) for one in pages] == [20, 3]
    seen = [row["object"]["id"] for one in pages for row in one["findings"]]
    assert sorted(seen) == sorted(datasets)


def test_a_dataset_that_moved_since_the_evaluation_is_not_named(talk: Talk) -> None:
    group = talk.group("b")
    talk.group("c")
    talk.person("olga", owner_of=("b",))
    talk.person("anna", "b", "c")
    stays, moves = talk.datasets("anna", "b", 2)
    talk.apply(talk.policy("b", talk.form("b")))
    talk.evaluate("b")
    talk.move("anna", moves, "c")

    for who in ("olga", "admin"):
        page = ask(talk, who, f"evaluations/{group}").body
        assert [one["object"]["id"] for one in page["findings"]] == [stays]
        assert (page["left_out"], page["of"]) == (1, 2)


def test_a_dataset_that_moved_is_not_named_to_who_sees_it_in_its_new_group(talk: Talk) -> None:
    group, new_group = talk.group("b"), talk.group("c")
    talk.person("olga", "c", owner_of=("b",))
    talk.person("anna", "b", "c")
    stays, moves = talk.datasets("anna", "b", 2)
    talk.apply(talk.policy("b", talk.form("b")))
    talk.evaluate("b")
    talk.move("anna", moves, "c")
    assert ask(talk, "olga", f"objects/dataset/{moves}").body["object"]["group"]["id"] == new_group

    page = ask(talk, "olga", f"evaluations/{group}").body

    assert [one["object"]["id"] for one in page["findings"]] == [stays]


def test_a_group_without_policies_requires_nothing_and_one_never_evaluated_says_so(
    talk: Talk,
) -> None:
    evaluated, never = talk.group("a"), talk.group("n")
    talk.person("olga", owner_of=("a", "n"))
    talk.evaluate("a")

    reports = {one["group"]["id"]: one for one in ask(talk, "olga", "evaluations").body["groups"]}

    assert reports[evaluated]["policies"] == []
    assert reports[evaluated]["totals"] == {"objects": 0}
    assert reports[evaluated]["evaluated_at"] is not None
    assert reports[never]["evaluated_at"] is None


def test_members_and_strangers_learn_nothing_not_even_that_there_is_a_report(talk: Talk) -> None:
    group = talk.group("b")
    talk.person("olga", owner_of=("b",))
    talk.person("anna", "b")
    talk.person("otto", owner_of=("b",))
    talk.apply(talk.policy("b", talk.form("b")))
    talk.evaluate("b")
    foreign = ask(talk, "leader", f"evaluations/{group}")
    missing = ask(talk, "leader", "evaluations/99999999")

    assert ask(talk, "olga", f"evaluations/{group}").status == 200
    assert ask(talk, "anna", f"evaluations/{group}").refusal == (404, "not_found")
    assert ask(talk, "anna", "evaluations").refusal == (404, "not_found")
    assert foreign.refusal == (404, "not_found")
    assert foreign.body == missing.body


def test_who_owns_only_omeros_own_groups_has_no_report(talk: Talk) -> None:
    with talk.world.lab.server.connect(talk.world.lab.server.root) as root:
        rows = root.rows("select g.id from ExperimenterGroup g where g.name = 'guest'")
    talk.groups["guest"] = rows[0][0]
    talk.group("b")
    talk.person("gus", "b", owner_of=("guest",))

    assert ask(talk, "gus", "evaluations").refusal == (404, "not_found")
    assert ask(talk, "gus", f"evaluations/{talk.groups['guest']}").refusal == (404, "not_found")


def test_the_panel_says_which_policies_ask_for_a_form_and_how_it_stands(talk: Talk) -> None:
    talk.group("c")
    talk.person("anna", "c")
    live, fixed = talk.form("c"), talk.form("c")
    dataset = talk.dataset("anna", "c")
    talk.apply(talk.policy("c", live, fixed, requirement="one_of", grace=30))

    before = _required(talk, dataset)
    assert before[live.id]["status"] is None
    talk.evaluate("c")
    after = _required(talk, dataset)

    assert after[live.id]["policy"] == "Metadata"
    assert after[live.id]["requirement"] == "one_of"
    assert after[live.id]["with"] == [fixed.name]
    assert after[fixed.id]["with"] == [live.name]
    assert after[live.id]["status"] == "grace"
    assert after[live.id]["due"] == str(talk.findings("c")[dataset].due)

    talk.submit("anna", dataset, fixed)
    at_once = _required(talk, dataset)
    assert at_once[live.id]["status"] == "compliant"
    assert at_once[live.id]["due"] is None
    assert talk.statuses("c") == {dataset: "grace"}


def test_why_an_object_could_not_be_judged_is_told_in_the_report_and_in_the_panel(
    talk: Talk,
) -> None:
    group = talk.group("b")
    talk.person("anna", "b")
    form, other = talk.form("b"), talk.form("b")
    dataset = talk.dataset("anna", "b")
    talk.apply(talk.policy("b", form, other))
    Form.objects.filter(form_id=form.id).update(state="retired")
    talk.evaluate("b")

    page = ask(talk, "admin", f"evaluations/{group}").body
    required = _required(talk, dataset)

    reason = f"{form.name} is retired, but the policy asks for it."
    (finding,) = page["findings"]
    assert (finding["status"], finding["reason"]) == ("error", reason)
    assert page["failed"] is None
    assert page["problems"] == [{"policy_id": finding["policy"]["id"], "message": reason}]
    assert (required[other.id]["status"], required[other.id]["reason"]) == ("error", reason)


def _required(talk: Talk, dataset: int) -> dict[str, dict[str, object]]:
    body = ask(talk, "anna", f"objects/dataset/{dataset}").body
    return {form["id"]: form["required_by"][0] for form in body["forms"]}
