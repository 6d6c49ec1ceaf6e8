# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many of the required questions have an answer: "7 of 9 required answers", and which are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.answers import SECONDS
from omero_forms.domain.budgets import Budget, BudgetSpentError, current, spending
from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.checker import Checker, checker_for
from omero_forms.domain.outline import Nodes, Outline, outline_for
from omero_forms.domain.schemas import FormSchema
from omero_forms.domain.subschemas import Schema

_MAX_DEPTH = 24
_MISSING = object()
# What more answers can still mend; an alternative that fails by these alone may be the one that is being filled.
_UNFINISHED = frozenset(
    {
        "required",
        "dependentRequired",
        "minItems",
        "minProperties",
        "minLength",
        "contains",
        "minContains",
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A required question without an answer."""

    pointer: str
    path: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the required questions have an answer, and which have none, in the order of the form."""

    answered: int
    required: int
    open: tuple[Gap, ...]


def progress(schema: FormSchema, answers: Mapping[str, Any]) -> Progress:
    """The required questions of a form for prepared answers, and which of them are open.

    A required group counts by the required questions in it; a list and a group without any count as one question. Questions of a
    branch count while it applies, those of an optional group once it has an answer.
    """
    outline = outline_for(schema.text, schema.draft)
    walk = _Walk(outline, checker_for(schema.text, schema.draft))
    # When the time is up, that is told where the answers are validated; what was counted by then is true.
    with spending(Budget(SECONDS)), suppress(BudgetSpentError, RecursionError):
        walk.object(walk.effective([outline.root], answers), answers, (), 0)
    open_ = tuple(Gap(join_pointer(parts), outline.path(parts)) for parts in walk.open)
    return Progress(walk.answered, walk.answered + len(open_), open_)


class _Walk:
    def __init__(self, outline: Outline, checker: Checker) -> None:
        self.outline = outline
        self.checker = checker
        self.answered = 0
        self.open: list[tuple[str | int, ...]] = []

    def effective(self, nodes: Iterable[Schema], value: Any) -> Nodes:
        """The schemas that apply to ``value`` now: of alternatives and conditions only those that hold."""
        found: dict[int, Schema] = {}
        waiting = list(nodes)[::-1]
        while waiting:
            schema = waiting.pop()
            if id(schema) in found:
                continue
            found[id(schema)] = schema
            waiting.extend(self._applying(schema, value))
        return tuple(found.values())

    def _applying(self, schema: Schema, value: Any) -> list[Schema]:
        following: list[Any] = [self.outline.target(schema), *schema.get("allOf", ())]
        if "if" in schema:
            holds = self.checker.is_valid(value, schema["if"])
            following.append(schema.get("then" if holds else "else"))
        if isinstance(value, Mapping):
            for keyword in ("dependentSchemas", "dependencies"):
                following.extend(
                    item for name, item in schema.get(keyword, {}).items() if name in value
                )
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                following.append(self._alternative(schema[keyword], value))
        return [each for each in following if isinstance(each, dict)]

    def _alternative(self, branches: Iterable[Any], value: Any) -> Any:
        """The first alternative that is satisfied, or that more answers would satisfy."""
        for branch in branches:
            if all(error.validator in _UNFINISHED for error in self.checker.errors(value, branch)):
                return branch
        return None

    def object(self, nodes: Nodes, value: Any, parts: tuple[str | int, ...], depth: int) -> int:
        """Count the required questions below a group; returns how many there are."""
        current().check()
        if depth > _MAX_DEPTH:
            return 0
        required = {
            str(name)
            for schema in nodes
            if isinstance(schema.get("required"), list)
            for name in schema["required"]
        }
        answers = value if isinstance(value, Mapping) else {}
        for schema in nodes:
            for trigger, names in schema.get("dependentRequired", {}).items():
                if trigger in answers:
                    required.update(names)
        before = self.answered + len(self.open)
        names = self.outline.names(nodes)
        for name in [*names, *sorted(required - set(names))]:
            if name in required or name in answers:
                child = self.outline.child(nodes, name)
                self._question(
                    child, answers.get(name, _MISSING), (*parts, name), name in required, depth
                )
        return self.answered + len(self.open) - before

    def _question(
        self, nodes: Nodes, value: Any, parts: tuple[str | int, ...], required: bool, depth: int
    ) -> None:
        is_there = value is not _MISSING
        effective = self.effective(nodes, value if is_there else {})
        is_group = isinstance(value, Mapping) or (
            not is_there and any("properties" in schema for schema in effective)
        )
        inside = self.object(effective, value, parts, depth + 1) if is_group else 0
        if isinstance(value, list):
            for index, item in enumerate(value):
                children = self.outline.child(effective, index)
                if isinstance(item, Mapping):
                    self.object(self.effective(children, item), item, (*parts, index), depth + 1)
        if required and not inside:
            if is_there:
                self.answered += 1
            else:
                self.open.append(parts)
