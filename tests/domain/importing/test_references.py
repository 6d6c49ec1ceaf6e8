# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.schemas.accept import accept_schema
from tests.domain.importing.support import DRAFT_04, DRAFT_07, DRAFT_2020, form, imported, made, one, pointers

INSIDE = {"title": "Short", "type": "string", "maxLength": 3}
SHORT = {"$schema": DRAFT_07, **INSIDE}


def takes(schema: dict[str, Any], answers: dict[str, Any]) -> bool:
    return not validate(accept_schema(json.dumps(schema)), answers)


def test_file_beside_is_bundled_by_its_relative_path_and_is_a_part() -> None:
    outcomes = imported(
        {"forms/a.json": form(properties={"a": {"$ref": "../parts/short.json"}}), "parts/short.json": SHORT}
    )
    assert made(outcomes["forms/a.json"])["properties"]["a"] == {"$ref": "#/definitions/short"}
    assert takes(made(outcomes["forms/a.json"]), {"a": "abc"})
    assert not takes(made(outcomes["forms/a.json"]), {"a": "abcd"})
    assert [(file, each.part, each.state) for file, each in outcomes.items()] == [
        ("forms/a.json", False, "accepted"), ("parts/short.json", True, "accepted"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "reference"),
    [
        ("https://example.org/parts/short", "https://example.org/parts/short"),
        ("https://example.org/parts/short#", "http://example.org/parts/short"),
        ("https://example.org/parts/short.json", "/parts/short.json"),
    ],
)
def test_file_is_found_by_its_address(address: str, reference: str) -> None:
    written = form(properties={"a": {"$ref": reference}}, **{"$id": "https://example.org/forms/a.json"})
    outcomes = imported({"a.json": written, "other-name.json": {**SHORT, "$id": address}})
    assert outcomes["a.json"].state == "accepted"
    assert not takes(made(outcomes["a.json"]), {"a": "abcd"})


def test_file_whose_path_ends_like_the_reference_is_taken_and_listed() -> None:
    outcome = imported(
        {
            "a.json": form(properties={"a": {"$ref": "https://schema.example.org/core/5.1.0/short"}}),
            "core/short.json": SHORT,
            "module/short.json": {**SHORT, "maxLength": 9},
        }
    )["a.json"]
    assert pointers(outcome) == ["/properties/a/$ref"]
    assert not takes(made(outcome), {"a": "abcd"})


def test_reference_that_could_mean_several_files_is_refused() -> None:
    outcome = imported(
        {
            "x/a.json": form(properties={"a": {"$ref": "https://example.org/short"}}),
            "y/short.json": SHORT,
            "z/short.json": {**SHORT, "maxLength": 9},
        }
    )["x/a.json"]
    assert outcome.state == "refused"
    assert "y/short.json, z/short.json" in outcome.problems[0].message


def test_what_is_not_there_is_named_in_each_file_that_needs_it() -> None:
    outcomes = imported(
        {
            "a.json": form(properties={"a": {"$ref": "b.json"}}),
            "b.json": form(properties={"b": {"$ref": "https://example.org/gone.json#/x"}}),
        }
    )
    assert [outcomes[file].state for file in ("a.json", "b.json")] == ["refused", "refused"]
    assert outcomes["b.json"].problems[0].pointer == "/properties/b/$ref"
    assert "https://example.org/gone.json#/x" in outcomes["b.json"].problems[0].message
    assert outcomes["a.json"].problems[0].pointer == "/properties/a/$ref"
    assert outcomes["a.json"].problems[0].message.startswith("b.json")


def test_broken_part_of_a_file_matters_only_to_who_uses_it() -> None:
    parts = {"definitions": {"good": SHORT, "bad": {"$ref": "gone.json"}}}
    outcomes = imported(
        {"a.json": form(properties={"a": {"$ref": "parts.json#/definitions/good"}}), "parts.json": parts}
    )
    assert outcomes["a.json"].state != "refused"
    assert outcomes["parts.json"].state == "refused"


def test_references_through_each_other_and_in_circles_are_bundled() -> None:
    outcomes = imported(
        {
            "a.json": form(properties={"b": {"$ref": "b.json"}}),
            "b.json": form(properties={"c": {"$ref": "c.json#/definitions/c"}}),
            "c.json": {"definitions": {"c": {"type": "object", "properties": {"b": {"$ref": "b.json#"}, "n": INSIDE}}}},
        }
    )
    schema = made(outcomes["a.json"])
    assert takes(schema, {"b": {"c": {"b": {"c": {"n": "abc"}}}}})
    assert not takes(schema, {"b": {"c": {"b": {"c": {"n": "abcd"}}}}})
    assert [file for file, each in outcomes.items() if each.part] == ["b.json", "c.json"]


