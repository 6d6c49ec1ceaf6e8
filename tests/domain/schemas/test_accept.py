# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
import time

import pytest
from hypothesis import given

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import accept_schema, accept_ui_schema, stored_schema
from tests.domain.json_values import values


def problems(schema) -> list[tuple[str, str]]:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    with pytest.raises(FormsError) as caught:
        accept_schema(text)
    assert caught.value.code == "schema_invalid"
    found = caught.value.details["problems"]
    assert 1 <= len(found) <= 21
    assert all(problem["message"].endswith((".", "object.")) for problem in found)
    return [(problem["pointer"], problem["message"]) for problem in found]


def refusal(text: str) -> FormsError | None:
    try:
        accept_schema(text)
    except FormsError as refused:
        return refused
    return None


def form(**more) -> dict:
    return {"type": "object", "properties": {"a": {"type": "string"}}, **more}


@pytest.mark.parametrize(
    ("address", "draft"),
    [
        ("http://json-schema.org/draft-04/schema#", "draft-04"),
        ("http://json-schema.org/draft-06/schema#", "draft-06"),
        ("http://json-schema.org/draft-07/schema", "draft-07"),
        ("https://json-schema.org/draft/2019-09/schema", "2019-09"),
        ("https://json-schema.org/draft/2020-12/schema#", "2020-12"),
    ],
)
def test_drafts_04_to_2020_12_can_be_forms(address, draft):
    text = json.dumps(form(**{"$schema": address}))
    accepted = accept_schema(text)
    assert (accepted.dialect, accepted.text) == (draft, text)
    assert stored_schema(text) == accepted


def test_a_schema_that_names_no_draft_is_draft_07_unless_only_draft_04_takes_it():
    assert accept_schema(json.dumps(form())).dialect == "draft-07"
    old = {"type": "object", "properties": {"n": {"maximum": 5, "exclusiveMaximum": True}}}
    assert accept_schema(json.dumps(old)).dialect == "draft-04"


@pytest.mark.parametrize("address", ["http://json-schema.org/draft-03/schema#", "https://example.org/my", 5])
def test_other_drafts_are_refused(address):
    assert problems(form(**{"$schema": address}))[0][0] == "/$schema"


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"type": "object", "properties": {"a": {"type": "strin"}}}, "/properties/a/type"),
        ({"type": "object", "required": "a"}, "/required"),
        ({"type": "object", "properties": {"a": {"minLength": -1}}}, "/properties/a/minLength"),
        ({"type": "object", "properties": {"a": 5}}, "/properties/a"),
        ({"type": "object", "properties": {"a": {"pattern": "("}}}, "/properties/a/pattern"),
        ({"type": "object", "patternProperties": {"a++": {}}}, "/patternProperties/a++"),
        ({"type": "array"}, "/type"),
        ({"type": ["object", "null"]}, "/type"),
        ({}, "/type"),
        ({"$ref": "#/definitions/a", "definitions": {"a": {"type": "string"}}}, "/type"),
        (form(const=2**53), "/const"),
        (form(properties={"a": {"enum": [2**53]}}), "/properties/a/enum/0"),
        (form(properties={"a": {"maximum": 10**50}}), "/properties/a/maximum"),
        (form(properties={"a": {"$ref": "#/elsewhere"}}, elsewhere={"type": 5}), "/elsewhere/type"),
        (
            form(properties={"a": {"$ref": "#/$defs/b"}}, **{"$defs": {"b": {"type": "strin"}}}),
            "/$defs/b/type",
        ),
        ('{"type":"object","type":"object"}', "/type"),
        ('{"type":"object","title":"\\u0000"}', "/title"),
    ],
)
def test_a_schema_that_is_none_is_refused_with_pointers(schema, pointer):
    assert pointer in [where for where, _message in problems(schema)]


@pytest.mark.parametrize("limit", ["minimum", "maximum", "exclusiveMaximum", "multipleOf", "maxLength", "maxItems"])  # fmt: skip
@pytest.mark.parametrize("number", [2**53, 2**63 - 1, 2**64 - 1, 1e19])
def test_a_limit_may_be_longer_than_any_answer(limit, number):
    text = json.dumps(form(properties={"a": {limit: number}}))
    assert stored_schema(text) == accept_schema(text)
    assert {problem.keyword for problem in validate(accept_schema(text), {"a": 1})} <= {limit}


