# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest

from omero_forms.domain.schemas.accept import accept_schema
from tests.domain.importing.support import DRAFT_04, DRAFT_2020, form, made, one, pointers

DRAFT_3 = "http://json-schema.org/draft-03/schema#"


def test_right_schema_is_taken_as_the_text_it_is() -> None:
    text = '{"$schema":"http://json-schema.org/draft-07/schema#",  "title":"A","type":"object","properties":{"a":{}}}'
    outcome = one(text)
    assert (outcome.state, outcome.schema, outcome.name) == ("accepted", text, "A")


@pytest.mark.parametrize(
    ("written", "meant", "pointer"),
    [
        ({"type": "float"}, {"type": "number"}, "type"),
        ({"type": "int"}, {"type": "integer"}, "type"),
        ({"type": "Boolean"}, {"type": "boolean"}, "type"),
        ({"type": "str"}, {"type": "string"}, "type"),
        ({"type": "text"}, {"type": "string"}, "type"),
        ({"type": "any"}, {}, "type"),
        ({"type": "date"}, {"type": "string", "format": "date"}, "type"),
        ({"type": "datetime"}, {"type": "string", "format": "date-time"}, "type"),
        ({"type": ["string", "string"]}, {"type": ["string"]}, "type/1"),
        ({"enum": ["a", "b", "a"]}, {"enum": ["a", "b"]}, "enum/2"),
        ({"enum": [1, 1.0]}, {"enum": [1]}, "enum/1"),
        ({"minimum": "0.5", "type": "number"}, {"minimum": 0.5, "type": "number"}, "minimum"),
        ({"uniqueItems": "true"}, {"uniqueItems": True}, "uniqueItems"),
        ({"maxLength": None}, {}, "maxLength"),
        ({"title": 5}, {"title": "5"}, "title"),
        ({"description": ["One.", "Two."]}, {"description": "One.\nTwo."}, "description"),
        ({"format": 3}, {}, "format"),
        ({"anyOf": []}, {}, "anyOf"),
        ({"allOf": {"minLength": 1}}, {"allOf": [{"minLength": 1}]}, "allOf"),
        ({"examples": "PAS"}, {"examples": ["PAS"]}, "examples"),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}, "exclusiveMinimum"),
        ({"required": True, "type": "string"}, {"type": "string"}, "required"),
        ({"required": "false", "type": "string"}, {"type": "string"}, "required"),
        ({"$schema": DRAFT_04, "type": "string"}, {"type": "string"}, "$schema"),
        ({"type": "object", "properties": []}, {"type": "object", "properties": {}}, "properties"),
        ({"type": "array", "items": "string"}, {"type": "array", "items": {"type": "string"}}, "items"),
        ({"pattern": r"\A\d+\Z"}, {"pattern": r"^\d+$"}, "pattern"),
        ({"pattern": "^[[:alpha:]]+$"}, {"pattern": "^[A-Za-z]+$"}, "pattern"),
        ({"pattern": "(?P<year>[0-9]{4})(?P=year)"}, {"pattern": r"(?<year>[0-9]{4})\k<year>"}, "pattern"),
        ({"pattern": "(?i)^rrid:[a-f]$"}, {"pattern": "^[Rr][Rr][Ii][Dd]:[a-fA-F]$"}, "pattern"),
    ],
)  # fmt: skip
def test_plain_mistake_is_mended_and_listed_with_its_place(
    written: dict[str, Any], meant: dict[str, Any], pointer: str
) -> None:
    outcome = one(form(properties={"a": written, "b": {}}))
    assert outcome.state == "mended"
    assert pointers(outcome) == [f"/properties/a/{pointer}"]
    assert made(outcome)["properties"]["a"] == meant


def test_exclusive_limit_as_a_number_is_written_as_draft_4_has_it() -> None:
    schema = made(one(form(draft=DRAFT_04, properties={"a": {"type": "number", "exclusiveMinimum": 2}})))
    assert schema["properties"]["a"] == {"type": "number", "minimum": 2, "exclusiveMinimum": True}


def test_list_of_items_is_a_prefix_in_2020_12() -> None:
    written = {"type": "array", "items": [{"type": "string"}], "additionalItems": False}
    schema = made(one(form(draft=DRAFT_2020, properties={"a": written})))
    assert schema["properties"]["a"] == {"type": "array", "prefixItems": [{"type": "string"}], "items": False}


def test_required_at_the_field_moves_to_its_group() -> None:
    outcome = one(form(required=["b"], properties={"a": {"required": True}, "b": {"required": True}}))
    assert made(outcome)["required"] == ["b", "a"]
    assert pointers(outcome) == ["/properties/a/required", "/properties/b/required"]


def test_field_that_is_called_required_is_left_alone() -> None:
    assert one(form(properties={"required": {"type": "boolean"}})).state == "accepted"


def test_required_name_twice_is_named_once() -> None:
    outcome = one(form(required=["a", "a"], properties={"a": {}}))
    assert (made(outcome)["required"], pointers(outcome)) == (["a"], ["/required/1"])


def test_required_name_without_a_question_becomes_one() -> None:
    outcome = one(form(required=["a", "b"], properties={"b": {}}))
    assert (made(outcome)["properties"], pointers(outcome)) == ({"b": {}, "a": {}}, ["/required/0"])


