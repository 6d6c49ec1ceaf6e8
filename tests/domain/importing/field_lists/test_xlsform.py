# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSForms: what of them becomes a form, and what is said of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported
from omero_forms.domain.schemas.accept import accept_schema

COLUMNS = ["type", "name", "label", "hint", "required", "relevant", "constraint", "default", "read_only", "appearance"]
CHOICES = [
    ["list_name", "name", "label"],
    ["stains", "he", "H&E"],
    ["stains", "pas", "PAS"],
    ["numbers", "1", "One"],
    ["numbers", "2", "Two"],
]


def survey(*rows: dict[str, str], columns: list[str] = COLUMNS) -> list[list[str]]:
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


def one(*rows: dict[str, str], columns: list[str] = COLUMNS, choices: Any = CHOICES, settings: Any = None) -> Imported:
    sheets = {"survey": survey(*rows, columns=columns), "choices": choices}
    if settings is not None:
        sheets["settings"] = settings
    (outcome,) = import_files({}, {"stain.xlsx": sheets})
    return outcome


def schema_of(outcome: Imported) -> dict[str, Any]:
    assert outcome.problems == ()
    made: dict[str, Any] = json.loads(outcome.schema)
    return made


def noted(outcome: Imported) -> dict[str, str]:
    return {each.pointer: each.message for each in outcome.mended}


def takes(outcome: Imported, answers: Any) -> bool:
    return validate(accept_schema(outcome.schema), answers) == []


def test_each_type_becomes_its_question_and_nothing_needs_a_yes() -> None:
    outcome = one(
        {"type": "text", "name": "a", "label": "Sample", "hint": "On the tube", "required": "yes"},
        {"type": "integer", "name": "b", "default": "3"},
        {"type": "decimal", "name": "c"},
        {"type": "date", "name": "d"},
        {"type": "dateTime", "name": "e"},
        {"type": "select_one stains", "name": "f", "label": "Stain", "default": "he"},
        {"type": "select_multiple stains", "name": "g"},
        {"type": "acknowledge", "name": "h"},
        {"type": "text", "name": "i", "read_only": "yes", "default": "fixed"},
        settings=[["form_title", "form_id"], ["Staining", "stain_1"]],
    )
    assert (str(outcome.state), outcome.name) == ("accepted", "Staining")
    schema = schema_of(outcome)
    options = [{"const": "he", "title": "H&E"}, {"const": "pas", "title": "PAS"}]
    assert schema["required"] == ["a"]
    assert schema["properties"] == {
        "a": {"type": "string", "title": "Sample", "description": "On the tube"},
        "b": {"type": "integer", "default": 3},
        "c": {"type": "number"},
        "d": {"type": "string", "format": "date"},
        "e": {"type": "string", "format": "date-time"},
        "f": {"type": "string", "oneOf": options, "title": "Stain", "default": "he"},
        "g": {"type": "array", "uniqueItems": True, "items": {"type": "string", "oneOf": options}},
        "h": {"type": "boolean", "const": True},
        "i": {"type": "string", "readOnly": True, "default": "fixed"},
    }


def test_groups_are_sections_and_repeats_lists_of_rows() -> None:
    outcome = one(
        {"type": "begin group", "name": "place", "label": "Place"},
        {"type": "text", "name": "room", "required": "yes"},
        {"type": "begin_repeat", "name": "slides", "label": "Slides"},
        {"type": "integer", "name": "number", "required": "true()"},
        {"type": "end_repeat"},
        {"type": "end group"},
    )
    assert outcome.state == "accepted"
    schema = schema_of(outcome)
    place = schema["properties"]["place"]
    assert (schema["required"], place["title"], place["required"]) == (["place"], "Place", ["room"])
    assert place["properties"]["slides"] == {
        "title": "Slides",
        "type": "array",
        "items": {"type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"]},
    }