def test_a_reference_to_one_of_two_parts_with_one_name_is_refused():
    named = {"one": {"$anchor": "x"}, "two": {"$anchor": "x", "type": "string"}}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **form(**{"$defs": named})}
    assert accept_schema(json.dumps(schema))
    schema["properties"] = {"a": {"$ref": "#x"}}
    assert problems(schema) == [("/properties/a/$ref", "Two parts of the schema have the name that it refers to.")]


def test_all_problems_are_told_at_once():
    schema = {"type": "object", "properties": {str(n): {"type": 5} for n in range(30)}}
    found = problems(schema)
    assert len(found) == 21
    assert found[-1] == ("", "There are more problems; these are the first 20.")
    two = {"type": "object", "properties": {"a": {"type": 5}, "b": {"pattern": "("}}}
    assert {where for where, _ in problems(two)} == {"/properties/a/type", "/properties/b/pattern"}


@pytest.mark.parametrize("text", ["", "{", "nul", "\ufeff{}"])
def test_text_that_is_no_json_says_where(text):
    assert problems(text)[0][1].startswith("It is not JSON")


@pytest.mark.parametrize("text", ["[]", "true", "null", '"x"', "5"])
def test_a_form_is_a_json_object(text):
    assert problems(text) == [("", "A form's schema is a JSON object.")]


@pytest.mark.parametrize(
    "reference",
    [
        "https://example.org/other.json",
        "other.json#/definitions/a",
        "file:///etc/passwd",
        "//example.org/x",
        "/x",
        "http://json-schema.org/draft-07/schema#",
    ],
)
def test_references_that_leave_the_schema_are_refused(reference):
    found = problems(form(definitions={"x": {"$ref": reference}}))
    assert found[0][0] == "/definitions/x/$ref"


@pytest.mark.parametrize("reference", ["#/definitions/none", "#none", "#/properties/a/type", "#/x/y"])
def test_references_that_lead_nowhere_are_refused(reference):
    assert problems(form(definitions={"x": {"$ref": reference}}))[0][0] == "/definitions/x/$ref"


@pytest.mark.parametrize(
    "schema",
    [
        form(properties={"a": {"$ref": "#/definitions/a~1b%20c"}}, definitions={"a/b c": {}}),
        form(properties={"a": {"$ref": "#here"}}, definitions={"x": {"$id": "#here"}}),
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "https://example.org/form",
            "$ref": "https://example.org/form#/$defs/root",
            "$defs": {"root": {"$anchor": "r", "type": "object", "properties": {"r": {"$ref": "#r"}}}},
        },
        form(properties={"a": {"$ref": "#/elsewhere/b"}}, elsewhere={"b": {"type": "string"}}),
        form(properties={"$ref": {"type": "string"}, "$id": {"type": "string"}}),
        form(properties={"a": {"$ref": "#"}}),
    ],
)  # fmt: skip
def test_references_inside_the_schema_are_followed(schema):
    assert accept_schema(json.dumps(schema))


def test_what_only_references_lead_to_is_checked_too():
    schema = form(properties={"a": {"$ref": "#/elsewhere/b"}}, elsewhere={"b": {"pattern": "("}})
    assert problems(schema)[0][0] == "/elsewhere/b/pattern"


@pytest.mark.parametrize(
    "definitions",
    [
        {"a": {"$ref": "#/definitions/a"}},
        {"a": {"allOf": [{"$ref": "#/definitions/b"}]}, "b": {"anyOf": [{"$ref": "#/definitions/a"}]}},
        {"a": {"not": {"$ref": "#/definitions/a"}}},
        {"a": {"if": {"$ref": "#/definitions/a"}}},
        {"a": {"dependencies": {"x": {"$ref": "#/definitions/a"}}}},
        {"a": {"oneOf": [{"type": "string"}, {"$ref": "#/definitions/a"}]}},
    ],
)  # fmt: skip
def test_a_schema_that_applies_itself_to_the_same_value_for_ever_is_refused(definitions):
    schema = form(properties={"a": {"$ref": "#/definitions/a"}}, definitions=definitions)
    assert "It refers back to itself endlessly." in [message for _, message in problems(schema)]


