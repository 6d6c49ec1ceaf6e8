# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers as rows of a table, for a spreadsheet that must not be told what to do by them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.answers.table import ELSE, Columns, csv_line
from omero_forms.domain.schemas.accept import FormSchema, accept_schema


def schema(**properties: Any) -> FormSchema:
    return accept_schema(json.dumps({"type": "object", "properties": properties}))


TEXT = {"type": "string"}
NEWER = schema(
    sample={**TEXT, "title": "Sample"},
    donor={"type": "object", "title": "Donor", "properties": {"name": {**TEXT, "title": "Name"}}},
    owner={"type": "object", "title": "Donor", "properties": {"name": {**TEXT, "title": "Name"}}},
    channels={
        "type": "array",
        "title": "Channels",
        "items": {"type": "object", "properties": {"dye": {**TEXT, "title": "Dye"}}},
    },
    markers={"type": "array", "title": "Markers", "items": TEXT},
    passages={"type": "integer"},
)
OLDER = schema(sample={**TEXT, "title": "What"}, buffer={**TEXT, "title": "Buffer"})


def test_each_question_of_any_version_has_a_column_under_its_newest_titles() -> None:
    assert Columns([NEWER, OLDER]).headings == [
        "Sample",
        "Donor > Name (donor.name)",
        "Donor > Name (owner.name)",
        "Channels > Dye",
        "Markers",
        "passages",
        "Buffer",
        ELSE,
    ]


def test_answers_stand_below_their_questions_and_none_is_lost() -> None:
    answers = {
        "sample": "HeLa",
        "owner": {"name": "Ada"},
        "channels": [{"dye": "DAPI"}, {"dye": None}, {"dye": "GFP", "gain": 2}],
        "markers": ["a; b", "é"],
        "passages": -3,
        "fixed": True,
    }
    assert Columns([NEWER]).row(answers) == [
        "HeLa", "", "Ada", '["DAPI", "GFP"]', '["a; b", "é"]', "-3", '{"channels.gain": [2], "fixed": true}',
    ]  # fmt: skip
    assert Columns([NEWER]).row({}) == [""] * 7


def test_answers_whose_names_hold_dots_are_told_apart_where_no_version_asks_for_them() -> None:
    row = Columns([schema(sample=TEXT)]).row({"a.b": "one", "a": {"b": "two"}})
    assert json.loads(row[-1]) == {"a.b": "one", "/a/b": "two"}


@pytest.mark.parametrize("beginning", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_begins_as_a_formula_does(beginning: str) -> None:
    [row] = csv.reader(io.StringIO(csv_line([f"{beginning}1+1", "x=1"]), newline=""))
    assert row == [f"'{beginning}1+1", "x=1"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=5))
def test_what_is_written_is_read_again_as_it_was(cells: list[str]) -> None:
    [row] = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert [
        cell[1:] if cell[:1] == "'" and not was.startswith("'") else cell for cell, was in zip(row, cells, strict=True)
    ] == cells


def test_what_ends_a_cell_in_other_countries_is_quoted() -> None:
    assert csv_line(["a;b", "a,b", "a\tb", 'a "b"', "a b", ""]) == '"a;b","a,b","a\tb","a ""b""",a b,\r\n'
    [row] = csv.reader(io.StringIO(csv_line(["HeLa;=1+1", "2"]), newline=""), delimiter=",")
    assert row == ["HeLa;=1+1", "2"]
