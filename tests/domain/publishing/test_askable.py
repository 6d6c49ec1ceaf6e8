# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page can ask for; what it cannot is listed where it is optional, and refused where it is required."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.publishing.askable import examine
from omero_forms.domain.schemas.accept import accept_schema

DRAFTS = {
    "04": "http://json-schema.org/draft-04/schema#",
    "06": "http://json-schema.org/draft-06/schema#",
    "07": "http://json-schema.org/draft-07/schema#",
    "2019": "https://json-schema.org/draft/2019-09/schema",
    "2020": "https://json-schema.org/draft/2020-12/schema",
}


def asked(draft: str, ui: dict | None = None, **more):
    schema = {"$schema": DRAFTS[draft], "type": "object", **more}
    found = examine(accept_schema(json.dumps(schema)), json.dumps(ui or {}))
    assert found is not None
    return found


def listed(draft: str, ui: dict | None = None, **more) -> dict[str, str]:
    found = asked(draft, ui, **more)
    assert found.refused == ()
    return {one.pointer: one.reason for one in found.not_asked}


def refused(draft: str, ui: dict | None = None, **more) -> dict[str, str]:
    return dict(asked(draft, ui, **more).refused)


ASKABLE = [
    ("07", {"title": "Typeless"}),
    ("07", {"type": ["string", "number", "null"]}),
    ("07", {"type": "null"}),
    ("07", {"enum": [1, "a", None, True]}),
    ("07", {"const": True}),
    ("07", {"enum": [["a"], "a"]}),
    ("07", {"anyOf": [{"type": "number"}, {"type": "null"}]}),
    ("07", {"oneOf": [{"const": 1, "title": "One"}, {"const": 2}]}),
    ("07", {"oneOf": [False, {"type": "string"}]}),
    ("07", {"type": "array"}),
    ("07", {"minItems": 1}),
    ("07", {"minLength": 1}),
    ("07", {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
    ("07", {"type": "array", "items": [{"type": "number"}], "additionalItems": False}),
    ("2020", {"type": "array", "prefixItems": [{"type": "number"}], "items": False}),
    ("2020", {"prefixItems": [{"type": "number"}]}),
    ("07", {"type": "object", "additionalProperties": {"type": "number"}}),
    ("07", {"type": "object", "additionalProperties": True}),
    ("07", {"type": "object", "patternProperties": {"^[a-z]$": {"type": "string"}}}),
    ("07", {"properties": {"a": {"type": "string"}}}),
    ("07", {"allOf": [{"type": "object"}, {"properties": {"a": {}}}], "required": ["a"]}),
    ("2019", {"type": "object", "dependentSchemas": {"a": {"properties": {"b": {}}, "required": ["b"]}}, "properties": {"a": {}}}),
    ("07", {"type": "object", "properties": {"a": {}, "b": {}}, "dependencies": {"a": ["b"]}}),
    ("07", {"type": "object", "properties": {"a": {}}, "if": {"required": ["a"]}, "then": {"properties": {"b": {}}, "required": ["b"]}}),
    ("07", {"type": "object", "properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    ("07", {"type": "object", "required": ["en"], "additionalProperties": {"type": "string"}}),
    ("04", {"type": "integer", "minimum": 0, "maximum": 1, "exclusiveMinimum": True}),
    ("07", {"type": "number", "minimum": 1, "maximum": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "question"), ASKABLE, ids=json.dumps)
def test_what_the_page_can_ask_may_be_required(draft, question):
    assert asked(draft, properties={"x": question}, required=["x"]) == asked(draft)


NOT_ASKABLE = [
    ("07", False),
    ("07", {"not": {}}),
    ("07", {"not": True}),
    ("07", {"enum": []}),
    ("2019", {"enum": []}),
    ("07", {"enum": [1, 2], "type": "string"}),
    ("07", {"const": "abc", "maxLength": 2}),
    ("07", {"type": "boolean", "enum": [True, False], "oneOf": [{"title": "Y"}, {"title": "N"}]}),
    ("07", {"enum": [" ", "", "\u200b"]}),
    ("07", {"const": "\u00a0"}),
    ("07", {"enum": [{"a": 1}, [1]]}),
    ("07", {"anyOf": [False, {"not": {}}]}),
    ("07", {"oneOf": [{"enum": []}, False]}),
    ("07", {"allOf": [{"type": "string"}, {"type": "number"}]}),
    ("07", {"type": "string", "minLength": 5, "maxLength": 4}),
    ("07", {"type": "string", "maxLength": 0}),
    ("07", {"type": "number", "allOf": [{"minimum": 5}, {"maximum": 4}]}),
    ("07", {"type": "object"}),
    ("07", {"required": ["a"]}),
    ("07", {"maxProperties": 3}),
    ("07", {"type": "object", "properties": {"a": False}}),
    ("07", {"type": "object", "properties": {"a": {"type": "object"}, "b": {}}, "required": ["a"]}),
    ("07", {"type": "object", "properties": {"a": {}}, "required": ["b"]}),
    ("07", {"type": "object", "properties": {"a": {}}, "required": ["b"], "additionalProperties": False}),
    ("07", {"type": "object", "allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}, "required": ["b"]}]}),
    ("07", {"type": "array", "items": False}),
    ("07", {"type": "array", "items": {"type": "object"}}),
    ("07", {"type": "array", "maxItems": 0}),
    ("07", {"type": "array", "items": {"enum": []}}),
    ("2020", {"type": "array", "prefixItems": [{"type": "number"}, False], "minItems": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "question"), NOT_ASKABLE, ids=json.dumps)
def test_what_it_cannot_ask_is_listed_where_it_is_optional(draft, question):
    found = listed(draft, properties={"x": question, "y": {"type": "string"}})
    assert list(found) == ["/properties/x"]
    assert found["/properties/x"].endswith(".")


@pytest.mark.parametrize(("draft", "question"), NOT_ASKABLE, ids=json.dumps)
def test_what_it_cannot_ask_is_refused_where_it_is_required(draft, question):
    found = refused(draft, properties={"x": question, "y": {"type": "string"}}, required=["x"])
    [(pointer, message)] = found.items()
    assert pointer.startswith("/properties/x")
    assert message.startswith("Nobody could answer this required question in the page. ")


def test_questions_of_any_name_are_asked():
    question = {"__proto__": {"title": "Proto"}, "constructor": {}, "toString": {}, "": {}}
    assert listed("07", properties=question, required=["__proto__", ""]) == {}


@pytest.mark.parametrize("name", ["__proto__", "", " "])
def test_a_required_name_that_only_people_could_add_and_the_page_takes_from_none_is_refused(name):
    form: dict[str, Any] = {"properties": {"x": {}}, "additionalProperties": {"type": "string"}}
    [(pointer, message)] = refused("07", **form, required=[name]).items()
    assert pointer == "/required/0"
    assert message.endswith("No entry that people add can have this name.")
    assert listed("07", **form, required=["constructor"]) == {}


def test_a_group_is_not_asked_as_a_whole_when_it_requires_what_cannot_be_asked():
    inner = {"type": "object", "title": "Inner", "properties": {"a": {"type": "object"}, "b": {}}}
    outer = {"type": "object", "properties": {"inner": {**inner, "required": ["a"]}, "c": {}}}
    found = listed("07", properties={"outer": outer})
    assert list(found) == ["/properties/outer/properties/inner"]
    assert "It requires “a”, which cannot be asked for. It is a group without questions." in found.values()  # fmt: skip
    outer["required"] = ["inner"]
    assert list(listed("07", properties={"outer": outer, "d": {}})) == ["/properties/outer"]
    found = refused("07", properties={"outer": outer}, required=["outer"])
    assert list(found) == ["/properties/outer/properties/inner/properties/a"]


def test_pointers_lead_to_where_a_question_stands_behind_references():
    group = {"type": "object", "properties": {"a": {"enum": []}, "b": {}}}
    form: dict[str, Any] = {
        "properties": {"x": {"$ref": "#/definitions/group"}},
        "definitions": {"group": group},
    }
    assert list(listed("07", **form)) == ["/definitions/group/properties/a"]
    items: dict[str, Any] = {"properties": {"x": {"type": "array", "items": {"$ref": "#/definitions/group"}}}}
    assert list(listed("07", **items, definitions={"group": group})) == ["/definitions/group/properties/a"]  # fmt: skip


def test_what_another_answer_requires_has_to_be_askable_too():
    properties = {"x": {"type": "string"}, "y": {"enum": []}}
    for draft, more in (
        ("07", {"if": {"required": ["x"]}, "then": {"required": ["y"]}}),
        ("07", {"if": {"required": ["x"]}, "else": {"required": ["y"]}}),
        ("07", {"dependencies": {"x": ["y"]}}),
        ("07", {"dependencies": {"x": {"required": ["y"]}}}),
        ("2019", {"dependentRequired": {"x": ["y"]}}),
        ("2020", {"dependentSchemas": {"x": {"required": ["y"]}}}),
        ("07", {"dependencies": {"x": ["nowhere"]}}),
    ):
        [message] = refused(draft, properties=properties, **more).values()
        assert "another answer makes it required" in message
    # In newer drafts the old keyword says nothing.
    assert list(listed("2020", properties=properties, dependencies={"x": ["y"]})) == ["/properties/y"]  # fmt: skip


def test_a_question_that_only_an_alternative_asks_counts_there():
    kinds = [
        {"properties": {"kind": {"const": "a"}, "n": {"type": "number"}}, "required": ["n"]},
        {"properties": {"kind": {"const": "b"}, "m": {"enum": []}}},
    ]
    form: dict[str, Any] = {"properties": {"kind": {"enum": ["a", "b"]}}, "oneOf": kinds}
    assert list(listed("07", **form)) == ["/oneOf/1/properties/m"]


def test_recursion_is_asked_unless_it_is_required_without_end():
    tree = {"type": "object", "properties": {"name": {}, "parts": {"type": "array", "items": {"$ref": "#/definitions/tree"}}}}  # fmt: skip
    form: dict[str, Any] = {
        "properties": {"tree": {"$ref": "#/definitions/tree"}},
        "required": ["tree"],
    }
    assert listed("07", **form, definitions={"tree": tree}) == {}
    endless = {"type": "object", "properties": {"part": {"$ref": "#/definitions/tree"}}, "required": ["part"]}  # fmt: skip
    [message] = refused("07", **form, definitions={"tree": endless}).values()
    assert "without end" in message


def test_a_reference_hides_what_stands_beside_it_in_the_older_drafts_only():
    form: dict[str, Any] = {
        "properties": {"x": {"$ref": "#/definitions/text", "enum": []}},
        "required": ["x"],
        "definitions": {"text": {"type": "string"}},
    }
    assert listed("07", **form) == {}
    assert list(refused("2020", **form)) == ["/properties/x"]


def test_what_the_ui_schema_hides_is_refused_where_it_is_required_and_nothing_fills_it():
    properties = {"x": {"type": "string"}, "g": {"type": "object", "properties": {"y": {}}}}
    hidden = {"x": {"ui:widget": "hidden"}, "g": {"y": {"ui:options": {"widget": "hidden"}}}}
    assert listed("07", hidden, properties=properties) == {}
    found = refused("07", hidden, properties=properties, required=["x"])
    assert found == {
        "/properties/x": "Nobody could answer this required question in the page. The UI schema hides it, and it has no default."
    }
    for filled in ({"const": "a"}, {"default": "a"}, {"enum": ["a"]}):
        assert listed("07", hidden, properties={"x": filled}, required=["x"]) == {}
    assert listed("07", hidden, properties=properties, required=["x"], default={"x": "a"}) == {}


HIDDEN = {"ui:widget": "hidden"}


@pytest.mark.parametrize(
    "question",
    [
        {"type": "integer", "default": "five"},
        {"type": "string", "maxLength": 1, "default": "ab"},
        {"type": "string", "default": None},
        {"type": "string", "default": " "},
        {"type": "array", "default": []},
        {"type": "object", "properties": {"a": {}, "b": {"default": 1}}, "required": ["a", "b"]},
        {"type": "object", "properties": {"a": {"$ref": "#/definitions/part"}}, "required": ["a"]},
    ],
    ids=json.dumps,
)
def test_a_hidden_required_question_is_refused_where_its_default_is_no_answer(question):
    part = {"type": "object", "properties": {"again": {"$ref": "#/definitions/part"}}}
    found = refused(
        "07", {"x": HIDDEN}, properties={"x": question, "y": {}}, required=["x"], definitions={"part": part}
    )  # fmt: skip
    [message] = found.values()
    assert "The UI schema hides it, and it has no default." in message


def test_a_constant_fills_nothing_in_where_the_draft_has_no_such_keyword():
    form: dict[str, Any] = {"properties": {"x": {"const": "a"}, "y": {}}, "required": ["x"]}
    assert refused("04", {"x": HIDDEN}, **form)
    assert listed("06", {"x": HIDDEN}, **form) == {}


@pytest.mark.parametrize(
    "ui",
    [
        {"x": {"ui:widget": "HiddenWidget"}},
        {"x": {"ui:options": {"widget": "HiddenWidget"}}},
        {"x": {"oneOf": [{"p": HIDDEN}, {"q": HIDDEN}]}},
        {"x": {"p": HIDDEN, "q": HIDDEN}},
        {"z": {"items": {"p": HIDDEN}}},
        {"z": {"items": HIDDEN}},
        {"t": {"items": [{}, {"p": HIDDEN}]}},
        {"ui:widget": "hidden"},
    ],
    ids=json.dumps,
)
def test_hidden_is_read_wherever_a_ui_schema_can_say_it(ui):
    one = {"type": "object", "properties": {"p": {}, "r": {}}, "required": ["p"]}
    other = {"type": "object", "properties": {"q": {}, "r": {}}, "required": ["q"]}
    properties = {
        "x": {"oneOf": [one, other]},
        "z": {"type": "array", "items": one, "minItems": 1},
        "t": {"type": "array", "items": [other, one], "minItems": 2},
    }
    form: dict[str, Any] = {"properties": properties, "required": ["x", "z", "t"]}
    assert listed("07", **form) == {}
    [message] = refused("07", ui, **form).values()
    assert "The UI schema hides" in message


def test_a_question_that_one_kind_hides_can_be_answered_by_another_kind():
    kinds = [
        {"type": "object", "properties": {"p": {}, "r": {}}, "required": ["p"]},
        {"type": "object", "properties": {"q": {}, "r": {}}, "required": ["q"]},
    ]
    form: dict[str, Any] = {"properties": {"x": {"oneOf": kinds}}, "required": ["x"]}
    assert listed("07", {"x": {"oneOf": [{"p": HIDDEN}]}}, **form) == {}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_thousands_of_titled_choices_are_asked(keyword):
    choices = [{"const": f"ENSG{number:05d}", "title": f"Gene {number}"} for number in range(3000)]
    found = asked("07", properties={"gene": {keyword: choices}}, required=["gene"])
    assert (found.refused, found.not_asked) == ((), ())
