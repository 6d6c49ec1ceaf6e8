# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects of a group lack a form: all of them, to those who may know, as they see them now."""

from __future__ import annotations

import json

import pytest

from omero_forms.api import streaming
from omero_forms.cli import main
from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors import lacking
from tests.ceilings import below_ceiling
from tests.selectors.test_reports import ask
from tests.support.counts import counts
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_object_that_lacks_the_form_is_a_line_once_whatever_policies_ask_for_it(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b")
    form, other = facility.form("b"), facility.form("b")
    done, *open_ = facility.datasets("anna", "b", 4)
    facility.apply(
        facility.policy("b", form, grace=0),
        facility.policy("b", form, other, name="Both", grace=30),
    )
    facility.submit("anna", done, form)
    facility.evaluate("b")

    found = ask(facility, "olga", f"reports/{group}/lacking?form={form.id}")

    assert found.status == 200
    assert [one["object"]["id"] for one in found.body] == sorted(open_)
    assert {one["status"] for one in found.body} == {"missing"}, "the worst of the two"
    assert {one["owner"]["full_name"] for one in found.body} == {"Anna Person"}
    assert len(ask(facility, "admin", f"reports/{group}/lacking?form={other.id}").body) == 4
    assert ask(facility, "olga", f"reports/{group}/lacking?form=nosuchform").status == 404
    assert ask(facility, "olga", f"reports/{group}/lacking").status == 422
    assert ask(facility, "anna", f"reports/{group}/lacking?form={form.id}").status == 404


def test_what_moved_or_is_gone_is_left_out(facility: Facility) -> None:
    group = facility.group("b")
    facility.group("c")
    facility.person("anna", "b", "c")
    stays, moves = facility.datasets("anna", "b", 2)
    form = facility.form("b")
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")
    facility.move("anna", moves, "c")
    found = ask(facility, "admin", f"reports/{group}/lacking?form={form.id}").body
    assert [one["object"]["id"] for one in found] == [stays]


def test_objects_are_asked_for_some_at_a_time_and_nothing_is_lost_between(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    datasets = facility.datasets("anna", "b", 7)
    form = facility.form("b")
    facility.apply(facility.policy("b", form), facility.policy("b", form, name="Again"))
    facility.evaluate("b")
    path = f"reports/{group}/lacking?form={form.id}"
    ask(facility, "admin", path)
    with below_ceiling("what lacks a form") as at_once:
        ask(facility, "admin", path)
    monkeypatch.setattr(lacking, "AT_ONCE", 3)
    with counts() as in_threes:
        found = ask(facility, "admin", path).body
    assert [one["object"]["id"] for one in found] == sorted(datasets)
    # Of seven: two more questions, and the names of people are asked once.
    assert len(in_threes.calls) == len(at_once.calls) + 2


def test_where_time_is_over_the_last_line_says_where_to_go_on(
    facility: Facility, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    group = facility.group("b")
    facility.group("c")
    facility.person("anna", "b", "c")
    moves, *datasets = facility.datasets("anna", "b", 4)
    form = facility.form("b", types=(ObjectType.DATASET, ObjectType.PROJECT))
    facility.apply(
        facility.policy("b", form),
        facility.policy("b", form, name="Again"),
        facility.policy("b", form, name="Projects", object_type="Project"),
    )
    project = facility.world.lab.build.project(facility.people["anna"], group, "Holds nothing")
    facility.evaluate("b")
    facility.move("anna", moves, "c")
    path = f"reports/{group}/lacking?form={form.id}"
    monkeypatch.setattr(streaming, "SENDING_SECONDS", 0.0)
    monkeypatch.setattr(lacking, "AT_ONCE", 1)
    seen, places, after = [], [], ""
    while True:
        *some, last = ask(facility, "admin", path + after).body
        if "incomplete" not in last:
            break
        seen += some
        places.append(last["incomplete"]["after"])
        after = f"&after={places[-1]}"
    assert [one["object"]["id"] for one in [*seen, *some, last]] == [*datasets, project]
    assert places == [f"Dataset:{one}" for one in (moves, *datasets)]
    for nowhere in ("Dataset", "Dataset:x", "Dataset:0", "Well:1", "Dataset:9999999999999999999"):
        assert ask(facility, "admin", f"{path}&after={nowhere}").status == 422, nowhere
    assert ask(facility, "admin", f"{path}&after=Project:{project}").body == []
    key = facility.world.lab.session_key("admin")
    assert main(["lacking", "--group", str(group), "--form", form.id, "-k", key]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4, "the command takes the time that it needs"


def test_a_failure_on_the_way_is_the_last_line(facility: Facility, monkeypatch: pytest.MonkeyPatch) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.datasets("anna", "b", 2)
    form = facility.form("b")
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")

    def away(*_given: object) -> None:
        raise error("database_unavailable")

    monkeypatch.setattr(lacking, "placements_in", away)
    (line,) = ask(facility, "admin", f"reports/{group}/lacking?form={form.id}").body
    assert line["error"]["code"] == "database_unavailable"


def test_the_command_prints_the_same_lines(facility: Facility, capsys: pytest.CaptureFixture[str]) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.datasets("anna", "b", 2)
    form = facility.form("b")
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")
    key = facility.world.lab.session_key("admin")
    assert main(["lacking", "--group", str(group), "--form", form.id, "-k", key]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == ask(facility, "admin", f"reports/{group}/lacking?form={form.id}").body
