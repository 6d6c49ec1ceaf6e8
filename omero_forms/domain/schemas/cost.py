# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a check that cannot be stopped could cost, counted before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from omero_forms.domain.canonical import MAX_DEPTH
from omero_forms.domain.schemas.subschemas import LISTED, NAMED, SHELVES, SINGLE, Schema, at_fragment

MAX_ON_ONE_VALUE = 1000
"""How many schemas may be applied to one value of the answers."""
_MAX_CHAIN = 50
_MAX_COUNTED = 50_000
_IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"})


class NotGivenError(Exception):
    """Something that the two checkers may not mean alike, or that could take long."""


def target_of(root: Schema, schema: Mapping[str, Any]) -> Schema:
    """What the reference of `schema` leads to. Raises `NotGivenError` where that is no schema of `root`."""
    reference = schema["$ref"]
    found = at_fragment(root, reference[1:], {}) if isinstance(reference, str) and reference.startswith("#") else None
    if not isinstance(found, dict):
        raise NotGivenError
    return found


class Cost:
    """How many schemas can come to be applied to one value, at any depth of the answers.

    A chain of alternatives that each lead to the next makes that a power of its length.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._found: dict[int, tuple[int, list[list[Schema]]]] = {}
        self._left = _MAX_COUNTED
        # Schemas are told apart by their place in memory, so they have to stay.
        self._kept: list[Schema] = []

    def on_one_value(self) -> int:
        """The most. Raises `NotGivenError` where it is too much, or too much to be counted."""
        most = 0
        # What is at each depth: how often each schema is begun with, on the one value where that is most.
        costs: dict[tuple[int, int], int] = {}
        for depth in range(MAX_DEPTH + 1):
            at = self._at(self._root, depth, costs)
            most = max(most, at)
            if at == 0:
                break
        return most

    def _at(self, schema: Schema, depth: int, costs: dict[tuple[int, int], int]) -> int:
        key = (id(schema), depth)
        known = costs.get(key)
        if known is None:
            weight, inside = self._applied(schema)
            if depth == 0:
                known = weight
            else:
                known = max((sum(self._at(one, depth - 1, costs) for one in each) for each in inside), default=0)
            if known > MAX_ON_ONE_VALUE:
                raise NotGivenError
            costs[key] = known
        return known

    def _applied(self, schema: Schema) -> tuple[int, list[list[Schema]]]:
        """What a schema and those applied with it to the same value weigh, and which they have for each part of it."""
        found = self._found.get(id(schema))
        if found is None:
            named: dict[str, list[Schema]] = {}
            others: list[Schema] = []
            weight = 0
            for each in self._in_place(schema, 0):
                weight += 1 + _length(each) // 16
                self._spend()
                for name, child in _parts(each):
                    (others if name is None else named.setdefault(name, [])).append(child)
            found = (weight, [[*each, *others] for each in named.values()] or [others])
            if named:
                found[1].append(others)
            self._left -= sum(map(len, found[1]))
            self._found[id(schema)] = found
            self._kept.append(schema)
        self._spend()
        return found

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise NotGivenError

    def _in_place(self, schema: Schema, depth: int) -> Iterator[Schema]:
        if depth > _MAX_CHAIN:
            raise NotGivenError
        yield schema
        if "$ref" in schema:
            yield from self._in_place(target_of(self._root, schema), depth + 1)
        for keyword in _IN_PLACE & schema.keys():
            for child in _schemas_in(keyword, schema[keyword]):
                yield from self._in_place(child, depth + 1)


def _schemas_in(keyword: str, value: Any) -> Iterable[Schema]:
    listed = [value]
    if keyword in NAMED and isinstance(value, dict):
        listed = list(value.values())
    elif keyword in LISTED and isinstance(value, list):
        listed = value
    return (each for each in listed if isinstance(each, dict))


def _parts(schema: Schema) -> Iterator[tuple[str | None, Schema]]:
    """The schemas for parts of a value, with the name of the part where they are for one alone."""
    for keyword in ((SINGLE | LISTED | NAMED) - _IN_PLACE - SHELVES) & schema.keys():
        if keyword == "properties" and isinstance(schema[keyword], dict):
            yield from ((name, child) for name, child in schema[keyword].items() if isinstance(child, dict))
        else:
            yield from ((None, child) for child in _schemas_in(keyword, schema[keyword]))


def _length(schema: Schema) -> int:
    return sum(len(value) for value in schema.values() if isinstance(value, dict | list))
