# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas that machines write: what is for programs is hidden and listed, what is for people is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.domain.importing.support import form, imported, made, one, pointers


def test_constants_and_versions_are_hidden_and_each_is_listed() -> None:
    link = {"type": "object", "properties": {"object_type": {"const": "Link"}, "url": {"type": "string"}}}
    schema = form(
        required=["schema_version", "kind"],
        properties={
            "schema_version": {"const": "1.2", "default": "1.2", "type": "string"},
            "kind": {"enum": ["x"], "default": "x"},
            "@type": {"type": "string", "enum": ["Comment"]},
            "describedBy": {"type": "string", "format": "uri"},
            "link": {"$ref": "#/definitions/link"},
            "links": {"type": "array", "items": {"$ref": "#/definitions/link"}},
            "stain": {"type": "string"},
        },
        definitions={"link": link},
    )
    outcome = one(schema)
    assert sorted(pointers(outcome)) == [
        "/definitions/link/properties/object_type", "/properties/@type", "/properties/describedBy", "/properties/kind",
        "/properties/schema_version",
    ]  # fmt: skip
    hidden = {"ui:widget": "hidden"}
    assert json.loads(outcome.ui_schema) == {
        "schema_version": hidden,
        "kind": hidden,
        "@type": hidden,
        "describedBy": hidden,
        "link": {"object_type": hidden},
        "links": {"items": {"object_type": hidden}},
    }
    assert made(outcome) == schema, "what is hidden stays as it was written"


@pytest.mark.parametrize(
    "question",
    [
        {"consent": {"const": True}},
        {"agree": {"enum": ["I agree"]}},
        {"schema_version": {"enum": ["1", "2"], "type": "string"}},
        {"version": {"type": "string"}},
    ],
)
def test_what_people_may_have_to_say_is_asked(question: dict[str, Any]) -> None:
    outcome = one(form(properties={**question, "stain": {"type": "string"}}))
    assert (outcome.state, outcome.ui_schema) == ("accepted", "{}")


def test_a_version_that_is_required_and_has_no_value_is_asked() -> None:
    outcome = one(form(required=["schema_version"], properties={"schema_version": {"type": "string"}}))
    assert outcome.state == "accepted"


def test_what_the_ui_schema_says_of_a_field_stays() -> None:
    ui = {"schema_version": {"ui:widget": "text"}}
    files = {"a.json": form(properties={"schema_version": {"const": "1"}, "b": {}}), "a.ui.json": ui}
    assert (imported(files)["a.json"].state, json.loads(imported(files)["a.json"].ui_schema)) == ("accepted", ui)


def test_a_group_that_holds_itself_ends() -> None:
    node = {"type": "object", "properties": {"@type": {"const": "Node"}, "next": {"$ref": "#/definitions/node"}}}
    outcome = one(form(properties={"a": {"$ref": "#/definitions/node"}, "b": {}}, definitions={"node": node}))
    assert pointers(outcome) == ["/definitions/node/properties/@type"]
