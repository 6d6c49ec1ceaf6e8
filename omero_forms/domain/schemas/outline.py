# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form as people see it: the titles that lead to an answer, and the order of the questions.

`Channels > 2 > Emission`: the title of each field, its name where it has none, and for list items their place, counted
from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.applying import mapping, schemas_in
from omero_forms.domain.schemas.checker import checker_for
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import Schema, at_fragment, local_fragment
from omero_forms.domain.texts import t

SEPARATOR = " > "
NO_NAME = "(no name)"
MAX_TITLE = 120
"""Characters of one title in a path."""
_MAX_NODES = 400
_MAX_STEPS = 20_000

Parts = Sequence[str | int]
Nodes = tuple[Schema, ...]


class Outline:
    """Finds, for a place in the answers, the schemas that may speak of it. Made once for each schema."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self._steps: dict[tuple[int, str | int | None], tuple[Nodes, str]] = {}
        self._spreads: dict[tuple[int, ...], Nodes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._leading: dict[int, int] = {}
        self.start = self._kept(self.spread([root]))

    def target(self, schema: Mapping[str, Any]) -> Schema | None:
        """What the reference of `schema` leads to, if it has one."""
        fragment = local_fragment(schema.get("$ref"), "")
        found = None if fragment is None else at_fragment(self.root, fragment, {})
        return found if isinstance(found, dict) else None

    def spread(self, nodes: Iterable[Schema]) -> Nodes:
        """`nodes` and all that they may apply to the same value: references, combinations, branches, dependencies."""
        found: dict[int, Schema] = {}
        waiting = list(nodes)[::-1]
        while waiting and len(found) < _MAX_NODES:
            schema = waiting.pop()
            if id(schema) in found:
                continue
            found[id(schema)] = schema
            waiting.extend(reversed(list(self._applied(schema))))
        return tuple(found.values())

    def _applied(self, schema: Schema) -> Iterable[Schema]:
        target = self.target(schema)
        if target is not None:
            yield target
        for keyword in ("allOf", "oneOf", "anyOf"):
            yield from schemas_in(schema.get(keyword))
        yield from schemas_in([schema.get(keyword) for keyword in ("if", "then", "else")])
        for keyword in ("dependentSchemas", "dependencies"):
            yield from schemas_in(mapping(schema, keyword))

    def child(self, spread: Nodes, part: str | int) -> Nodes:
        """The schemas that speak of one field or item of a value that `spread` speaks of."""
        return tuple(_field(spread, part) if isinstance(part, str) else _item(spread, part))

    def names(self, spread: Nodes) -> list[str]:
        """The fields that `spread` names, in the order in which the form asks for them."""
        return list(dict.fromkeys(str(name) for schema in spread for name in mapping(schema, "properties")))

    def title(self, nodes: Nodes, fallback: str) -> str:
        """The title of a field: its own, else that of what it refers to. Titles of alternatives are not the field's."""
        return self._own_title(nodes) or _named(fallback)

    def _own_title(self, nodes: Nodes) -> str:
        for start in nodes:
            schema: Schema | None = start
            for _step in range(_MAX_NODES):
                if schema is None:
                    break
                title = schema.get("title")
                if isinstance(title, str) and title.strip():
                    return _shortened(" ".join(title.split()))
                schema = self.target(schema)
        return ""

    def _kept(self, nodes: Nodes) -> Nodes:
        """One and the same tuple for the same schemas, so that its `id()` can stand for them."""
        return self._spreads.setdefault(tuple(map(id, nodes)), nodes)

    def step(self, spread: Nodes, part: str | int) -> tuple[Nodes, str]:
        """From a value to one of its fields or items: what speaks of that, and its title ("" for an item).

        `spread` is :attr:`start` or what an earlier step gave. Remembered, since large answers ask for the same
        thousands of times: entries beyond the leading ones, and names that the answers made up, are all alike. Within
        :func:`budgets.spending` it raises BudgetSpentError when the time is up.
        """
        if isinstance(part, str):
            key: str | int | None = part if part in self._order(spread) else None
        else:
            key = min(part, self._leading_of(spread))
        found = self._steps.get((id(spread), key))
        if found is None:
            budgets.check()
            if len(self._steps) > _MAX_STEPS:
                # The spreads stay, since callers hold on to them.
                self._steps.clear()
            nodes = self.child(spread, part)
            title = "" if isinstance(part, int) else self._own_title(nodes)
            found = (self._kept(self.spread(nodes)), title)
            self._steps[id(spread), key] = found
        nodes, title = found
        return nodes, title or ("" if isinstance(part, int) else _named(part))

    def titles(self, parts: Parts) -> list[str]:
        """The titles on the way to a place in the answers, for a person."""
        spread = self.start
        titles = []
        for part in parts:
            spread, title = self.step(spread, part)
            titles.append(str(part + 1) if isinstance(part, int) else title)
        return titles

    def path(self, parts: Parts) -> str:
        """The titles as one text: `Channels > 2 > Emission`; for the whole form its title."""
        if not parts:
            return self.title((self.root,), t("The form"))
        return SEPARATOR.join(self.titles(parts))

    def place(self, parts: Parts) -> tuple[tuple[int, str], ...]:
        """Sorts places in the answers into the order of the form."""
        spread = self.start
        key: list[tuple[int, str]] = []
        for part in parts:
            if isinstance(part, int):
                key.append((part, ""))
            else:
                order = self._order(spread)
                key.append((order.get(part, len(order)), part))
            spread, _title = self.step(spread, part)
        return tuple(key)

    def in_order(self, spread: Nodes, answers: Mapping[str, Any]) -> list[str]:
        """The fields of `answers` in the order of the form; those that it does not know at the end.

        `spread` as for :meth:`step`.
        """
        order = self._order(spread)
        return sorted(answers, key=lambda name: (order.get(name, len(order)), name))

    def _order(self, spread: Nodes) -> Mapping[str, int]:
        """The place of each field among those that `spread` names. Remembered, as a list asks for each of its items."""
        order = self._names.get(id(spread))
        if order is None:
            order = {name: index for index, name in enumerate(self.names(spread))}
            self._names[id(spread)] = order
        return order

    def _leading_of(self, spread: Nodes) -> int:
        """How many items of a list have schemas of their own by their place."""
        found = self._leading.get(id(spread))
        if found is None:
            found = self._leading[id(spread)] = max([0, *(len(_first_items(schema)) for schema in spread)])
        return found


