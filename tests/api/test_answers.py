# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest answers to a form as a table: of what the asker sees in OMERO now, row after row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.api import streaming
from omero_forms.gateway.patience import out_of_time
from omero_forms.gateway.placement import still_there
from omero_forms.models import RecordRow, Submission
from omero_forms.selectors import answers as selector
from omero_forms.selectors import submissions
from omero_forms.selectors.damage import BEING_COMPARED
from omero_forms.selectors.keys import sealer
from tests.api.browser import Browser
from tests.ceilings import below_ceiling
from tests.services.records.test_newer import keep, redaction_of, removed
from tests.services.records.test_write import stream_of
from tests.support.world import SCHEMA, FormInUse, FormsWorld

Table = Callable[..., list[dict[str, str]]]


@pytest.fixture
def table(world: FormsWorld) -> Table:
    """`table("author", form)`: the rows that this person gets, by the headings of their columns."""

    def read(who: str, form: FormInUse, query: str = "") -> list[dict[str, str]]:
        answer = Browser(world.lab, who).get(f"forms/{form.id}/answers.csv{query}")
        assert answer.status == 200
        return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))

    return read


def test_a_row_says_of_an_object_what_was_answered_by_whom_when_and_to_which_version(
    world: FormsWorld, dataset: Callable[..., int], table: Table
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form, answers={"sample": "S1"})
    newer = json.loads(json.dumps(SCHEMA))
    newer["properties"]["sample"]["title"] = "Cells"
    world.publish(newer, form_id=form.id)
    answers = {"sample": "=HYPERLINK(1)", "channels": [{"dye": "DAPI"}, {"dye": "GFP"}]}
    world.submit("fellow", target, form, version=2, base=1, answers=answers)
    [row] = table("author", form)
    when = row.pop("when")
    assert (len(when), when[10], when[-1]) == (27, "T", "Z")
    name = row.pop("object")
    assert name.startswith("Dataset ")
    assert row == {
        "object type": "Dataset",
        "object id": str(target),
        "group": "lab read_annotate",
        "submission": "2",
        "form version": "2",
        "who": "Fay Fellow (fellow)",
        "note": "",
        "Cells": "'=HYPERLINK(1)",
        "Passages": "",
        "Channels > Dye": '["DAPI", "GFP"]',
        "other answers": "",
    }


def test_nobody_is_told_of_answers_for_what_they_do_not_see_in_omero_now(
    world: FormsWorld, dataset: Callable[..., int], table: Table
) -> None:
    form = world.form("private", "read_only", "elsewhere")
    open_, hidden, foreign = dataset("read_only"), dataset("private"), dataset("elsewhere", "outsider")
    replaced = dataset("read_only")
    for who, target in (("author", open_), ("author", hidden), ("outsider", foreign), ("author", replaced)):
        world.submit(who, target, form, answers={"sample": f"of {target}"})
    # Another object has this id now.
    Submission.objects.filter(object_id=replaced).update(creation_event=1)
    seen = {
        who: {int(row["object id"]) for row in table(who, form)} for who in ("author", "fellow", "outsider", "admin")
    }
    assert seen == {
        "author": {open_, hidden},
        "fellow": {open_},
        "outsider": {foreign},
        "admin": {open_, hidden, foreign},
    }
    unknown = world.publish()
    assert Browser(world.lab, "author").get(f"forms/{unknown.id}/answers.csv").refusal == (404, "not_found")


def test_answers_that_nothing_proves_and_those_that_were_removed_are_said_to_be_so(
    world: FormsWorld, dataset: Callable[..., int], table: Table
) -> None:
    form, altered, redacted = world.form(), dataset(), dataset()
    world.submit("author", redacted, form)
    [record] = world.stored(stream_of(form).name)
    world.submit("author", altered, form)
    RecordRow.objects.filter(submission__object_id=altered).update(seal="x" * 88)
    RecordRow.objects.filter(submission__object_id=redacted).update(content=None)
    keep(redaction_of(record, sealer()))
    rows = {int(row["object id"]): row for row in table("author", form)}
    told = {one: (row["note"], row["who"], bool(row["when"]), row["Sample"]) for one, row in rows.items()}
    assert told == {
        altered: (BEING_COMPARED, "", False, ""),
        redacted: (removed(Submission.objects.all()[0]), "Arno Author", True, ""),
    }


def test_a_table_is_made_some_rows_at_a_time_and_gone_on_with_where_it_ended(
    world: FormsWorld, dataset: Callable[..., int], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, there = world.form(), [dataset() for _each in range(5)]
    for one in there:
        world.submit("author", one, form)
    monkeypatch.setattr(selector, "LOOKED_AT", 2)
    monkeypatch.setattr(submissions, "READ_AT_ONCE", 1)
    assert [int(row["object id"]) for row in table("author", form)] == there
    monkeypatch.setattr(streaming, "SENDING_SECONDS", 0.0)
    first, end = table("author", form)
    assert (int(first["object id"]), end["object type"]) == (there[0], "incomplete")
    assert "after=" in end["object"]
    monkeypatch.undo()
    rest = table("author", form, f"?after={end['object id']}")
    assert [int(row["object id"]) for row in rest] == there[1:]


def test_a_table_that_breaks_off_says_so_and_one_that_cannot_begin_is_an_error(
    world: FormsWorld, dataset: Callable[..., int], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.form()
    for _each in range(2):
        world.submit("author", dataset(), form)
    asked: list[Any] = []

    def fails(*args: Any) -> Any:
        asked.append(args)
        if len(asked) > 1:
            raise out_of_time()
        return still_there(*args)

    monkeypatch.setattr(selector, "still_there", fails)
    monkeypatch.setattr(selector, "LOOKED_AT", 1)
    _first, end = table("author", form)
    assert (end["object type"], end["object"]) == ("incomplete", str(out_of_time()).partition(": ")[2])
    refused = Browser(world.lab, "author").get(f"forms/{form.id}/answers.csv")
    assert refused.refusal == (503, "omero_unavailable")


def test_a_table_costs_the_same_however_many_objects_it_does_not_show(
    world: FormsWorld, dataset: Callable[..., int], table: Table
) -> None:
    form = world.form("private", "read_only")
    world.submit("author", dataset("read_only"), form)
    for _each in range(3):
        world.submit("author", dataset("private"), form)
    assert len(table("fellow", form)) == 1
    browser = Browser(world.lab, "fellow")
    assert browser.get("session").status == 200
    with below_ceiling("table of answers"):
        assert browser.get(f"forms/{form.id}/answers.csv").status == 200
