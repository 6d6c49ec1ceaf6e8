# SPDX-License-Identifier: AGPL-3.0-or-later
"""A schema as the jsonschema library can be trusted with it: cheap to speak of, and without addresses of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import (
    LISTED,
    NAMED,
    NEVER,
    REFERENCES,
    SINGLE,
    Location,
    Schema,
    anchors,
    local_fragment,
    located,
    root_id,
)

# Values whose repr is short, since the library puts the repr of what it looks at into every message.


class _Object(dict[str, Any]):
    __slots__ = ()

    def __repr__(self) -> str:
        return "{}"


class _List(list[Any]):
    __slots__ = ()

    def __repr__(self) -> str:
        return "[]"


class _Text(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return "''"


def wrapped(value: Any) -> Any:
    """A copy of a JSON value whose parts have short representations."""
    if isinstance(value, dict):
        return _Object({_Text(key): wrapped(child) for key, child in value.items()})
    if isinstance(value, list):
        return _List(wrapped(child) for child in value)
    return _Text(value) if isinstance(value, str) else value


_REFERENCES = {"2019-09": ("$ref", "$recursiveRef"), "2020-12": ("$ref", "$dynamicRef")}
_SINGLE_PARTS = SINGLE - {
    "additionalItems",
    "additionalProperties",
    "items",
    "unevaluatedItems",
    "unevaluatedProperties",
}
"""Keywords of one schema whose `false` says nothing of its own: the others tell what is too much."""


def cleaned(root: Schema, dialect: DialectName) -> Schema:
    """A wrapped copy without addresses, all references `$ref` and beginning with `#`, `true` and `false` as objects.

    The library would change to its own validator at each `$schema`, give `#` another meaning below each `$id`, and lose
    the place of what `false` forbids. In a form, which is one document, the other kinds of references mean what `$ref`
    means.
    """
    known = _REFERENCES.get(dialect, ("$ref",))
    own = root_id(root)
    parts = located(root)
    anchored: dict[str, Location] = {}
    for where, schema in parts.values():
        for name in anchors(schema):
            anchored.setdefault(name, where)

    def reference(fragment: str) -> str:
        # Each draft of the library knows names of its own kind only; pointers it knows in all.
        place = anchored.get(unquote(fragment))
        return fragment if place is None else quote(join_pointer(place))

    def part(value: Any) -> Any:
        if isinstance(value, bool):
            return _Object() if value else _Object({_Text(NEVER): True})
        return copy(value)

    def copy(value: Any) -> Any:
        if isinstance(value, list):
            return _List(copy(child) for child in value)
        if not isinstance(value, dict):
            return wrapped(value)
        if id(value) not in parts:
            return _Object({_Text(name): copy(child) for name, child in value.items()})
        result = _Object()
        for name, child in value.items():
            if name in {"$schema", "$id", "id"} and isinstance(child, str):
                if not child.startswith("#") or child.startswith("#/"):
                    continue
            elif name in REFERENCES:
                continue
            if name in _SINGLE_PARTS:
                result[_Text(name)] = part(child)
            elif name in LISTED and isinstance(child, list):
                result[_Text(name)] = _List(part(each) for each in child)
            elif name in NAMED and isinstance(child, dict):
                result[_Text(name)] = _Object({_Text(key): part(each) for key, each in child.items()})
            else:
                result[_Text(name)] = copy(child)
        leads = [_Text(f"#{reference(local_fragment(value[name], own) or '')}") for name in known if name in value]
        if leads:
            result[_Text("$ref")] = leads[0]
        if leads[1:]:
            more = _Object({_Text("$ref"): leads[1]})
            result[_Text("allOf")] = _List([*result.get("allOf", ()), more])
        return result

    made: Schema = copy(root)
    return made
