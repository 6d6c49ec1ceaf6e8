# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a browser has to do to open a form: its questions and schemas, once every reference is followed, and how far
they lie inside each other.

A few lines can mean millions of questions: twelve definitions that name the next one four times each. The page draws
and judges every one of them, so what counts is what the form unfolds to, not how long it is.

A part that holds itself is drawn once on each way that leads into it. What it is drawn with depends on that way: of two
parts that hold each other, each is drawn with the other one inside. So parts that hold each other are counted for each
entrance anew, and all others once. Where they lead back to each other in too many ways, the page puts the questions
that do so away until somebody opens them (`frontend/src/form/inner.ts`), and so are they here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from omero_forms.domain.canonical import MAX_DEPTH, join_pointer
from omero_forms.domain.schemas.applying import OLD_DIALECTS
from omero_forms.domain.schemas.budgets import current
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import (
    SHELVES,
    Schema,
    at_fragment,
    children,
    local_fragment,
    located,
)
from omero_forms.domain.texts import noop, t

MAX_FIELDS = 2000
"""Questions of a form, those of all its alternatives and conditions too."""
MAX_PATHS = 10_000
"""Schemas of a form that its page walks through, by whatever way."""
MOST_WAYS_BACK = 3
"""As in `frontend/src/form/inner.ts`: with more, the page puts away what leads back."""

MAX_LEVELS = MAX_DEPTH
"""How far questions lie inside each other. Answers that are nested deeper are not taken."""

_ENTRIES = frozenset({"items", "prefixItems", "additionalItems"})
_INSIDE = _ENTRIES | {"properties", "additionalProperties", "patternProperties"}
"""What is asked one level further inside."""
_REFERENCE = "$ref"
_PAGE_ORDER = (
    _REFERENCE,
    "properties",
    "dependencies",
    "dependentSchemas",
    "allOf",
    "oneOf",
    "anyOf",
    "if",
    "then",
    "else",
    "prefixItems",
    "items",
    "additionalItems",
    "additionalProperties",
)
"""What the page looks at when it looks for ways back, and in which order: that decides which question is put away."""

TOO_MANY_FIELDS = noop(
    "This part alone unfolds to more than {limit} questions, counting those behind references and in all "
    "alternatives. A browser could not open it. Ask for less here, or make two forms of it."
)
TOO_MANY_PATHS = noop(
    "This part alone unfolds to more than {limit} schemas, counting every way that references and alternatives lead. "
    "A browser could not open it. Name fewer alternatives, or refer to fewer parts."
)
TOO_MANY_LEVELS = noop(
    "Its questions lie more than {limit} levels inside each other. A browser could not open it, and answers so far inside "
    "could not be kept. Ask for them side by side."
)


@dataclass(frozen=True, slots=True)
class _Extent:
    """Questions and schemas of a part, and the levels of questions inside each other."""

    fields: int
    paths: int
    levels: int

    @property
    def words(self) -> str | None:
        """Why it is too much; None where it is not."""
        if self.fields > MAX_FIELDS:
            return t(TOO_MANY_FIELDS, limit=MAX_FIELDS)
        if self.paths > MAX_PATHS:
            return t(TOO_MANY_PATHS, limit=MAX_PATHS)
        return t(TOO_MANY_LEVELS, limit=MAX_LEVELS) if self.levels > MAX_LEVELS else None


