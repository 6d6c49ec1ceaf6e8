# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which schema files are forms of their own, and which only serve others: those that others refer to, and those that as
a whole speak of no object.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from omero_forms.domain.schemas.subschemas import Schema, at_fragment, local_fragment, root_id

_DEPTH = 20
_OF_OBJECTS = frozenset(
    {"properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties"}
)


class RootKind(StrEnum):
    """What a schema as a whole speaks of."""

    OBJECT = "object"
    PLAINLY_OBJECT = "plainly"
    """An object, though it does not say so."""
    OBJECT_OR_NULL = "nullable"
    NO_OBJECT = "other"


def root_kind(root: Schema) -> RootKind:
    """What `root` speaks of; references into other files are bundled already."""
    named = root.get("type")
    if named is not None:
        if named in ("object", ["object"]):
            return RootKind.OBJECT
        if isinstance(named, list) and len(named) == 2 and {"object", "null"} == set(map(str, named)):
            return RootKind.OBJECT_OR_NULL
        return RootKind.NO_OBJECT
    return RootKind.PLAINLY_OBJECT if _is_object(root, root, 0) else RootKind.NO_OBJECT


def _is_object(root: Schema, schema: Any, depth: int) -> bool:
    if not isinstance(schema, dict) or depth > _DEPTH:
        return False
    if "type" in schema:
        return schema["type"] in ("object", ["object"])
    if any(keyword in schema for keyword in _OF_OBJECTS):
        return True
    fragment = local_fragment(schema.get("$ref"), root_id(root))
    if fragment is not None:
        return _is_object(root, at_fragment(root, fragment, {}), depth + 1)
    if any(_is_object(root, each, depth + 1) for each in _listed(schema.get("allOf"))):
        return True
    return any(
        bool(options) and all(_is_object(root, each, depth + 1) for each in options)
        for options in (_listed(schema.get("anyOf")), _listed(schema.get("oneOf")))
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def referred_by_others(leads_to: Mapping[str, set[str]], recognised: Collection[str]) -> set[str]:
    """The files that a recognised one refers to, also through others, and which do not lead back to it."""
    reach = {file: _reach(file, leads_to) for file in leads_to}
    return {target for source in recognised for target in reach[source] if source not in reach[target]}


def _reach(file: str, leads_to: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(leads_to[file])
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting.extend(leads_to[each])
    return seen
