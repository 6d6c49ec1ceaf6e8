# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is brought in, something becomes of it, and what is said to be a form can be published."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported
from omero_forms.domain.publishing.acceptance import accept_form
from tests.domain.any_schemas import forms
from tests.domain.json_values import values

_SPOILT = st.sampled_from(
    [
        "type", "required", "properties", "items", "enum", "$ref", "$id", "id", "$schema", "pattern", "extends", "disallow",
        "mixinProperties", "definitions", "dependencies", "allOf", "minimum", "exclusiveMinimum", "divisibleBy",
    ]
)  # fmt: skip
_ODD = values | st.sampled_from(
    ["b.json", "b.json#/properties/a", "http://json-schema.org/draft-03/schema#", "any", "true"]
)


@st.composite
def _spoilt(draw: st.DrawFn) -> dict[str, object]:
    """A schema some of whose keywords hold anything."""
    schema = draw(forms())
    schema.update(draw(st.dictionaries(_SPOILT, _ODD, max_size=3)))
    return schema


@settings(max_examples=40, deadline=None)
@given(st.lists(_spoilt() | values, min_size=1, max_size=3))
def test_something_becomes_of_anything(brought: list[object]) -> None:
    names = ("a.json", "b.json", "c/b.json")
    outcomes = import_files({name: json.dumps(value) for name, value in zip(names, brought, strict=False)})
    for outcome in outcomes:
        assert (outcome.state == "refused") == bool(outcome.problems)
        assert (outcome.state == "mended") == (bool(outcome.mended) and not outcome.problems)
        if outcome.schema:
            accept_form(outcome.schema, outcome.ui_schema)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_something_becomes_of_any_text(text: str) -> None:
    import_files({"a.json": text})


def _anything_of(keywords: list[str], depth: int = 3) -> st.SearchStrategy[object]:
    """Values under the words of a language, with anything in their places."""
    words = st.sampled_from(keywords)
    inner = values | st.sampled_from(["A", "b", "string", "true", "[b] = 'x'", "select_one A", "int(3)", "0.5", "E"])
    for _level in range(depth):
        inner = st.dictionaries(words, inner, max_size=4) | st.lists(inner, max_size=3) | inner
    return inner


_LINKML = [
    "classes", "slots", "enums", "types", "imports", "A", "b", "E", "attributes", "slot_usage", "is_a", "mixins", "range",
    "multivalued", "required", "any_of", "permissible_values", "pattern", "ifabsent", "unit", "examples", "tree_root",
    "abstract", "typeof", "minimum_value", "identifier", "title", "description", "alias", "designates_type",
]  # fmt: skip
_CEDAR = [
    "_ui", "order", "properties", "items", "type", "b", "_valueConstraints", "literals", "label", "inputType", "classes",
    "minItems", "propertyLabels", "defaultValue", "decimalPlace", "numberType", "regex", "schema:name",
]  # fmt: skip
_CELLS = st.sampled_from(
    [
        "", "a", "b", "text", "integer", "select_one A", "begin group", "end group", "begin repeat", "end repeat", "A", "yes",
        "${a} = 'x'", "${a} > 1 and not(${b} = '')", "[a] = '1'", ". > 3", "calc", "radio", "1, x | 2, y", "today()", "number",
        "one of a list", "x | y = Z", "range", "start=1 end=b", "@DEFAULT='1'", "<b>", "0", "date_ymd",
    ]
)  # fmt: skip
_COLUMNS = [
    [
        "type",
        "name",
        "label",
        "required",
        "relevant",
        "constraint",
        "default",
        "parameters",
        "repeat_count",
        "calculation",
    ],
    ["field_name", "form_name", "section_header", "field_type", "select_choices_or_calculations", "branching_logic"],
    ["name", "label", "type", "unit", "required", "choices", "help"],
]


def _holds_together(outcomes: list[Imported]) -> None:
    for outcome in outcomes:
        assert (outcome.state == "refused") == bool(outcome.problems)
        if outcome.schema:
            accept_form(outcome.schema, outcome.ui_schema)


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(_LINKML[:5]), _anything_of(_LINKML), min_size=1), st.booleans())
def test_something_becomes_of_anything_in_the_words_of_linkml(data: dict[str, object], is_plain: bool) -> None:
    root: dict[str, object] = {"classes": {"A": {"tree_root": True, "attributes": data}}}
    shape: dict[str, object] = {"name": "x", **(root if is_plain else data)}
    text = "name: x\nclasses:\n" if not is_plain else ""
    _holds_together(
        import_files({"a.yaml": json.dumps(shape), "b.yaml": text, "c.yaml": "name: x\n" + _as_yaml(shape)})
    )


def _as_yaml(shape: dict[str, object]) -> str:
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in shape.items() if key != "name")


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(_CEDAR), _anything_of(_CEDAR)))
def test_something_becomes_of_anything_in_the_words_of_cedar(data: dict[str, object]) -> None:
    kind = {"@type": "https://schema.metadatacenter.org/core/Template"}
    part = {**data, "@type": "https://schema.metadatacenter.org/core/TemplateField"}
    whole = {**kind, "_ui": {"order": ["b", 3]}, "properties": {"b": part}}
    _holds_together(import_files({"a.json": json.dumps({"_ui": {}, **data, **kind}), "b.json": json.dumps(whole)}))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(_COLUMNS), st.lists(st.lists(_CELLS, max_size=10), max_size=8))
def test_something_becomes_of_any_list_of_fields(columns: list[str], rows: list[list[str]]) -> None:
    choices = [["list_name", "name"], ["A", "1"], ["A", "2"]]
    _holds_together(import_files({}, {"a.xlsx": {"survey": [columns, *rows], "choices": choices}}))
    _holds_together(import_files({}, {"a.xlsx": {"": [columns, *rows]}}))