def test_file_that_refers_to_itself_by_name_is_a_form() -> None:
    outcome = imported({"a.json": form(properties={"a": {"$ref": "a.json#"}, "n": INSIDE})})["a.json"]
    assert not outcome.part
    assert not takes(made(outcome), {"a": {"a": {"n": "abcd"}}})


def test_anchors_and_escapes_are_followed_into_another_file() -> None:
    parts = {"$defs": {"x": {"$anchor": "short", **SHORT}, "a/b~c d": SHORT}}
    for reference in ("p.json#short", "p.json#/$defs/a~1b~0c%20d"):
        outcome = imported({"a.json": form(draft=DRAFT_2020, properties={"a": {"$ref": reference}}), "p.json": parts})[
            "a.json"
        ]
        assert not takes(made(outcome), {"a": "abcd"}), reference


def test_same_name_in_two_files_stays_apart() -> None:
    schema = made(
        imported(
            {
                "a.json": form(
                    properties={"a": {"$ref": "p.json#/definitions/x"}, "b": {"$ref": "q.json#/definitions/x"}},
                    definitions={"x": {"type": "number"}},
                ),
                "p.json": {"definitions": {"x": SHORT}},
                "q.json": {"definitions": {"x": {"type": "boolean"}}},
            }
        )["a.json"]
    )
    assert takes(schema, {"a": "abc", "b": True})
    assert not takes(schema, {"a": True})
    assert schema["definitions"]["x"] == {"type": "number"}