@pytest.mark.parametrize(
    ("relevant", "asked", "not_asked"),
    [
        ("${kind} = 'he'", [{"kind": "he"}], [{}, {"kind": "pas"}]),
        ("${kind} != 'he'", [{}, {"kind": "pas"}], [{"kind": "he"}]),
        ("${kind} = 'he' or ${kind} = 'pas'", [{"kind": "he"}, {"kind": "pas"}], [{}]),
        ("selected(${kinds}, 'pas')", [{"kinds": ["he", "pas"]}], [{}, {"kinds": ["he"]}]),
        ("not(selected(${kinds}, 'pas'))", [{}, {"kinds": ["he"]}], [{"kinds": ["pas"]}]),
        ("${count} > 3", [{"count": 4}], [{}, {"count": 3}]),
        ("3 <= ${count} and ${count} < 5", [{"count": 3}, {"count": 4}], [{"count": 5}, {"count": 2}, {}]),
        ("${count} = 2 and ${kind} = 'he'", [{"count": 2, "kind": "he"}], [{"count": 2}, {"kind": "he"}]),
        ("${note} != ''", [{"note": "x"}], [{}]),
        ("${note} = ''", [{}], [{"note": "x"}]),
        ("(${kind} = 'he' and ${count} = 1) or ${note} = 'x'", [{"note": "x"}, {"kind": "he", "count": 1}], [{}, {"kind": "he"}]),
        ("${inside} = 'x'", [{"group": {"inside": "x"}}], [{}, {"group": {}}]),
        ("${number} > 1", [{"number": "2"}], [{}, {"number": "1"}]),
    ],
)  # fmt: skip
def test_a_condition_is_said_as_if_and_then(relevant: str, asked: list[Any], not_asked: list[Any]) -> None:
    outcome = one(
        {"type": "select_one stains", "name": "kind"},
        {"type": "select_multiple stains", "name": "kinds"},
        {"type": "integer", "name": "count"},
        {"type": "text", "name": "note"},
        {"type": "select_one numbers", "name": "number"},
        {"type": "begin group", "name": "group"},
        {"type": "text", "name": "inside"},
        {"type": "end group"},
        {"type": "text", "name": "more", "required": "yes", "relevant": relevant},
        {"type": "text", "name": "last"},
    )
    assert outcome.state == "accepted"
    for answers in asked:
        assert not takes(outcome, answers), answers
        assert takes(outcome, {**answers, "more": "x"}), answers
    for answers in not_asked:
        assert takes(outcome, answers), answers
    assert json.loads(outcome.ui_schema)["ui:order"][-3:] == ["more", "last", "*"]


def test_conditions_lead_into_sections_and_lists_and_add_up_on_the_way() -> None:
    outcome = one(
        {"type": "select_one stains", "name": "kind"},
        {"type": "integer", "name": "count"},
        {"type": "begin group", "name": "group", "relevant": "${kind} = 'pas'"},
        {"type": "text", "name": "plain"},
        {"type": "text", "name": "deep", "required": "yes", "relevant": "${count} > 1"},
        {"type": "end group"},
        {"type": "begin repeat", "name": "rows"},
        {"type": "text", "name": "first"},
        {"type": "text", "name": "second", "required": "yes", "relevant": "${first} = 'x'"},
        {"type": "text", "name": "third", "required": "yes", "relevant": "${kind} = 'he'"},
        {"type": "end repeat"},
    )
    assert outcome.state == "accepted"
    assert takes(outcome, {"count": 2})
    assert takes(outcome, {"kind": "pas", "count": 1})
    assert not takes(outcome, {"kind": "pas", "count": 2})
    assert takes(outcome, {"kind": "pas", "count": 2, "group": {"deep": "x"}})
    assert not takes(outcome, {"rows": [{"first": "x"}]})
    assert takes(outcome, {"rows": [{"first": "x", "second": "y"}]})
    assert not takes(outcome, {"kind": "he", "rows": [{}]})
    assert takes(outcome, {"kind": "he", "rows": [{"third": "z"}]})


def test_a_plain_condition_is_written_as_the_designer_writes_it() -> None:
    outcome = one(
        {"type": "select_one stains", "name": "kind"},
        {"type": "text", "name": "a", "relevant": "${kind} = 'he'"},
        {"type": "text", "name": "b", "relevant": "${kind} = 'he'", "required": "yes"},
        {"type": "text", "name": "c", "relevant": "${kind} != 'he'"},
    )
    test = {"properties": {"kind": {"const": "he"}}, "required": ["kind"]}
    assert schema_of(outcome)["allOf"] == [
        {"if": test, "then": {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["b"]}},
        {"if": test, "else": {"properties": {"c": {"type": "string"}}}},
    ]


