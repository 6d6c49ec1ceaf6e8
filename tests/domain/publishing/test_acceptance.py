# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be published, what is refused with its place, and what the author is warned of."""

from __future__ import annotations

import json

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.publishing import acceptance, askable
from omero_forms.domain.publishing.acceptance import accept_form, can_be_opened
from omero_forms.domain.schemas.accept import accept_schema

DRAFT_07 = "http://json-schema.org/draft-07/schema#"


def form(properties: dict, **more) -> str:
    return json.dumps({"$schema": DRAFT_07, "type": "object", "properties": properties, **more})


def warnings(properties: dict, **more) -> dict[str, str]:
    return {one.pointer: one.message for one in accept_form(form(properties, **more), "").warnings}


def problems(schema: str, ui: str = "") -> tuple[str, list[str]]:
    with pytest.raises(FormsError) as caught:
        accept_form(schema, ui)
    return caught.value.code, [one["pointer"] for one in caught.value.details["problems"]]


@pytest.mark.parametrize(
    "question",
    [
        {"type": "number", "default": "5"},
        {"type": "string", "enum": ["a", "b"], "default": "c"},
        {"type": "string", "format": "date", "default": "today"},
        {"type": "string", "pattern": "^[A-Z]$", "default": "a"},
        {"type": "integer", "maximum": 3, "default": 4},
        {"type": "array", "items": {"type": "number"}, "default": ["x"]},
        {"type": "object", "properties": {"p": {"type": "number"}}, "default": {"p": "q"}},
        {"anyOf": [{"type": "number"}, {"type": "null"}], "default": "none"},
    ],
)
def test_a_default_that_is_no_answer_is_published_and_warned_of(question):
    told = warnings({"x": question})
    assert list(told) == ["/properties/x/default"]
    assert told["/properties/x/default"].startswith("This default cannot be an answer. ")


@pytest.mark.parametrize(
    "question",
    [
        {"unevaluatedItems": {"not": None, "default": []}},
        {"prefixItems": [{"minItems": 1}, {"not": [], "default": [2]}]},
        {"prefixItems": [{"items": {"type": 5, "default": "x"}}]},
    ],
)
def test_a_default_below_a_keyword_of_another_draft_is_none_whatever_stands_beside_it(question):
    [keyword] = question
    assert f"/properties/x/{keyword}" in warnings({"x": question})


@pytest.mark.parametrize(
    "question",
    [
        {"type": "number", "default": 5},
        {"type": ["string", "null"], "default": None},
        {"type": "string", "minLength": 3, "default": ""},
        {"type": "string", "default": None},
        {"type": "object", "properties": {"p": {"type": "string"}}, "default": {"p": "q"}},
        {"type": "object", "properties": {"default": {"type": "number"}}},
        {"enum": [{"default": 5}, "a"]},
    ],
)
def test_a_default_that_is_an_answer_is_not(question):
    assert warnings({"x": question}) == {}


def test_defaults_are_looked_at_wherever_they_stand():
    part = {"type": "object", "properties": {"n": {"type": "number", "default": "x"}}}
    told = warnings({"x": {"$ref": "#/definitions/part"}}, definitions={"part": part})
    assert list(told) == ["/definitions/part/properties/n/default"]
    assert list(warnings({"x": {"type": "array", "items": part}})) == ["/properties/x/items/properties/n/default"]


@pytest.mark.parametrize(
    ("draft", "keyword", "value"),
    [
        ("https://json-schema.org/draft/2020-12/schema", "dependencies", {"x": ["y"]}),
        ("https://json-schema.org/draft/2019-09/schema", "dependencies", {"x": {"required": ["y"]}}),
        ("https://json-schema.org/draft/2020-12/schema", "additionalItems", False),
        (DRAFT_07, "dependentRequired", {"x": ["y"]}),
        (DRAFT_07, "unevaluatedProperties", False),
        (DRAFT_07, "prefixItems", [{}]),
        ("http://json-schema.org/draft-04/schema#", "if", {"required": ["x"]}),
        ("http://json-schema.org/draft-04/schema#", "const", 5),
    ],
)  # fmt: skip
def test_a_keyword_of_another_draft_is_warned_of_since_it_says_nothing(draft, keyword, value):
    told = warnings({"x": {keyword: value}, "y": {}}, **{"$schema": draft})
    [(pointer, message)] = told.items()
    assert pointer == f"/properties/x/{keyword}"
    assert f"has no “{keyword}”, so it says nothing here." in message
    # As a name it is a question like any other.
    assert warnings({keyword: {}}, **{"$schema": draft}) == {}


def test_draft_04_marks_a_limit_as_excluded_beside_it_and_nothing_is_warned_of():
    question = {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}
    assert warnings({"x": question}, **{"$schema": "http://json-schema.org/draft-04/schema#"}) == {}


def test_what_nobody_could_answer_is_refused_with_its_place():
    required = form({"x": {"type": "object"}, "y": {"enum": []}}, required=["x", "y", "z"])
    assert problems(required) == (
        "schema_invalid",
        ["/properties/x", "/properties/y", "/required/2"],
    )
    hidden = json.dumps({"x": {"ui:widget": "hidden"}})
    assert problems(form({"x": {}}, required=["x"]), hidden) == ("schema_invalid", ["/properties/x"])  # fmt: skip
    assert problems(form({}, **{"not": {}})) == ("schema_invalid", [""])


def test_what_is_wrong_in_itself_is_said_first():
    assert problems(form({"x": {"type": "strin"}}, required=["x"])) == ("schema_invalid", ["/properties/x/type"])  # fmt: skip
    assert problems(form({"x": {}}), "[]") == ("ui_schema_invalid", [""])


def test_generated_ids_in_every_part_mean_nothing_even_where_one_is_there_twice():
    properties = {
        "a": {"$id": "/properties/name", "type": "string"},
        "b": {"$id": "/properties/name", "type": "number"},
        "c": {"$id": "#/properties/c", "type": "array", "items": {"$id": "#/properties/c/items"}},
    }
    accepted = accept_form(form(properties, **{"$id": "http://example.org/root.json"}), "")
    assert (accepted.not_asked, accepted.warnings) == ((), ())


def test_what_is_not_told_is_told_to_be_there():
    many = {str(number): {"type": "number", "default": "x"} for number in range(30)}
    [*told, last] = accept_form(form(many), "").warnings
    assert len(told) == 20
    assert (last.pointer, last.message) == ("", "There are more warnings; these are the first 20.")
    twenty = {str(number): {"type": "number", "default": "x"} for number in range(20)}
    assert len(accept_form(form(twenty), "").warnings) == 20
    nobody: dict[str, dict] = {str(number): {"enum": []} for number in range(30)}
    code, places = problems(form(nobody, required=list(nobody)))
    assert (code, len(places), places[-1]) == ("schema_invalid", 21, "")


@pytest.mark.parametrize("busy", [acceptance, askable])
def test_a_form_that_a_busy_machine_had_no_time_for_is_looked_at_again(busy, monkeypatch):
    schema = json.dumps({"type": "object", "properties": {"t": {"type": "string", "title": f"Of {busy.__name__}"}}})
    with monkeypatch.context() as hurried:
        hurried.setattr(busy, "SECONDS", -1.0)
        with pytest.raises(FormsError) as refused:
            accept_form(schema, "{}")
    assert "too complicated" in refused.value.details["problems"][0]["message"]
    assert accept_form(schema, "{}").not_asked == ()
    assert can_be_opened(accept_schema(schema))