def _named(name: str) -> str:
    return _shortened(name) if name.strip() else NO_NAME


def _field(spread: Nodes, name: str) -> Iterable[Schema]:
    found = False
    for schema in spread:
        child = mapping(schema, "properties").get(name)
        if isinstance(child, dict):
            found = True
            yield child
    if not found:
        # Names that the answers chose: what may be said of any name.
        for schema in spread:
            child = schema.get("additionalProperties")
            if isinstance(child, dict):
                yield child


def _first_items(schema: Schema) -> list[Any]:
    """What stands for the first entries of a list, each by its place."""
    items = schema.get("items")
    leading = schema.get("prefixItems", items)
    return leading if isinstance(leading, list) else items if isinstance(items, list) else []


def _item(spread: Nodes, index: int) -> Iterable[Schema]:
    for schema in spread:
        items = schema.get("items")
        leading = _first_items(schema)
        if index < len(leading):
            child = leading[index]
        else:
            child = schema.get("additionalItems") if isinstance(items, list) else items
        if isinstance(child, dict):
            yield child


def _shortened(title: str) -> str:
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"


@lru_cache(maxsize=64)
def outline_for(text: str, dialect: DialectName) -> Outline:
    """The outline of an accepted schema."""
    return Outline(checker_for(text, dialect).root)