def test_part_of_an_older_draft_means_what_it_meant() -> None:
    old = {
        "$schema": DRAFT_04,
        "type": "object",
        "properties": {
            "n": {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            "t": {"items": [{"type": "string"}]},
        },
        "dependencies": {"n": ["t"]},
    }
    outcome = imported({"a.json": form(draft=DRAFT_2020, properties={"a": {"$ref": "old.json"}}), "old.json": old})[
        "a.json"
    ]
    schema = made(outcome)
    assert takes(schema, {"a": {"n": 2, "t": ["x"]}})
    assert not takes(schema, {"a": {"n": 1, "t": ["x"]}})
    assert not takes(schema, {"a": {"n": 2}})
    assert not takes(schema, {"a": {"t": [5]}})


def test_part_of_a_newer_draft_raises_the_form_and_is_listed() -> None:
    new = {"$schema": DRAFT_2020, "type": "object", "dependentRequired": {"n": ["t"]}, "properties": {"n": {}, "t": {}}}
    outcome = imported({"a.json": form(properties={"a": {"$ref": "new.json"}}), "new.json": new})["a.json"]
    assert (pointers(outcome), made(outcome)["$schema"]) == (["/$schema"], DRAFT_2020)
    assert not takes(made(outcome), {"a": {"n": "x"}})


def test_part_with_an_address_and_references_can_be_used() -> None:
    written = form(
        properties={"a": {"$id": "https://example.org/part", "$ref": "#/definitions/x"}}, definitions={"x": INSIDE}
    )
    outcome = one(written)
    assert pointers(outcome) == ["/properties/a/$id"]
    assert not takes(made(outcome), {"a": "abcd"})


@pytest.mark.parametrize("reference", ["definitions/x", "#definitions/x", "x", " #/definitions/x"])
def test_forgotten_sign_in_a_reference_is_mended(reference: str) -> None:
    outcome = one(form(properties={"a": {"$ref": reference}}, definitions={"x": INSIDE}))
    assert outcome.state != "refused", outcome.problems
    assert not takes(made(outcome), {"a": "abcd"})


def test_definition_on_another_shelf_of_the_file_is_mended_where_it_is_the_only_one_of_its_name() -> None:
    kind = {"type": "string", "enum": ["x"]}
    schema = form(
        properties={"a": {"$ref": "#/definitions/kind"}, "b": {"type": "object", "definitions": {"kind": kind}}}
    )
    outcome = one(schema)
    assert pointers(outcome) == ["/properties/a/$ref"]
    assert takes(made(outcome), {"a": "x"})
    assert not takes(made(outcome), {"a": "y"})
    schema["properties"]["c"] = {"type": "object", "definitions": {"kind": {"type": "number"}}}
    assert one(schema).state == "refused"


@pytest.mark.parametrize("reference", ["#/definitions/kind", "#/$defs/kind.json"])
def test_definition_that_is_a_file_beside_is_mended(reference: str) -> None:
    files = {"x/a.json": form(properties={"a": {"$ref": reference}}), "x/kind.json": {"type": "string"}}
    outcome = imported({**files, "y/kind.json": {"type": "number"}})["x/a.json"]
    assert pointers(outcome) == ["/properties/a/$ref"]
    assert takes(made(outcome), {"a": "x"})


def test_of_several_files_that_one_is_meant_whose_folders_the_address_names() -> None:
    part = {"$schema": DRAFT_07, "title": "Kind", "type": "string"}
    files = {
        "a.json": form(properties={"a": {"$ref": "https://example.org/set/stain/kind.json"}}),
        "stain/schema/kind.json": part,
        "stain_merge/schema/kind.json": {**part, "type": "number"},
    }
    assert takes(made(imported(files)["a.json"]), {"a": "x"})


def test_files_that_only_their_addresses_tell_apart_are_copies() -> None:
    part = {"$schema": DRAFT_07, "title": "Kind", "type": "string"}
    files = {
        "a.json": form(properties={"a": {"$ref": "kind.json"}}),
        "x/kind.json": {**part, "$id": "https://example.org/x/kind.json"},
        "y/kind.json": {**part, "$id": "https://example.org/y/kind.json", "title": "Kind of stain"},
    }
    assert pointers(imported(files)["a.json"]) == ["/properties/a/$ref"]


@pytest.mark.parametrize(
    "address",
    [
        "http://json-schema.org/draft-04/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema#",
        "https://json-schema.org/draft/2020-12/meta/validation#/properties/maxLength",
    ],
)
def test_schema_of_each_draft_comes_with_the_program(address: str) -> None:
    outcome = one(form(properties={"a": {"$ref": address}, "b": {}}, draft=DRAFT_2020))
    assert outcome.problems == ()
    assert not takes(made(outcome), {"a": "x"})
    assert takes(made(outcome), {"a": 3} if "maxLength" in address else {"a": {"title": "x", "properties": {"b": {}}}})


def test_schema_of_a_draft_comes_with_the_program() -> None:
    outcome = one(form(properties={"a": {"$ref": "http://json-schema.org/draft-07/schema#"}}))
    assert outcome.problems == ()
    assert not takes(made(outcome), {"a": {"type": "odd"}})


def test_fields_that_are_mixed_in_become_the_schemas_own() -> None:
    mixins = {"named": {"name": {"title": "Name", "type": "string"}}, "noted": {"note": {"type": "string"}}}
    written = form(
        properties={"note": {"title": "Note"}},
        required=["name"],
        additionalProperties=False,
        mixinProperties=[{"$ref": "mixins.json#/named"}, {"$ref": "mixins.json#/noted"}],
    )
    outcomes = imported({"a.json": written, "mixins.json": mixins})
    assert pointers(outcomes["a.json"]) == ["/mixinProperties/0/$ref", "/mixinProperties/1/$ref"]
    assert takes(made(outcomes["a.json"]), {"name": "x", "note": "y"})
    assert not takes(made(outcomes["a.json"]), {"name": "x", "note": 5})
    assert outcomes["mixins.json"].part


def test_root_that_is_no_object_is_a_part_which_a_form_can_wrap() -> None:
    outcome = imported(
        {"list.json": {"$schema": DRAFT_07, "title": "Dyes", "type": "array", "items": {"type": "string"}}}
    )
    part = outcome["list.json"]
    assert (part.part, part.state, part.name) == (True, "accepted", "Dyes")
    assert takes(made(part), {"value": ["DAPI"]})


def test_definitions_alone_are_a_part_and_no_form() -> None:
    part = one({"$schema": DRAFT_07, "definitions": {"x": INSIDE}})
    assert (part.part, part.state, part.schema) == (True, "accepted", "")


def test_examples_and_other_json_beside_schemas_are_left_out() -> None:
    outcomes = imported(
        {
            "a.json": form(properties={"a": {}}),
            "example.json": {"type": "Feature", "properties": {"a": "x"}},
            "package.json": {"name": "x", "version": "1"},
            "list.json": [1, 2],
        }
    )
    assert list(outcomes) == ["a.json"]
