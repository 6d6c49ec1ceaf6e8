# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a browser has to do to open a form: its questions and schemas, once every reference is followed.

A few lines can mean millions of questions: twelve definitions that name the next one four times each. The page draws
and judges every one of them, so what counts is what the form unfolds to, not how long it is. Each schema is counted
once and remembered, so counting takes no longer than the form is long.

A recursive part is counted where it is entered and not inside itself: the page opens it there on request
(`frontend/src/form/inner.ts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.schemas.applying import OLD_DIALECTS
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import (
    SHELVES,
    Schema,
    at_fragment,
    children,
    local_fragment,
    located,
)

MAX_FIELDS = 2000
"""Questions of a form, those of all its alternatives and conditions too."""
MAX_PATHS = 10_000
"""Schemas of a form that its page walks through, by whatever way."""

_ENTRIES = frozenset({"items", "prefixItems", "additionalItems"})

TOO_MANY_FIELDS = (
    "This part alone unfolds to more than {limit} questions, counting those behind references and in all "
    "alternatives. A browser could not open it. Ask for less here, or make two forms of it."
)
TOO_MANY_PATHS = (
    "This part alone unfolds to more than {limit} schemas, counting every way that references and alternatives lead. "
    "A browser could not open it. Name fewer alternatives, or refer to fewer parts."
)


@dataclass(frozen=True, slots=True)
class _Extent:
    """Questions and schemas of a part."""

    fields: int
    paths: int

    @property
    def is_too_much(self) -> bool:
        return self.fields > MAX_FIELDS or self.paths > MAX_PATHS


@dataclass(frozen=True, slots=True)
class _Edge:
    """A schema that another one leads to: how often, and whether it is a question of its own."""

    part: Schema
    times: int
    is_field: bool


class _Counting:
    """One count of one form."""

    def __init__(self, root: Schema, dialect: DialectName) -> None:
        self.root = root
        self.dialect = dialect
        self.known: dict[int, _Extent] = {}
        self.edges: dict[int, list[_Edge]] = {}

    def of(self, schema: Schema) -> _Extent:
        found = self.known.get(id(schema))
        if found is not None:
            return found
        # What leads back to it from inside is drawn when somebody asks for it.
        self.known[id(schema)] = _Extent(0, 1)
        fields, paths = 0, 1
        for edge in self.edges_of(schema):
            inside = self.of(edge.part)
            # What holds questions is none itself.
            each = inside.fields or int(edge.is_field)
            # More is not told apart, so that the numbers stay small.
            fields = min(fields + edge.times * each, MAX_FIELDS + 1)
            paths = min(paths + edge.times * inside.paths, MAX_PATHS + 1)
        extent = self.known[id(schema)] = _Extent(fields, paths)
        return extent

    def edges_of(self, schema: Schema) -> list[_Edge]:
        found = self.edges.get(id(schema))
        if found is None:
            found = self.edges[id(schema)] = list(self._edges(schema))
        return found

    def _edges(self, schema: Schema) -> Iterator[_Edge]:
        fragment = local_fragment(schema.get("$ref"), "")
        target = None if fragment is None else at_fragment(self.root, fragment, {})
        if isinstance(target, dict):
            yield _Edge(target, 1, is_field=False)
            if self.dialect in OLD_DIALECTS:
                # Beside a reference, the older drafts see nothing.
                return
        least = schema.get("minItems", 0)
        given = schema.get("default")
        entries = max(int(least), len(given) if isinstance(given, list) else 0, 1)
        for (keyword, *place), part in children(schema):
            if keyword in SHELVES:
                continue
            if keyword in _ENTRIES:
                # A list of so many entries is drawn with all of them.
                is_tuple = bool(place)
                times = 1 if is_tuple else entries
                yield _Edge(part, times, is_field=is_tuple or times > 1)
            else:
                yield _Edge(part, 1, is_field=keyword == "properties")


def too_much(root: Schema, dialect: DialectName) -> tuple[str, str] | None:
    """Which part of a cleaned schema is more than a browser can open: its pointer, and a sentence that says so. None
    where none is.

    It is the smallest part that is too much by itself.
    """
    counting = _Counting(root, dialect)
    here = root
    extent = counting.of(root)
    if not extent.is_too_much:
        return None
    passed = {id(root)}
    while True:
        inside = [edge.part for edge in counting.edges_of(here) if id(edge.part) not in passed]
        larger = next((part for part in inside if counting.of(part).is_too_much), None)
        if larger is None:
            break
        here, extent = larger, counting.of(larger)
        passed.add(id(here))
    place = join_pointer(located(root)[id(here)][0])
    if extent.fields > MAX_FIELDS:
        return place, TOO_MANY_FIELDS.format(limit=MAX_FIELDS)
    return place, TOO_MANY_PATHS.format(limit=MAX_PATHS)
