# SPDX-License-Identifier: AGPL-3.0-or-later
"""All findings of a group for a script, as the asker may see them, and the runs that they are from."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from omero_forms.api import streaming
from omero_forms.cli.main import main
from omero_forms.domain.jobs import JobState
from omero_forms.selectors import group_findings
from omero_forms.services.jobs.run import run_job
from tests.api.browser import Answer, Browser
from tests.ceilings import below_ceiling
from tests.selectors.test_reports import ask
from tests.support.facility import Facility
from tests.support.servers import open_session

pytestmark = pytest.mark.django_db(transaction=True)


def post(facility: Facility, who: str, path: str, body: dict[str, Any]) -> Answer:
    client, key = open_session(facility.world.lab.server, facility.people[who])
    try:
        return Browser(facility.world.lab, key=key).request("POST", path, body)
    finally:
        client.closeSession()


@pytest.fixture
def labs(facility: Facility) -> Facility:
    """A group in which members read each other's data, and a private one; anna and berta have a dataset in each."""
    facility.group("b")
    facility.group("p", "rw----")
    facility.person("olga", owner_of=("b", "p"))
    facility.person("otto", owner_of=("b",))
    for person in ("anna", "berta"):
        facility.person(person, "b", "p")
    form = facility.form("b", "p")
    facility.apply(facility.policy("b", form), facility.policy("p", form, name="Private", grace=3000))
    for person in ("anna", "berta"):
        facility.dataset(person, "b", f"of {person}")
        facility.dataset(person, "p", f"of {person}")
    for group in ("b", "p"):
        facility.evaluate(group)
    return facility


def told(labs: Facility, capsys: pytest.CaptureFixture[str], who: str, group: str, *words: str) -> dict[str, Any]:
    """What the verb prints for programs."""
    client, key = open_session(labs.world.lab.server, labs.people[who])
    try:
        status = main(["report", "--group", str(labs.groups[group]), "--json", "-k", key, *words])
    finally:
        client.closeSession()
    said = capsys.readouterr()
    assert status == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_everybody_gets_the_findings_of_what_they_see_in_the_group_and_owners_the_totals(
    labs: Facility, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def names(who: str, group: str, more: str = "status=all") -> list[str]:
        answer = ask(labs, who, f"reports/{labs.groups[group]}/findings?{more}")
        assert answer.status == 200
        return sorted(one["object"]["name"] for one in answer.body)

    both = ["of anna", "of berta"]
    assert [names(who, "b") for who in ("olga", "anna", "admin")] == [both] * 3
    assert [names(who, "p") for who in ("olga", "anna", "berta")] == [both, ["of anna"], ["of berta"]]
    # What is in grace is no failure.
    assert (names("olga", "b", ""), names("olga", "p", ""), names("olga", "p", "status=grace")) == (both, [], both)
    assert ask(labs, "otto", f"reports/{labs.groups['p']}/findings").status == 404
    assert ask(labs, "anna", f"reports/{labs.groups['b']}/findings?status=bad").status == 422
    with monkeypatch.context() as patched:
        patched.setattr(group_findings, "AT_ONCE", 1)
        assert names("olga", "b") == both

    found = told(labs, capsys, "olga", "b")
    assert found["findings"] == ask(labs, "olga", f"reports/{labs.groups['b']}/findings").body
    (first, _second) = found["findings"]
    (policy,) = found["policies"]
    assert (first["policy"], first["status"]) == ({"id": policy["id"], "name": "Metadata"}, "missing")
    assert first["owner"]["full_name"] in {"Anna Person", "Berta Person"}
    assert (len(first["lacking"]), first["due"] is not None) == (1, True)
    assert found["totals"] == policy["totals"] == {"missing": 2, "objects": 2}
    assert found["beside"] == {"images_in_no_dataset": 0, "datasets_without_images": 2}
    assert (found["failed"], found["problems"], found["left_out"]) == (None, [], 0)
    # To a member nothing is counted that they do not see.
    found = told(labs, capsys, "anna", "p", "--status", "all")
    assert [one["object"]["name"] for one in found["findings"]] == ["of anna"]
    assert found.keys() == {"findings", "group", "evaluated_at"}


def test_what_left_the_group_is_not_named_and_owners_learn_how_many(
    labs: Facility, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = labs.dataset("anna", "b", "moves")
    labs.evaluate("b")
    labs.move("anna", moved, "p")
    path = f"reports/{labs.groups['b']}/findings?status=all"
    ask(labs, "admin", path)
    with below_ceiling("findings of a group"):
        assert "moves" not in {one["object"]["name"] for one in ask(labs, "admin", path).body}
    assert told(labs, capsys, "olga", "b", "--status", "all")["left_out"] == 1
    # Where time is over, a script goes on behind what it got; the verb takes the time that it needs.
    everything = ask(labs, "admin", path).body
    labs.move("anna", everything[0]["object"]["id"], "p")
    with monkeypatch.context() as patched:
        patched.setattr(streaming, "SENDING_SECONDS", 0.0)
        patched.setattr(group_findings, "AT_ONCE", 1)
        (nothing_seen,) = ask(labs, "admin", path).body
        first, cut = ask(labs, "admin", f"{path}&after={quote(nothing_seen['incomplete']['after'])}").body
        assert [first] == everything[1:]
        assert list(cut["incomplete"]) == ["after"]
        assert ask(labs, "admin", f"{path}&after=nowhere").status == 422
        assert told(labs, capsys, "olga", "b", "--status", "all")["findings"] == everything[1:]
    labs.move("anna", everything[0]["object"]["id"], "b")
    client, key = open_session(labs.world.lab.server, labs.people["olga"])
    assert main(["report", "--group", str(labs.groups["b"]), "--status", "all", "-k", key]) == 0
    client.closeSession()
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Metadata: 3 objects (3 missing)"
    assert lines[2] == "Beside them: 0 images in no dataset, 3 datasets without images"
    assert "of anna (Anna Person): Metadata, lacks Sample preparation" in "\n".join(lines)
    assert lines[-1] == "1 more are of objects that you cannot see."


def test_an_owner_has_a_group_evaluated_now_and_reads_how_its_runs_went(labs: Facility) -> None:
    group = labs.groups["b"]
    labs.dataset("berta", "b", "new")
    (before, *_others) = ask(labs, "olga", f"evaluations/{group}/runs").body["runs"]
    assert (before["state"], before["totals"]["objects"], before["begun"]) == ("finished", 2, 1)
    results = []
    # The log is followed from the first time on: what came before nobody noted.
    for incremental in (True, False, True):
        asked = post(labs, "olga", f"evaluations/{group}/runs", {"incremental": incremental})
        assert asked.status == 202
        assert run_job(asked.body["job"]) is JobState.DONE
        results.append(ask(labs, "olga", f"jobs/{asked.body['job']}").body["result"])
    assert [one["mode"] for one in results] == ["whole", "whole", "changes"]
    assert {one["state"] for one in results} == {"finished"}
    last, *_older = ask(labs, "olga", f"evaluations/{group}/runs?limit=1").body["runs"]
    assert (last["id"], last["totals"]["objects"]) == (results[1]["run"]["id"], 3)
    assert set(last["steps"]) == {"preparing", "reading", "judging", "writing", "counting"}
    assert post(labs, "otto", f"evaluations/{labs.groups['p']}/runs", {}).status == 404
    assert ask(labs, "anna", f"evaluations/{group}/runs").status == 404
