# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data dictionaries of REDCap: what of them becomes forms, and what is said of the rest."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported
from omero_forms.domain.schemas.accept import accept_schema

NAME, FORM, HEADER, TYPE, LABEL = "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"
CHOICES, NOTE = "Choices, Calculations, OR Slider Labels", "Field Note"
VALIDATION = "Text Validation Type OR Show Slider Number"
LEAST, MOST = "Text Validation Min", "Text Validation Max"
IDENTIFIER, BRANCHING, REQUIRED = "Identifier?", "Branching Logic (Show field only if...)", "Required Field?"
ANNOTATION = "Field Annotation"
COLUMNS = [
    NAME, FORM, HEADER, TYPE, LABEL, CHOICES, NOTE, VALIDATION, LEAST, MOST, IDENTIFIER, BRANCHING, REQUIRED,
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", ANNOTATION,
]  # fmt: skip
YES_NO = "1, Yes | 2, No | 3, Not known, or not asked"


def dictionary(*rows: dict[str, str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([COLUMNS, *([row.get(column, "") for column in COLUMNS] for row in rows)])
    return written.getvalue()


def field(name: str, kind: str = "text", **more: str) -> dict[str, str]:
    named = {"choices": CHOICES, "validation": VALIDATION, "least": LEAST, "most": MOST, "branching": BRANCHING}
    named |= {"required": REQUIRED, "annotation": ANNOTATION, "label": LABEL, "form": FORM, "header": HEADER}
    named |= {"note": NOTE, "identifier": IDENTIFIER}
    return {NAME: name, FORM: "visit", TYPE: kind, **{named[key]: value for key, value in more.items()}}


def one(*rows: dict[str, str]) -> Imported:
    (outcome,) = import_files({"study.csv": dictionary(*rows)})
    return outcome


def asked(outcome: Imported) -> dict[str, Any]:
    assert outcome.problems == ()
    return dict(json.loads(outcome.schema)["properties"])


def test_each_type_becomes_its_question() -> None:
    outcome = one(
        field("a", label="Sample", note="On the tube", required="y"),
        field("b", validation="integer", least="0", most="12"),
        field("c", validation="number_2dp"),
        field("d", validation="date_dmy"),
        field("e", validation="datetime_seconds_ymd"),
        field("f", validation="email"),
        field("g", "radio", choices=YES_NO),
        field("h", "checkbox", choices="1, Liver | 2, Lung"),
        field("i", "yesno"),
        field("j", "notes"),
        field("k", "slider"),
    )
    assert (str(outcome.state), outcome.name) == ("accepted", "Visit")
    assert asked(outcome) == {
        "a": {"type": "string", "title": "Sample", "description": "On the tube"},
        "b": {"type": "integer", "minimum": 0, "maximum": 12},
        "c": {"type": "number", "multipleOf": 0.01},
        "d": {"type": "string", "format": "date"},
        "e": {"type": "string", "format": "date-time"},
        "f": {"type": "string", "format": "email"},
        "g": {
            "type": "string",
            "oneOf": [
                {"const": "1", "title": "Yes"}, {"const": "2", "title": "No"},
                {"const": "3", "title": "Not known, or not asked"},
            ],
        },
        "h": {
            "type": "array", "uniqueItems": True,
            "items": {"type": "string", "oneOf": [{"const": "1", "title": "Liver"}, {"const": "2", "title": "Lung"}]},
        },
        "i": {"type": "boolean"},
        "j": {"type": "string"},
        "k": {"type": "integer", "minimum": 0, "maximum": 100},
    }  # fmt: skip
    assert json.loads(outcome.schema)["required"] == ["a"]
    assert json.loads(outcome.ui_schema) == {
        "g": {"ui:widget": "radio"}, "j": {"ui:widget": "textarea"}, "k": {"ui:widget": "range"},
    }  # fmt: skip


def test_each_instrument_is_a_form_and_a_section_header_begins_a_section() -> None:
    text = dictionary(
        field("a"),
        field("b", header="Past Surgery"),
        field("c"),
        field("d", header="Past surgery"),
        field("e", form="follow_up"),
    )
    made = {each.file: each for each in import_files({"study.csv": text})}
    assert list(made) == ["study.csv#visit", "study.csv#follow_up"]
    assert made["study.csv#follow_up"].name == "Follow up"
    visit = asked(made["study.csv#visit"])
    assert list(visit) == ["a", "past_surgery", "past_surgery_2"]
    assert (visit["past_surgery"]["title"], list(visit["past_surgery"]["properties"])) == ("Past Surgery", ["b", "c"])


@pytest.mark.parametrize(
    ("branching", "shown", "hidden"),
    [
        ("[g] = '1'", {"g": "1"}, {"g": "2"}),
        ('[g] <> "1"', {"g": "2"}, {"g": "1"}),
        ("[h(2)] = '1'", {"h": ["2"]}, {"h": ["1"]}),
        ("[h(2)] = '0'", {"h": ["1"]}, {"h": ["2"]}),
        ("[n] >= 18 AND [g] = '1'", {"n": 18, "g": "1"}, {"n": 17, "g": "1"}),
        ("[g] > 1", {"g": "2"}, {"g": "1"}),
        ("[y] = '1'", {"y": True}, {"y": False}),
        ("[y] = 0 or [g] = '2'", {"y": False}, {"y": True}),
        ("([g] = '1' or\n[g] = '2')", {"g": "2"}, {}),
    ],
)
def test_branching_is_said_as_if_and_then(branching: str, shown: Any, hidden: Any) -> None:
    outcome = one(
        field("g", "radio", choices="1, Yes | 2, No"),
        field("h", "checkbox", choices="1, Liver | 2, Lung"),
        field("n", validation="integer"),
        field("y", "yesno"),
        field("more", branching=branching, required="y"),
    )
    assert outcome.state == "accepted"
    schema = accept_schema(outcome.schema)
    assert validate(schema, shown) != []
    assert validate(schema, {**shown, "more": "x"}) == []
    assert validate(schema, hidden) == []


@pytest.mark.parametrize(
    ("row", "column", "is_asked"),
    [
        (field("a", "calc", choices="[b]*2"), TYPE, False),
        (field("a", "descriptive", label="Wash first"), TYPE, False),
        (field("a", "file"), TYPE, False),
        (field("a", "sql", choices="select 1"), TYPE, False),
        (field("a", identifier="y"), IDENTIFIER, True),
        (field("a", validation="postalcode_french"), VALIDATION, True),
        (field("a", validation="date_ymd", least="2020-01-01"), LEAST, True),
        (field("a", branching="[visit_1_arm_1][b] = '1'"), BRANCHING, True),
        (field("a", branching="datediff([b], 'today', 'y') > 3"), BRANCHING, True),
        (field("a", branching="[other] = '1'"), BRANCHING, True),
        (field("a", annotation="@CHARLIMIT=10"), ANNOTATION, True),
        (field("a", label="<b>Name</b>"), LABEL, True),
        (field("a", label="Weight of [b]"), LABEL, True),
        (field("a", "slider", choices="low | | high"), CHOICES, True),
    ],
)
def test_what_does_not_come_along_is_listed_at_its_cell(row: dict[str, str], column: str, is_asked: bool) -> None:
    made = import_files({"study.csv": dictionary(row, field("b"), field("other", form="second"))})
    outcome = next(each for each in made if each.file == "study.csv#visit")
    assert [each.pointer for each in outcome.mended] == ["/2/" + column.replace("/", "~1")]
    assert ("a" in asked(outcome)) == is_asked


def test_annotations_for_defaults_and_reading_come_along() -> None:
    outcome = one(
        field("a", annotation="@DEFAULT='3' @READONLY", validation="integer"), field("b", annotation="@HIDDEN")
    )
    assert outcome.state == "accepted"
    assert asked(outcome)["a"] == {"type": "integer", "default": 3, "readOnly": True}
    assert json.loads(outcome.ui_schema) == {"b": {"ui:widget": "hidden"}}


def test_columns_as_the_api_of_redcap_names_them_are_known() -> None:
    text = "field_name,form_name,section_header,field_type,field_label,branching_logic\na,visit,,text,Sample,\n"
    assert asked(import_files({"study.csv": text})[0]) == {"a": {"type": "string", "title": "Sample"}}


@pytest.mark.parametrize(
    ("rows", "pointer"),
    [
        ([field("")], "/2/Variable ~1 Field Name"),
        ([field("a", "radio")], f"/2/{CHOICES}"),
        ([field("a", "hologram")], f"/2/{TYPE}"),
        ([field("a"), field("a")], "/3"),
    ],
)
def test_what_is_not_plain_is_refused_at_its_place(rows: list[dict[str, str]], pointer: str) -> None:
    outcome = one(*rows)
    assert outcome.state == "refused"
    assert pointer in [each.pointer for each in outcome.problems]