@pytest.mark.parametrize(
    ("relevant", "reason"),
    [
        ("${gone} = 'x'", "there is no question “gone”"),
        ("${b} = 'x'", "it asks for the question itself"),
        ("${in_row} = 'x'", "“in_row” has an answer for each entry of a list"),
        ("${a} > today()", "“today” cannot be said"),
        ("${a} > 3", "“3” cannot be compared with answers to “a”"),
        ("${a} = ${c}", "it compares something else than a question with a value"),
        ("count(${a}) > 2", "“count” cannot be said"),
        ("${a} = 'x", "it cannot be read"),
        ("${group} = 'x'", "“x” cannot be compared with answers to “group”"),
        ("${twice} = 'x'", "there are several questions “twice”"),
        ("(" * 50 + "${a} = 'x'" + ")" * 50, "it cannot be read"),
    ],
)
def test_a_condition_that_cannot_be_said_is_listed_and_its_question_is_not_required(relevant: str, reason: str) -> None:
    outcome = one(
        {"type": "text", "name": "a"},
        {"type": "text", "name": "b", "required": "yes", "relevant": relevant},
        {"type": "text", "name": "c"},
        {"type": "begin repeat", "name": "rows"},
        {"type": "text", "name": "in_row"},
        {"type": "text", "name": "twice"},
        {"type": "end repeat"},
        {"type": "begin group", "name": "group"},
        {"type": "text", "name": "twice"},
        {"type": "end group"},
    )
    assert outcome.state == "mended"
    assert noted(outcome) == {
        "/survey/3/relevant": f"The condition “{relevant}” does not come along, since {reason}. "
        "The question is always asked, and no longer required."
    }
    schema = schema_of(outcome)
    assert "required" not in schema
    assert "allOf" not in schema


@pytest.mark.parametrize(
    ("kind", "constraint", "rules"),
    [
        ("integer", ". >= 0 and . <= 100", {"minimum": 0, "maximum": 100}),
        ("decimal", "(. > 0.5) and (. < 3)", {"exclusiveMinimum": 0.5, "exclusiveMaximum": 3}),
        ("integer", "0 <= .", {"minimum": 0}),
        ("text", "regex(., '[A-Z]+')", {"pattern": "^(?:[A-Z]+)$"}),
        ("text", "regex(., '^[A-Z]+$')", {"pattern": "^[A-Z]+$"}),
        ("text", "string-length(.) < 10", {"maxLength": 9}),
        ("text", "string-length(${a}) = 4", {"minLength": 4, "maxLength": 4}),
        ("select_multiple stains", "count-selected(.) <= 1", {"maxItems": 1}),
    ],
)
def test_a_plain_constraint_becomes_rules(kind: str, constraint: str, rules: dict[str, Any]) -> None:
    outcome = one({"type": kind, "name": "a", "constraint": constraint})
    assert outcome.state == "accepted"
    question = schema_of(outcome)["properties"]["a"]
    assert {key: question[key] for key in rules} == rules


@pytest.mark.parametrize(
    "constraint", [". <= today()", ". > 3 or . < 1", ". > ${b}", "not(. = 3)", ". >= 'x'", ". != 5"]
)
def test_a_constraint_that_cannot_be_said_is_listed(constraint: str) -> None:
    outcome = one({"type": "integer", "name": "a", "constraint": constraint}, {"type": "integer", "name": "b"})
    assert list(noted(outcome)) == ["/survey/2/constraint"]
    assert schema_of(outcome)["properties"]["a"] == {"type": "integer"}


@pytest.mark.parametrize(
    ("row", "pointers", "is_asked"),
    [
        ({"type": "note", "name": "a", "label": "Wash first"}, ["/survey/2/type"], False),
        ({"type": "calculate", "name": "a"}, ["/survey/2/type"], False),
        ({"type": "start", "name": "a"}, ["/survey/2/type"], False),
        ({"type": "image", "name": "a"}, ["/survey/2/type"], False),
        ({"type": "geopoint", "name": "a"}, ["/survey/2/type"], True),
        ({"type": "rank stains", "name": "a"}, ["/survey/2/type"], True),
        ({"type": "select_one_from_file x.csv", "name": "a"}, ["/survey/2/type"], True),
        ({"type": "text", "name": "a", "default": "today()"}, ["/survey/2/default"], True),
        ({"type": "integer", "name": "a", "default": "many"}, ["/survey/2/default"], True),
        ({"type": "text", "name": "a", "required": "${b} = 'x'"}, ["/survey/2/required"], True),
        ({"type": "text", "name": "a", "read_only": "${b} = 'x'"}, ["/survey/2/read_only"], True),
        ({"type": "text", "name": "a", "appearance": "signature"}, ["/survey/2/appearance"], True),
    ],
)
def test_what_does_not_come_along_is_listed_at_its_cell(
    row: dict[str, str], pointers: list[str], is_asked: bool
) -> None:
    outcome = one(row, {"type": "text", "name": "b"})
    assert outcome.state == "mended"
    assert list(noted(outcome)) == pointers
    assert ("a" in schema_of(outcome)["properties"]) == is_asked


