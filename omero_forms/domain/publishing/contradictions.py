# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why no answer at all can satisfy a question, where that can be told from the schema alone.

Nothing is called impossible that is not. The other way round is not promised: whether any JSON Schema can be satisfied
is more than a program can find out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from omero_forms.domain.answers.validate import prepare
from omero_forms.domain.schemas.applying import Nodes
from omero_forms.domain.schemas.checker import DIALECTS, Checker
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import NEVER
from omero_forms.domain.texts import noop, t

SCALARS = frozenset({"boolean", "integer", "number", "string"})

_TELLING = {
    "object": frozenset(
        {
            "properties",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "required",
        }
    ),
    "array": frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"}),
}

FORBIDDEN = noop("The form allows no answer to it.")
CONTRADICTION = noop("Its rules contradict each other, so no answer fits all of them.")
NO_CHOICES = noop("Its list of choices is empty.")
NO_FITTING_CHOICE = noop("None of its choices fits its other rules.")
BIG_CHOICES = noop("Its choices are lists or groups of answers.")

_RANGES = {
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}


def kinds(nodes: Nodes) -> frozenset[str] | None:
    """The types that all of `nodes` allow; None when none of them says."""
    allowed: frozenset[str] | None = None
    for schema in nodes:
        if "type" not in schema:
            continue
        named = schema["type"]
        here = set(named if isinstance(named, list) else [named])
        if "number" in here:
            here.add("integer")
        allowed = frozenset(here) if allowed is None else allowed & here
    return allowed


def told_kind(nodes: Nodes) -> str | None:
    """Whether a question without a type is a group or a list, by keywords that speak of those only; the page does the
    same.
    """
    for kind, keywords in _TELLING.items():
        if any(keywords & schema.keys() for schema in nodes):
            return kind
    return None


def choices(nodes: Nodes, dialect: DialectName) -> list[Any] | None:
    """What can be chosen from, before the other rules are asked; None when anything can be answered."""
    for schema in nodes:
        if isinstance(schema.get("enum"), list):
            return list(schema["enum"])
        if "const" in schema and dialect != "draft-04":
            return [schema["const"]]
    return None


def contradiction(nodes: Nodes, dialect: DialectName, checker: Checker) -> str | None:
    """Why no answer satisfies all of `nodes`; None when one may. Needs an enclosing :func:`budgets.spending`."""
    if any(NEVER in schema for schema in nodes):
        return t(FORBIDDEN)
    if any(_takes_everything(schema.get("not"), dialect) for schema in nodes):
        return t(FORBIDDEN)
    offered = choices(nodes, dialect)
    if offered is not None:
        return _of_choices(offered, nodes, checker)
    allowed = kinds(nodes)
    if allowed is None:
        return None
    if not allowed or all(_is_empty_range(kind, nodes) for kind in allowed):
        return t(CONTRADICTION)
    return None


def _takes_everything(schema: object, dialect: DialectName) -> bool:
    return isinstance(schema, dict) and not any(keyword in schema for keyword in DIALECTS[dialect].limited.VALIDATORS)


def _of_choices(offered: Sequence[Any], nodes: Nodes, checker: Checker) -> str | None:
    if not offered:
        return t(NO_CHOICES)
    are_big = False
    for choice in offered:
        if prepare({"": choice}) and _fits(choice, nodes, checker):
            if not isinstance(choice, dict | list):
                return None
            are_big = True
    return t(BIG_CHOICES) if are_big else t(NO_FITTING_CHOICE)


def _fits(value: Any, nodes: Nodes, checker: Checker) -> bool:
    return all(checker.is_valid(value, schema) for schema in nodes)


def _is_empty_range(kind: str, nodes: Nodes) -> bool:
    if kind not in _RANGES:
        return False
    low, high = _RANGES[kind]
    lows, highs = list(_numbers(nodes, low)), list(_numbers(nodes, high))
    if kind in {"string", "object"} and 0 in highs:
        # Empty text and groups without answers are no answers.
        return True
    return bool(lows and highs) and max(lows) > min(highs)


def _numbers(nodes: Nodes, keyword: str) -> Iterator[float]:
    for schema in nodes:
        value = schema.get(keyword)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield value