_CLOSED = _Extent(0, 1, 0)
"""A part inside itself: it is drawn when somebody asks for it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    """A schema that another one leads to: by which keyword, how often, and whether it is a question of its own."""

    part: Schema
    keyword: str
    times: int
    is_field: bool


@dataclass(slots=True)
class _Sum:
    """What was counted of a part by now."""

    part: Schema
    edges: Iterator[_Edge]
    by: _Edge | None = None
    fields: int = 0
    paths: int = 1
    levels: int = 0

    def add(self, edge: _Edge, inside: _Extent) -> None:
        # What holds questions is none itself.
        each = inside.fields or int(edge.is_field)
        # More is not told apart, so that the numbers stay small.
        self.fields = min(self.fields + edge.times * each, MAX_FIELDS + 1)
        self.paths = min(self.paths + edge.times * inside.paths, MAX_PATHS + 1)
        self.levels = max(self.levels, inside.levels + int(edge.keyword in _INSIDE))

    @property
    def extent(self) -> _Extent:
        return _Extent(self.fields, self.paths, self.levels)


class _Graph:
    """Which schemas of a form lead to which."""

    def __init__(self, root: Schema, dialect: DialectName) -> None:
        self.root = root
        self.dialect = dialect
        self._edges: dict[int, list[_Edge]] = {}

    def edges(self, schema: Schema) -> list[_Edge]:
        found = self._edges.get(id(schema))
        if found is None:
            found = self._edges[id(schema)] = list(self._edges_of(schema))
        return found

    def _edges_of(self, schema: Schema) -> Iterator[_Edge]:
        fragment = local_fragment(schema.get("$ref"), "")
        target = None if fragment is None else at_fragment(self.root, fragment, {})
        if isinstance(target, dict):
            yield _Edge(target, _REFERENCE, 1, is_field=False)
            if self.dialect in OLD_DIALECTS:
                # Beside a reference, the older drafts see nothing.
                return
        least = schema.get("minItems", 0)
        given = schema.get("default")
        entries = max(int(least), len(given) if isinstance(given, list) else 0, 1)
        for (keyword, *place), part in children(schema):
            name = str(keyword)
            if name in SHELVES:
                continue
            if name in _ENTRIES:
                # A list of so many entries is drawn with all of them.
                is_tuple = bool(place)
                times = 1 if is_tuple else entries
                yield _Edge(part, name, times, is_field=is_tuple or times > 1)
            else:
                yield _Edge(part, name, 1, is_field=name == "properties")

    def ways_back(self) -> list[_Edge]:
        """What leads from inside a question back to a part around it, as the page finds it."""
        back: list[_Edge] = []
        done: set[int] = set()
        trail = [(self.root, iter(self._as_the_page(self.root)), False)]
        open_ = {id(self.root)}
        while trail:
            here, edges, is_asked = trail[-1]
            edge = next(edges, None)
            if edge is None:
                trail.pop()
                open_.discard(id(here))
                done.add(id(here))
                continue
            is_asked = is_asked or edge.keyword == "properties"
            if id(edge.part) in open_:
                if is_asked:
                    back.append(edge)
            elif id(edge.part) not in done:
                open_.add(id(edge.part))
                trail.append((edge.part, iter(self._as_the_page(edge.part)), is_asked))
        return back

    def _as_the_page(self, schema: Schema) -> list[_Edge]:
        seen = [edge for edge in self.edges(schema) if edge.keyword in _PAGE_ORDER]
        return sorted(seen, key=lambda edge: _PAGE_ORDER.index(edge.keyword))


@dataclass(slots=True)
class _Knots:
    """Which schemas hold each other: all in one knot do, and lead to no knot that comes after it."""

    graph: _Graph
    away: frozenset[int]
    of: dict[int, int] = field(default_factory=dict)
    """The number of its knot, by `id()` of a schema."""
    order: list[list[Schema]] = field(default_factory=list)

    def tie(self, root: Schema) -> None:
        """Find them: Tarjan's way, without recursion, as the chain of definitions may be long."""
        numbers = {id(root): 0}
        lowest = {id(root): 0}
        kept = [root]
        trail = [(root, iter(self.graph.edges(root)))]
        while trail:
            here, edges = trail[-1]
            edge = next(edges, None)
            if edge is None:
                trail.pop()
                if trail:
                    above = id(trail[-1][0])
                    lowest[above] = min(lowest[above], lowest[id(here)])
                if lowest[id(here)] == numbers[id(here)]:
                    self._close(here, kept)
            elif id(edge) in self.away:
                continue
            elif id(edge.part) not in numbers:
                numbers[id(edge.part)] = lowest[id(edge.part)] = len(numbers)
                kept.append(edge.part)
                trail.append((edge.part, iter(self.graph.edges(edge.part))))
            elif id(edge.part) not in self.of:
                lowest[id(here)] = min(lowest[id(here)], numbers[id(edge.part)])

    def _close(self, first: Schema, kept: list[Schema]) -> None:
        knot: list[Schema] = []
        while not knot or knot[-1] is not first:
            knot.append(kept.pop())
            self.of[id(knot[-1])] = len(self.order)
        self.order.append(knot)