def test_columns_that_are_not_known_are_listed_once() -> None:
    columns = [*COLUMNS, "media::image", "empty"]
    rows = [{"type": "text", "name": name, "media::image": "x.png"} for name in "abc"]
    assert list(noted(one(*rows, columns=columns))) == ["/survey/media::image"]


def test_labels_are_read_in_the_default_language_and_the_others_are_listed() -> None:
    columns = ["type", "name", "label::English (en)", "label::Français (fr)", "hint::English (en)"]
    rows = [
        {"type": "text", "name": "a", columns[2]: "Room", columns[3]: "Salle", columns[4]: "Where"},
        {"type": "select_one yn", "name": "b", columns[2]: "Fixed", columns[3]: "Fixé"},
    ]
    choices = [["list_name", "name", *columns[2:4]], ["yn", "y", "Yes", "Oui"], ["yn", "n", "No", "Non"]]
    for language, titles in (("English (en)", ["Room", "Fixed", "Yes"]), ("Français (fr)", ["Salle", "Fixé", "Oui"])):
        outcome = one(*rows, columns=columns, choices=choices, settings=[["default_language"], [language]])
        asked = schema_of(outcome)["properties"]
        assert [asked["a"]["title"], asked["b"]["title"], asked["b"]["oneOf"][0]["title"]] == titles
        assert list(noted(outcome)) == ["/survey"]


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("select one from numbers", {"type": "string", "oneOf": [{"const": "1", "title": "One"}, {"const": "2", "title": "Two"}]}),
        ("phone number", {"type": "string"}),
        ("gps", {"type": "string"}),
    ],
)  # fmt: skip
def test_types_as_they_were_called_before_are_known(kind: str, question: dict[str, Any]) -> None:
    assert schema_of(one({"type": kind, "name": "a"}))["properties"]["a"] == question


def test_another_answer_is_asked_for_in_words() -> None:
    outcome = one({"type": "select_one stains or_other", "name": "kind", "required": "yes"})
    assert takes(outcome, {"kind": "he"})
    schema = schema_of(outcome)
    assert schema["allOf"][0]["if"]["properties"] == {"kind": {"const": "other"}}
    assert list(schema["allOf"][0]["then"]["properties"]) == ["kind_other"]


@pytest.mark.parametrize(
    ("rows", "pointer"),
    [
        ([{"type": "text"}], "/survey/2/name"),
        ([{"type": "txt", "name": "a"}], "/survey/2/type"),
        ([{"type": "select_one gone", "name": "a"}], "/survey/2/type"),
        ([{"type": "begin group", "name": "a"}], "/survey/2/type"),
        ([{"type": "end group"}], "/survey/2/type"),
        ([{"type": "begin group", "name": "a"}, {"type": "end repeat"}], "/survey/3/type"),
        ([{"type": "text", "name": "a"}, {"type": "integer", "name": "a"}], "/survey/2"),
        ([{"type": "note", "name": "a"}], ""),
    ],
)
def test_what_is_not_plain_is_refused_at_its_place(rows: list[dict[str, str]], pointer: str) -> None:
    outcome = one(*rows)
    assert outcome.state == "refused"
    assert pointer in [each.pointer for each in outcome.problems]
    assert outcome.schema == ""


SURVEY_CSV = "type,name,label\nselect_one stains,kind,Stain\n"
CHOICES_CSV = "list_name,name,label\nstains,he,H&E\nstains,pas,PAS\n"


def test_an_xlsform_may_lie_in_csv_files_beside_each_other_or_in_one() -> None:
    apart = {"x/stain_survey.csv": SURVEY_CSV, "x/stain_choices.csv": CHOICES_CSV}
    together = "survey\n" + "".join(f",{line}\n" for line in SURVEY_CSV.splitlines())
    together += "choices,,,\n" + "".join(f",{line}\n" for line in CHOICES_CSV.splitlines())
    for texts in (apart, {"stain.csv": together}, {"stain.csv": together.replace(",", ";")}):
        (outcome,) = import_files(texts)
        assert outcome.state == "accepted", outcome
        assert [each["const"] for each in schema_of(outcome)["properties"]["kind"]["oneOf"]] == ["he", "pas"]


def test_a_table_of_something_else_is_passed_over() -> None:
    texts = {"data.csv": "sample,count\na,1\n", "names.csv": "name,age\na,1\n", "empty.csv": "", "x.csv": '"'}
    assert import_files(texts, {"data.xlsx": {"Sheet1": [["sample"], ["a"]], "empty": []}}) == []