def test_what_is_required_is_mended_below_a_name_that_looks_like_part_of_an_address() -> None:
    outcome = one(form(required=["a%20b"], properties={"a%20b": {"required": ["c"], "type": "object"}}))
    assert made(outcome)["properties"]["a%20b"]["properties"] == {"c": {}}
    assert pointers(outcome) == ["/properties/a%20b/required/0"]


def test_required_name_that_the_form_forbids_is_refused() -> None:
    outcome = one(form(required=["a"], properties={"b": {}}, additionalProperties=False))
    assert outcome.state == "refused"
    assert [problem.pointer for problem in outcome.problems] == ["/required/0"]


def test_required_group_that_says_nothing_becomes_one_whose_entries_are_named() -> None:
    outcome = one(form(required=["a"], properties={"a": {"type": "object"}}))
    assert made(outcome)["properties"]["a"] == {"type": "object", "additionalProperties": True}


def test_name_given_twice_is_listed_and_the_last_one_counts() -> None:
    outcome = one('{"$schema": "http://json-schema.org/draft-07/schema#", "title": "A", "type": "object",'
                  ' "properties": {"a": {"type": "string"}, "a": {"type": "number"}}}')  # fmt: skip
    assert (made(outcome)["properties"], pointers(outcome)) == ({"a": {"type": "number"}}, ["/properties"])


def test_absent_draft_type_and_title_are_filled_in() -> None:
    outcome = one({"properties": {"a": {}}})
    assert pointers(outcome) == ["/$schema", "/type", "/title"]
    assert made(outcome) == {**form(properties={"a": {}}), "title": "Stain"}


def test_title_is_made_of_the_name_of_the_file() -> None:
    outcome = one({**form(properties={"a": {}}), "title": " "})
    assert outcome.name == "Stain"


def test_draft_is_recognised_however_it_is_written() -> None:
    for written in ("https://json-schema.org/draft-04/schema", "http://json-schema.org/draft-04/hyper-schema#"):
        schema = made(one(form(draft=written, properties={"a": {"minimum": 1, "exclusiveMinimum": True}})))
        assert accept_schema(str(one(form(draft=written, properties={"a": {}})).schema)).dialect == "draft-04"
        assert schema["properties"]["a"] == {"minimum": 1, "exclusiveMinimum": True}


def test_draft_of_somebody_else_is_read_as_one_of_json_schemas_own() -> None:
    outcome = one(form(draft="https://example.org/our-schema", properties={"a": {}}))
    assert (pointers(outcome), made(outcome)["$schema"]) == (["/$schema"], form()["$schema"])


def test_draft_3_becomes_draft_4() -> None:
    written = form(
        draft=DRAFT_3,
        properties={
            "a": {"type": "number", "divisibleBy": 2, "required": True},
            "b": {"type": ["string", {"type": "number"}]},
            "c": {"disallow": "null", "extends": {"minLength": 1}},
            "d": {"type": "any"},
        },
        dependencies={"b": "d"},
    )
    outcome = one(written)
    assert made(outcome) == form(
        draft=DRAFT_04,
        properties={
            "a": {"type": "number", "multipleOf": 2},
            "b": {"anyOf": [{"type": "string"}, {"type": "number"}]},
            "c": {"allOf": [{"minLength": 1}], "not": {"type": "null"}},
            "d": {},
        },
        dependencies={"b": ["d"]},
        required=["a"],
    )
    assert set(pointers(outcome)) == {
        "/$schema", "/dependencies/b", "/properties/a/required", "/properties/a/divisibleBy", "/properties/b/type",
        "/properties/c/disallow", "/properties/c/extends", "/properties/d/type",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "pointer"),
    [
        ({"type": "strnig"}, "/properties/a/type"),
        ({"pattern": "("}, "/properties/a/pattern"),
        ({"enum": "a"}, "/properties/a/enum"),
        ({"minLength": -1}, "/properties/a/minLength"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_place(written: dict[str, Any], pointer: str) -> None:
    outcome = one(form(properties={"a": written}))
    assert (outcome.state, outcome.schema) == ("refused", "")
    assert [problem.pointer for problem in outcome.problems] == [pointer]


@pytest.mark.parametrize(
    "text", ["{", "[1,]", '{"a": NaN}', '{"a": "\\ud800"}', f'{{"a": {"1" * 5000}}}', "[" * 200 + "]" * 200, "\0"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    outcome = one(text)
    assert (outcome.state, len(outcome.problems)) == ("refused", 1)


@pytest.mark.parametrize(
    ("required", "expected"),
    [(["first,second", "third"], ["first", "second", "third"]), (["third", "affiliaton"], ["third", "affiliation"])],
)
def test_a_mistyped_required_name_is_the_one_question_that_it_can_mean(
    required: list[str], expected: list[str]
) -> None:
    asked = {name: {"type": "string"} for name in ("first", "second", "third", "affiliation")}
    outcome = one(form(required=required, properties=asked, additionalProperties=False))
    assert len(pointers(outcome)) == 1
    assert made(outcome)["required"] == expected


def test_a_required_name_like_no_question_is_refused_where_nothing_may_be_added() -> None:
    assert one(form(required=["b"], properties={"a": {}}, additionalProperties=False)).state == "refused"


def test_a_required_group_that_may_hold_nothing_is_no_longer_required() -> None:
    empty = {"type": "object", "properties": {}, "additionalProperties": False}
    outcome = one(form(required=["a", "b"], properties={"a": empty, "b": {"type": "string"}}))
    assert pointers(outcome) == ["/properties/a"]
    assert made(outcome)["required"] == ["b"]