class _Counting:
    """One count of one form. Needs an enclosing :func:`budgets.spending`."""

    def __init__(self, root: Schema, dialect: DialectName) -> None:
        self.graph = _Graph(root, dialect)
        back = self.graph.ways_back()
        self.away = frozenset(map(id, back)) if len(back) > MOST_WAYS_BACK else frozenset()
        self.knots = _Knots(self.graph, self.away)
        self.knots.tie(root)
        self.known: dict[int, _Extent] = {}
        entrances = {id(root)}
        for knot in self.knots.order:
            entrances.update(id(part) for part in self.beyond(knot[0]))
        for knot in self.knots.order:
            # What one knot leads to is known before it is counted itself.
            for schema in knot:
                if id(schema) in entrances:
                    self.of(schema)

    def beyond(self, schema: Schema) -> list[Schema]:
        """What the knot of a schema leads to."""
        number = self.knots.of[id(schema)]
        return [
            edge.part
            for each in self.knots.order[number]
            for edge in self.graph.edges(each)
            if id(edge) not in self.away and self.knots.of[id(edge.part)] != number
        ]

    def of(self, schema: Schema) -> _Extent:
        """How much it is where it is entered from outside its knot."""
        found = self.known.get(id(schema))
        if found is None:
            found = self.known[id(schema)] = self._counted(schema)
        return found

    def _counted(self, start: Schema) -> _Extent:
        """Every way through the knot of `start` that meets no schema twice."""
        knot = self.knots.of[id(start)]
        open_ = {id(start)}
        trail = [_Sum(start, iter(self.graph.edges(start)))]
        steps = 0
        while True:
            here = trail[-1]
            steps += 1
            current().check()
            if here.extent.words is not None:
                return here.extent
            if steps > 2 * MAX_PATHS:
                # As many ways, of which not all are added up yet.
                return _Extent(0, MAX_PATHS + 1, 0)
            edge = next(here.edges, None)
            if edge is None:
                trail.pop()
                open_.discard(id(here.part))
                if not trail or here.by is None:
                    return here.extent
                trail[-1].add(here.by, here.extent)
            elif id(edge) in self.away or id(edge.part) in open_:
                here.add(edge, _CLOSED)
            elif self.knots.of[id(edge.part)] != knot:
                here.add(edge, self.of(edge.part))
            else:
                open_.add(id(edge.part))
                trail.append(_Sum(edge.part, iter(self.graph.edges(edge.part)), edge))


def too_much(root: Schema, dialect: DialectName) -> tuple[str, str] | None:
    """Which part of a cleaned schema is more than a browser can open: its pointer, and a sentence that says so. None
    where none is. Needs an enclosing :func:`budgets.spending`.

    It is the smallest part that is too much by itself.
    """
    counting = _Counting(root, dialect)
    here = root
    words = counting.of(root).words
    if words is None:
        return None
    while True:
        # Parts that hold each other are too much together.
        larger = next((part for part in counting.beyond(here) if counting.of(part).words is not None), None)
        if larger is None:
            return join_pointer(located(root)[id(here)][0]), words
        here, words = larger, counting.of(larger).words or words