def test_recursion_into_fields_is_fine():
    tree = {
        "type": "object",
        "properties": {"parts": {"type": "array", "items": {"$ref": "#/definitions/tree"}}},
    }
    schema = form(properties={"t": {"$ref": "#/definitions/tree"}}, definitions={"tree": tree})
    assert accept_schema(json.dumps(schema))


def test_long_chains_of_references_are_refused():
    definitions: dict = {f"a{n}": {"$ref": f"#/definitions/a{n + 1}"} for n in range(60)}
    definitions["a60"] = {"type": "string"}
    found = problems(form(properties={"a": {"$ref": "#/definitions/a0"}}, definitions=definitions))
    assert "lead from one to the next" in found[0][1]


def test_size_and_depth_have_limits():
    assert "larger than 512 kB" in problems(form(description="x" * 600_000))[0][1]
    deep: dict = {"type": "string"}
    for _level in range(60):
        deep = {"type": "object", "properties": {"a": deep}}
    assert "nested too deeply" in problems(deep)[0][1]
    assert problems("[" * 100_000)[0]


def test_parts_name_no_draft_and_no_address_of_their_own():
    nested = {"$schema": "http://json-schema.org/draft-04/schema#"}
    assert problems(form(properties={"a": nested}))[0][0] == "/properties/a/$schema"
    addressed = {"$id": "https://example.org/a", "items": {"$ref": "#/x"}, "x": {}}
    assert problems(form(properties={"a": addressed}))[0][0] == "/properties/a"
    # Generators of draft-04 schemas write such ids everywhere, and mean nothing by them.
    harmless = {"id": "http://jsonschema.net/a", "type": "string"}
    assert accept_schema(json.dumps(form(properties={"a": harmless})))


@pytest.mark.parametrize(
    "schema",
    [
        form(properties={"a": {"enum": [{"n": n} for n in range(9000)]}}),
        form(definitions={str(n): {"type": "string"} for n in range(12_000)}),
        form(definitions={"a": {"allOf": [{"$ref": "#/definitions/b"}] * 2000}, "b": {"allOf": [{}] * 2000}}),
        {"type": "object", "allOf": [{"properties": {"a": {"anyOf": [{"type": "string"}] * 5000}}}]},
        form(properties={str(n): {"pattern": "(a+)+$" * 20} for n in range(3000)}),
    ],
    ids=["unlike enum", "many definitions", "wide", "many alternatives", "many patterns"],
)  # fmt: skip
def test_no_schema_takes_long_to_be_accepted_or_refused(schema):
    text = json.dumps(schema)
    began = time.process_time()
    refused = refusal(text)
    assert refused is None or refused.details["problems"]
    assert time.process_time() - began < 8


@given(values)
def test_any_json_is_a_schema_or_refused(value):
    refused = refusal(json.dumps(value))
    assert refused is None or refused.code == "schema_invalid"


@given(values, values)
def test_any_json_in_the_places_of_schemas_is_a_schema_or_refused(one, two):
    text = json.dumps({"type": "object", "properties": {"a": one}, "allOf": [two], "items": one, "$ref": two})
    refused = refusal(text)
    assert refused is None or refused.code == "schema_invalid"


@pytest.mark.parametrize("name", ["a\x1eb", "\x1f"])
def test_a_name_with_a_character_that_the_page_puts_between_names_is_refused_with_its_place(name):
    refused = refusal(json.dumps(form(properties={"g": {"properties": {name: {"type": "string"}}}})))
    assert refused is not None
    assert [each["pointer"] for each in refused.details["problems"]] == [f"/properties/g/properties/{name}"]


def test_a_ui_schema_is_an_object_or_nothing():
    assert accept_ui_schema("") == {}
    assert accept_ui_schema(' {"ui:order": ["a"]} ') == {"ui:order": ["a"]}
    for text in ("[]", "{", "null", '{"a":1,"a":2}'):
        with pytest.raises(FormsError) as caught:
            accept_ui_schema(text)
        assert caught.value.code == "ui_schema_invalid"
        assert caught.value.details["problems"]
