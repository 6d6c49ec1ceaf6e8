# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates of CEDAR: what they ask people becomes a form, what they say in JSON-LD does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.domain.importing.support import imported, made, one, pointers

CORE = "https://schema.metadatacenter.org/core/"


def field(kind: str, *, name: str = "Stain", ui: dict[str, Any] | None = None, **rules: Any) -> dict[str, Any]:
    return {
        "@type": f"{CORE}TemplateField",
        "@context": {"schema": "http://schema.org/"},
        "type": "object",
        "schema:name": name,
        "_ui": {"inputType": kind, **(ui or {})},
        "_valueConstraints": rules,
        "properties": {"@value": {"type": ["string", "null"]}},
        "required": ["@value"],
    }


def holder(kind: str = "Template", **parts: Any) -> dict[str, Any]:
    context = {"@context": {"type": "object", "properties": {}, "additionalProperties": False}}
    return {
        "@type": CORE + kind,
        "@context": {},
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "Staining template schema",
        "type": "object",
        "schema:name": "Staining",
        "schema:description": "How slides were stained",
        "_ui": {"order": list(parts), "propertyLabels": {}, "propertyDescriptions": {}},
        "properties": {**context, **parts},
        "required": ["@context"],
    }


@pytest.mark.parametrize(
    ("part", "question"),
    [
        (field("textfield", maxLength=9, regex="^a"), {"type": "string", "maxLength": 9, "pattern": "^a"}),
        (field("numeric", numberType="xsd:int", minValue=0), {"type": "integer", "minimum": 0}),
        (field("numeric", numberType="xsd:decimal", decimalPlace=2), {"type": "number", "multipleOf": 0.01}),
        (field("temporal", temporalType="xsd:date"), {"type": "string", "format": "date"}),
        (field("email"), {"type": "string", "format": "email"}),
        (field("radio", literals=[{"label": "A"}, {"label": "B", "selectedByDefault": True}]), {"type": "string", "enum": ["A", "B"], "default": "B"}),
        (field("list", literals=[{"label": "A"}], multipleChoice=True), {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": ["A"]}}),
        (field("textfield", classes=[{"prefLabel": "x"}, {"label": "y"}]), {"type": "string", "enum": ["x", "y"]}),
        (field("attribute-value"), {"type": "object", "additionalProperties": {"type": "string"}}),
        ({"type": "array", "minItems": 2, "items": field("textfield")}, {"type": "array", "items": {"type": "string"}, "minItems": 2}),
        ({"type": "array", "items": field("checkbox", literals=[{"label": "A"}])}, {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": ["A"]}}),
    ],
)  # fmt: skip
def test_each_kind_of_field_becomes_its_question(part: dict[str, Any], question: dict[str, Any]) -> None:
    outcome = one(holder(stain=part, other=field("textfield")))
    assert pointers(outcome) == [""]
    assert made(outcome)["properties"]["stain"] == {**question, "title": "Stain"}


def test_elements_are_groups_in_their_order_and_json_ld_is_left_out() -> None:
    element = holder("TemplateElement", room=field("textarea", name="Room", requiredValue=True))
    template = holder(
        place=element, places={"type": "array", "minItems": 1, "items": element}, stain=field("textfield")
    )
    template["_ui"] |= {"order": ["stain", "place", "places"], "propertyLabels": {"stain": "Dye"}}
    template["_ui"]["propertyDescriptions"] = {"stain": "Its trade name"}
    outcome = one(template)
    schema = made(outcome)
    assert (outcome.name, outcome.description) == ("Staining", "How slides were stained")
    assert list(schema["properties"]) == ["stain", "place", "places"]
    assert schema["properties"]["stain"] == {"type": "string", "title": "Dye", "description": "Its trade name"}
    assert schema["properties"]["place"]["required"] == ["room"]
    assert schema["required"] == ["place", "places"]
    assert json.loads(outcome.ui_schema) == {
        "place": {"room": {"ui:widget": "textarea"}}, "places": {"items": {"room": {"ui:widget": "textarea"}}},
    }  # fmt: skip
    assert pointers(outcome) == [""]


@pytest.mark.parametrize(
    ("part", "is_asked"),
    [
        (field("section-break"), False),
        ({**field("richtext"), "@type": f"{CORE}StaticTemplateField"}, False),
        (field("textfield", branches=[{"acronym": "EFO"}]), True),
        (field("orcid"), True),
    ],
)
def test_what_does_not_come_along_is_listed(part: dict[str, Any], is_asked: bool) -> None:
    outcome = one(holder(stain=part, other=field("textfield")))
    assert pointers(outcome) == ["", "/properties/stain"]
    assert ("stain" in made(outcome)["properties"]) == is_asked


def test_a_field_alone_is_a_part_and_an_element_a_form() -> None:
    outcomes = imported({"field.json": field("textfield"), "element.json": holder("TemplateElement", a=field("email"))})
    assert (outcomes["field.json"].part, outcomes["field.json"].state) == (True, "accepted")
    assert list(made(outcomes["element.json"])["properties"]) == ["a"]


def test_a_question_without_choices_is_refused() -> None:
    outcome = one(holder(stain=field("radio")))
    assert [each.pointer for each in outcome.problems] == ["/properties/stain"]
