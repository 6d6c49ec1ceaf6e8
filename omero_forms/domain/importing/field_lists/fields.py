# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a field list, whatever kind of list it is, and what can be said of their answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from omero_forms.domain.importing.field_lists.conditions import (
    And,
    Expression,
    Matches,
    Measure,
    Test,
    UnsayableError,
    questions_of,
)
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop, t

_SELF = "."
NO_NAME = noop("It has no name.")
NO_CHOICES = noop("It has no choices.")
_NAME = re.compile(r"\W+")
_OTHER_QUESTIONS = noop("it compares answers with each other")
_NOT_HERE = noop("it asks what this question has no answer to")
_NO_NUMBER = noop("“{value}” is no number")

BOUNDS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}
"""The keyword of each comparison with a number."""
_LENGTHS = {"string-length": ("minLength", "maxLength"), "count-selected": ("minItems", "maxItems")}


@dataclass(slots=True)
class Field:
    """A question; a section where `inside` is a list of those in it, a list of such sections where `is_list`.

    `where` is its row in the file, `condition` when it is asked.
    """

    name: str
    where: Location
    schema: Schema = field(default_factory=dict)
    ui: dict[str, Any] = field(default_factory=dict)
    required: bool = False
    condition: Expression | None = None
    condition_text: str = ""
    condition_at: Location = ()
    inside: list[Field] | None = None
    is_list: bool = False


def each_of(fields: Iterable[Field]) -> Iterator[Field]:
    """All fields, those inside of others too."""
    for one in fields:
        yield one
        if one.inside is not None:
            yield from each_of(one.inside)


def codes_of(schema: Schema) -> list[str] | None:
    """The choices of a question, as its list has them; None where it has no choices."""
    options = schema.get("oneOf")
    if isinstance(options, list):
        return [option["const"] for option in options]
    values = schema.get("enum")
    return list(values) if isinstance(values, list) else None


_TRUE = frozenset({"yes", "ok", "true", "1"})
_FALSE = frozenset({"no", "false", "0"})


def answer_of(schema: Schema, text: str) -> object:
    """A text as an answer to a question; None where it is none."""
    kind = schema.get("type")
    if kind == "array":
        chosen, offered = text.split(), codes_of(schema["items"]) or []
        return chosen if all(each in offered for each in chosen) else None
    if kind in {"number", "integer"}:
        try:
            value = number(text, schema)
        except UnsayableError:
            return None
        return value if kind == "number" or isinstance(value, int) else None
    if kind == "boolean":
        known = text.lower() in _TRUE | _FALSE
        return text.lower() in _TRUE if known else None
    codes = codes_of(schema)
    return text if codes is None or text in codes else None


def number(text: str, schema: Schema) -> int | float:
    """A number as the question has it. Raises UnsayableError where it is none."""
    try:
        value = float(text)
    except ValueError:
        raise UnsayableError(t(_NO_NUMBER, value=text)) from None
    if not abs(value) < 1e15:
        raise UnsayableError(t(_NO_NUMBER, value=text))
    return int(value) if value.is_integer() and (schema.get("type") == "integer" or "." not in text) else value


def constrain(question: Field, expression: Expression) -> None:
    """Put what an expression asks of the answer into the question's schema. Raises UnsayableError, with nothing put."""
    if any(name not in {_SELF, question.name} for name in questions_of(expression)):
        raise UnsayableError(t(_OTHER_QUESTIONS))
    parts = expression.parts if isinstance(expression, And) else (expression,)
    rules: Schema = {}
    for part in parts:
        for keyword, value in _rules(question.schema, part).items():
            if rules.setdefault(keyword, value) != value:
                raise UnsayableError(t(_NOT_HERE))
    question.schema.update(rules)


def _rules(schema: Schema, part: Expression) -> Schema:
    kind = schema.get("type")
    match part:
        case Matches() if kind == "string":
            # XPath means the whole text.
            return {"pattern": part.pattern if part.pattern.startswith("^") else f"^(?:{part.pattern})$"}
        case Test() if kind in {"number", "integer"} and part.comparison in BOUNDS:
            return {BOUNDS[part.comparison]: number(part.value, schema)}
        case Measure() if (kind == "string") == (part.of == "string-length") and kind in {"string", "array"}:
            return _length(part, schema)
    raise UnsayableError(t(_NOT_HERE))


def _length(part: Measure, schema: Schema) -> Schema:
    least, most = _LENGTHS[part.of]
    value = number(part.value, {**schema, "type": "integer"})
    if not isinstance(value, int) or value < 0:
        raise UnsayableError(t(_NOT_HERE))
    match part.comparison:
        case "=":
            return {least: value, most: value}
        case "<=" | "<":
            return {most: value - (part.comparison == "<")}
        case ">=" | ">":
            return {least: value + (part.comparison == ">")}
    raise UnsayableError(t(_NOT_HERE))


def slug(text: str, taken: Iterable[str]) -> str:
    """A name for what only has a title."""
    stem = _NAME.sub("_", text).strip("_").lower()[:60] or "section"
    name, count, known = stem, 2, set(taken)
    while name in known:
        name, count = f"{stem}_{count}", count + 1
    return name
