# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file is that is brought in."""

from __future__ import annotations

from typing import Any

_NAMED = ("properties", "definitions", "$defs", "patternProperties")
_LISTED = ("allOf", "anyOf", "oneOf")


def is_schema(value: Any) -> bool:
    """Whether a JSON value is plainly meant to be a JSON Schema, and not an example or something else beside one."""
    if not isinstance(value, dict):
        return False
    named = value.get("$schema")
    if isinstance(named, str) and "json-schema.org" in named:
        return True
    kind = value.get("type")
    if isinstance(kind, str) and kind[:1].isupper():
        # A GeoJSON “Feature” has properties, too.
        return False
    if any(_holds_schemas(value.get(keyword)) for keyword in _NAMED):
        return True
    if any(_is_list_of_objects(value.get(keyword)) for keyword in _LISTED):
        return True
    if isinstance(value.get("enum"), list):
        return True
    return isinstance(value.get("$ref"), str) or (kind in ("array", "object") and "items" in value)


def _holds_schemas(value: Any) -> bool:
    """Some of what stands there by name may be no schema by mistake; an object without names says nothing."""
    if not isinstance(value, dict) or not value:
        return False
    schemas = sum(isinstance(child, dict | bool) for child in value.values())
    return 2 * schemas >= len(value)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(child, dict | bool) for child in value)
