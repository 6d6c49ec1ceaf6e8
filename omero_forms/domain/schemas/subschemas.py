# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a JSON Schema has schemas inside it, and where its references lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from omero_forms.domain.canonical import split_pointer

SINGLE = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
LISTED = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
NAMED = frozenset(
    {
        "$defs",
        "definitions",
        "dependencies",
        "dependentSchemas",
        "patternProperties",
        "properties",
    }
)
SHELVES = frozenset({"$defs", "definitions"})
"""Keywords whose schemas apply to nothing where they stand."""
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")

IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"})
"""Keywords whose schemas are applied to the same value, not to a part of it."""

NEVER = "omero-forms:never"
"""What stands in a cleaned schema where `false` stood: a keyword of ours that no value satisfies."""

Schema = dict[str, Any]
Location = tuple[str | int, ...]


def children(schema: Mapping[str, Any]) -> Iterator[tuple[Location, Schema]]:
    """The schemas directly inside one, with the path to each. `true` and `false` are left out."""
    for keyword, value in schema.items():
        if keyword in SINGLE and isinstance(value, dict):
            yield (keyword,), value
        elif keyword in LISTED and isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield (keyword, index), item
        elif keyword in NAMED and isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, dict):
                    yield (keyword, name), item


def tokens(fragment: str) -> tuple[str, ...]:
    """The path that a fragment names when it is a JSON pointer."""
    return split_pointer(unquote(fragment))


def root_id(root: Mapping[str, Any]) -> str:
    """The address that a schema gives itself, without a fragment; "" for none."""
    address = root.get("$id", root.get("id", ""))
    return address.partition("#")[0] if isinstance(address, str) else ""


def local_fragment(reference: object, own: str) -> str | None:
    """The part after `#` of a reference into the same document (its address being `own`); None for any other."""
    if not isinstance(reference, str):
        return None
    address, _hash, fragment = reference.partition("#")
    return fragment if not address or (own and address == own) else None


def anchors(schema: Mapping[str, Any]) -> Iterator[str]:
    """The names under which references can mean this schema."""
    for keyword in ("$anchor", "$dynamicAnchor"):
        name = schema.get(keyword)
        if isinstance(name, str):
            yield name
    for keyword in ("$id", "id"):
        name = schema.get(keyword)
        if isinstance(name, str) and name.startswith("#") and not name.startswith("#/"):
            yield name[1:]


def at_fragment(root: Schema, fragment: str, named: Mapping[str, Schema]) -> Schema | bool | None:
    """What a local reference means: `fragment` is a JSON pointer, or one of the anchors `named`. None when nothing."""
    fragment = unquote(fragment)
    if not fragment:
        return root
    if not fragment.startswith("/"):
        return named.get(fragment)
    current: Any = root
    for key in split_pointer(fragment):
        if isinstance(current, dict) and key in current:
            current = current[key]
        elif isinstance(current, list) and key.isdecimal() and int(key) < len(current):
            current = current[int(key)]
        else:
            return None
    return current if isinstance(current, dict | bool) else None


def located(root: Schema) -> dict[int, tuple[Location, Schema]]:
    """Every schema inside `root` and where it stands, also those that only references lead to, by `id()`.

    In the order of the document; a reference's target that is no part of it by itself comes last.
    """
    own = root_id(root)
    found: dict[int, tuple[Location, Schema]] = {}
    named: dict[str, Schema] = {}
    waiting: list[tuple[Location, Schema]] = [((), root)]
    references: list[str] = []
    while waiting or references:
        if not waiting:
            fragment = references.pop()
            target = at_fragment(root, fragment, named)
            if isinstance(target, dict):
                waiting.append((tokens(fragment), target))
            continue
        where, schema = waiting.pop()
        if id(schema) in found:
            continue
        found[id(schema)] = (where, schema)
        for name in anchors(schema):
            named.setdefault(name, schema)
        for keyword in REFERENCES:
            reference = local_fragment(schema.get(keyword), own)
            if reference is not None:
                references.append(reference)
        inside = [((*where, *path), child) for path, child in children(schema)]
        waiting.extend(reversed(inside))
    return found
