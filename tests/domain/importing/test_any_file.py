# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is brought in, something becomes of it, and what is said to be a form can be published."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from omero_forms.domain.importing.files import import_files
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
