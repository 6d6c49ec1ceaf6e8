# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own spreadsheet, and the template that people begin with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.importing.field_lists.spreadsheet import COLUMNS, KINDS, TEMPLATE, template_csv
from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported


def one(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Imported:
    sheet = [list(columns), *([row.get(column, "") for column in columns] for row in rows)]
    (outcome,) = import_files({}, {"my stains.xlsx": {"Sheet1": sheet}})
    return outcome


def asked(outcome: Imported) -> dict[str, Any]:
    assert outcome.problems == ()
    return dict(json.loads(outcome.schema)["properties"])


def test_the_template_is_accepted_as_it_is_and_has_a_question_of_each_kind() -> None:
    (outcome,) = import_files({"fields.csv": template_csv()})
    assert (str(outcome.state), outcome.name) == ("accepted", "Fields")
    assert {row[2] for row in TEMPLATE[1:]} == set(KINDS)
    made = asked(outcome)
    assert list(made) == [row[0] for row in TEMPLATE[1:]]
    assert made["stain"] == {
        "type": "string", "enum": ["H&E", "PAS", "other"], "title": "Stain", "description": "Choices are separated by |",
    }  # fmt: skip
    assert made["organs"]["items"]["oneOf"][0] == {"const": "liver", "title": "Liver"}
    assert json.loads(outcome.ui_schema) == {
        "protocol": {"ui:widget": "textarea"}, "thickness": {"ui:options": {"unit": "µm"}},
    }  # fmt: skip
    assert json.loads(outcome.schema)["required"] == ["sample", "thickness", "stain"]


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"label": "Room of work", "type": "text"}, "/Sheet1/2/name"),
        ({"name": "a", "type": "Integer"}, "/Sheet1/2/type"),
        ({"name": "a", "choices": "x | y"}, "/Sheet1/2/type"),
        ({"name": "a", "type": "text", "unit": "µm"}, "/Sheet1/2/unit"),
        ({"name": "a", "type": "number", "choices": "1 | 2"}, "/Sheet1/2/choices"),
        ({"name": "a", "type": "text", "required": "perhaps"}, "/Sheet1/2/required"),
    ],
)
def test_what_is_read_in_another_way_is_listed_at_its_cell(row: dict[str, str], pointer: str) -> None:
    outcome = one(row)
    assert outcome.state == "mended"
    assert [each.pointer for each in outcome.mended] == [pointer]


def test_a_column_of_ones_own_is_listed_once() -> None:
    outcome = one(
        {"name": "a", "type": "text", "owner": "Ada"}, {"name": "b", "owner": "Bob"}, columns=(*COLUMNS, "owner")
    )
    assert [each.pointer for each in outcome.mended] == ["/Sheet1/owner"]


@pytest.mark.parametrize(
    ("rows", "pointer"),
    [
        ([{"type": "text"}], "/Sheet1/2/name"),
        ([{"name": "a", "type": "hologram"}], "/Sheet1/2/type"),
        ([{"name": "a", "type": "one of a list"}], "/Sheet1/2/choices"),
        ([{"name": "a", "type": "text"}, {"name": "a", "type": "number"}], "/Sheet1/3"),
    ],
)
def test_what_is_not_plain_is_refused_at_its_place(rows: list[dict[str, str]], pointer: str) -> None:
    outcome = one(*rows)
    assert outcome.state == "refused"
    assert pointer in [each.pointer for each in outcome.problems]
