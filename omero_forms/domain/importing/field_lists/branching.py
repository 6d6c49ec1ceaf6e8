# SPDX-License-Identifier: AGPL-3.0-or-later
"""A schema and a UI schema of fields, some of which are asked under conditions.

A question with a condition is asked for in the `then` of an `if`, as the designer writes it. Both stand at the section
that holds it and all that the condition speaks of, each by its way down from there.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from omero_forms.domain.importing.field_lists.conditions import (
    And,
    Expression,
    Not,
    Or,
    Test,
    UnsayableError,
    questions_of,
)
from omero_forms.domain.importing.field_lists.fields import BOUNDS, Field, answer_of, codes_of, each_of, number
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.subschemas import Schema
from omero_forms.domain.texts import noop, t

Path = tuple[Field, ...]
"""The sections that hold a field, from the outermost, and the field itself."""

_NOT_SAID = noop("The condition “{text}” does not come along, since {reason}. The question is always asked.")
_NOT_SAID_NOR_REQUIRED = noop(
    "The condition “{text}” does not come along, since {reason}. The question is always asked, and no longer required."
)
_UNKNOWN = noop("there is no question “{name}”")
_SEVERAL = noop("there are several questions “{name}”")
_IN_LIST = noop("“{name}” has an answer for each entry of a list")
_ITSELF = noop("it asks for the question itself")
_COMPARED = noop("“{value}” cannot be compared with answers to “{name}”")
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def not_said(text: str, reason: UnsayableError, *, was_required: bool) -> str:
    """What is noted of a condition that cannot be said. A question that may be senseless must not be required."""
    return t(_NOT_SAID_NOR_REQUIRED if was_required else _NOT_SAID, text=text, reason=reason)


def form_of(head: Schema, fields: Sequence[Field], noted: Noted) -> tuple[Schema, dict[str, Any]]:
    """The schema that begins with `head`, and its UI schema. Conditions that cannot be said are noted."""
    maker = _Maker(fields, noted)
    root = Field("", (), inside=list(fields))
    schema = {**head, **maker.section(root)}
    return schema, _ui(root)


class _Maker:
    def __init__(self, fields: Sequence[Field], noted: Noted) -> None:
        self._paths: dict[str, list[Path]] = {}
        self._of: dict[int, Path] = {}
        self._stood: dict[int, tuple[int, Expression]] = {}
        self._noted = noted
        self._note(fields, ())
        for one in each_of(fields):
            if one.condition is not None:
                self._decide(one)

    def _note(self, fields: Sequence[Field], above: Path) -> None:
        for one in fields:
            path = (*above, one)
            self._of[id(one)] = path
            self._paths.setdefault(one.name, []).append(path)
            self._note(one.inside or (), path)

    # --- where a condition stands

    def _decide(self, one: Field) -> None:
        """Whether the condition of a field can be said, and where."""
        assert one.condition is not None  # noqa: S101  (who calls looked)
        try:
            self._place(one)
        except UnsayableError as reason:
            self._noted.mend(one.condition_at, not_said(one.condition_text, reason, was_required=one.required))
            one.condition, one.required = None, False

    def _place(self, one: Field) -> None:
        """Check that all is there that the condition speaks of."""
        assert one.condition is not None  # noqa: S101
        for name in questions_of(one.condition):
            self._way(name, one)
        at, condition = self._stands(one)
        self._noted.make(sum(1 for _name in questions_of(condition)))
        _schema(condition, lambda name: self._down(name, one, at))

    def _way(self, name: str, asked: Field) -> Path:
        found = self._paths.get(name, [])
        if not found:
            raise UnsayableError(t(_UNKNOWN, name=name))
        if len(found) > 1:
            raise UnsayableError(t(_SEVERAL, name=name))
        if found[0][-1] is asked or any(part is asked for part in found[0]):
            raise UnsayableError(t(_ITSELF))
        return found[0]

    def _stands(self, one: Field) -> tuple[int, Expression]:
        """How many sections above a field its condition stands, from the top, and the whole of it: where one of the
        sections below that has a condition too, both have to hold.
        """
        path = self._of[id(one)]
        conditions = [one.condition]
        at = len(path) - 1
        while True:
            names = [name for each in conditions if each is not None for name in questions_of(each)]
            needed = min([at, *(_common(path, self._way(name, one)) for name in names)])
            above = [part.condition for part in path[needed:-1] if part.condition is not None]
            if needed == at and len(above) + 1 == len(conditions):
                parts = tuple(each for each in conditions if each is not None)
                return at, parts[0] if len(parts) == 1 else And(parts)
            at, conditions = needed, [*above, one.condition]

    def _down(self, name: str, asked: Field, at: int) -> Path:
        """The way to a question from the section where a condition stands."""
        way = self._way(name, asked)[at:]
        if any(part.is_list for part in way):
            raise UnsayableError(t(_IN_LIST, name=name))
        return way

    # --- schemas

    def section(self, holder: Field, depth: int = 0) -> Schema:
        """A section with all that is in it. `depth` is how many sections hold its fields, itself not counted."""
        made: Schema = {"type": "object", "properties": {}}
        required: list[str] = []
        blocks: list[tuple[Schema, str, Schema]] = []
        for one in holder.inside or ():
            if one.condition is None:
                made["properties"][one.name] = self.question(one, depth + 1)
                if _is_needed(one):
                    required.append(one.name)
        for one in each_of(holder.inside or ()):
            if one.condition is None:
                continue
            at, condition = self._stood.get(id(one)) or self._stood.setdefault(id(one), self._stands(one))
            if at == depth:
                self._add(blocks, one, at, condition)
        if required:
            made["required"] = required
        if blocks:
            made["allOf"] = [{"if": test, branch: asked} for test, branch, asked in blocks]
        return made

    def _add(self, blocks: list[tuple[Schema, str, Schema]], one: Field, at: int, condition: Expression) -> None:
        test, branch = _block(condition, lambda name: self._down(name, one, at))
        asked = self.question(one, len(self._of[id(one)]))
        way = self._of[id(one)][at:]
        inside: Schema = {"properties": {one.name: asked}, **({"required": [one.name]} if _is_needed(one) else {})}
        for part in reversed(way[:-1]):
            if part.is_list:
                inside = {"items": inside}
                inside = {"properties": {part.name: inside}}
            else:
                needed = {"required": [part.name]} if "required" in inside else {}
                inside = {"properties": {part.name: inside}, **needed}
        if blocks and blocks[-1][:2] == (test, branch):
            _merge(blocks[-1][2], inside)
        else:
            blocks.append((test, branch, inside))

    def question(self, one: Field, depth: int) -> Schema:
        """The schema of a field: of a section, with what is in it."""
        if one.inside is None:
            return one.schema
        inside = self.section(one, depth)
        if one.is_list:
            return {**one.schema, "type": "array", "items": inside}
        return {**one.schema, **inside}


def _is_needed(one: Field) -> bool:
    """Whether it has to be there: a section when something in it always has."""
    if one.inside is None or one.is_list:
        return one.required
    return any(each.condition is None and _is_needed(each) for each in one.inside)


def _merge(one: Schema, other: Schema) -> None:
    for keyword, value in other.items():
        if keyword == "required":
            one[keyword] = [*one.get(keyword, ()), *(name for name in value if name not in one.get(keyword, ()))]
        elif isinstance(one.get(keyword), dict):
            _merge(one[keyword], value)
        else:
            one[keyword] = value


def _common(path: Path, way: Path) -> int:
    """How many sections hold both."""
    count = 0
    for mine, theirs in zip(path[:-1], way[:-1], strict=False):
        if mine is not theirs:
            break
        count += 1
    return count


# --- conditions


def _block(condition: Expression, down: Callable[[str], Path]) -> tuple[Schema, str]:
    """The `if`, and whether the question is asked where it holds or where it does not."""
    if isinstance(condition, Not):
        return _schema(condition.part, down), "else"
    if isinstance(condition, Test) and condition.comparison == "!=":
        return _schema(Test(condition.question, "=", condition.value), down), "else"
    if isinstance(condition, Test) and condition.comparison == "=" and condition.value == "":
        return _schema(Test(condition.question, "!=", ""), down), "else"
    return _schema(condition, down), "then"


def _schema(condition: Expression, down: Callable[[str], Path]) -> Schema:
    match condition:
        case Test():
            return _test(condition, down(condition.question))
        case Not():
            return {"not": _schema(condition.part, down)}
        case And():
            parts = [_schema(part, down) for part in condition.parts]
            return _together(parts) or {"allOf": parts}
        case Or():
            return _one_of(condition, down) or {"anyOf": [_schema(part, down) for part in condition.parts]}
    raise UnsayableError(t("it measures an answer"))


def _together(parts: Sequence[Schema]) -> Schema | None:
    """Tests of different questions side by side, as the designer writes them."""
    made: Schema = {}
    seen: set[str] = set()
    for part in parts:
        names = set(part.get("required", ()))
        if not part.keys() <= {"properties", "required"} or names & seen:
            return None
        seen |= names
        _merge(made, part)
    return made


def _one_of(condition: Or, down: Callable[[str], Path]) -> Schema | None:
    """One question with one of several answers."""
    tests = [part for part in condition.parts if isinstance(part, Test) and part.comparison == "=" and part.value]
    if len(tests) < len(condition.parts) or len({test.question for test in tests}) > 1:
        return None
    way = down(tests[0].question)
    if codes_of(way[-1].schema) is None:
        return None
    return _nested(way, {"enum": [test.value for test in tests]})


def _test(test: Test, way: Path) -> Schema:
    question = way[-1]
    unfit = UnsayableError(t(_COMPARED, value=test.value, name=test.question))
    if question.inside is not None:
        raise unfit
    if test.value == "" and test.comparison in {"=", "!="}:
        answered = _nested(way, {})
        return answered if test.comparison == "!=" else {"not": answered}
    kind, schema = question.schema.get("type"), question.schema
    comparison, value = test.comparison, test.value
    if comparison == "!=":
        return {"not": _test(Test(test.question, "=", value), way)}
    if kind == "array":
        if comparison != "includes":
            raise unfit
        return _nested(way, {"contains": {"const": value}})
    if comparison == "includes":
        comparison = "="
    codes = codes_of(schema)
    if codes is not None and comparison in _COMPARE:
        limit = number(value, {})
        numbers = [code for code in codes if _is_number(code)]
        return _nested(way, {"enum": [each for each in numbers if _COMPARE[comparison](float(each), limit)]})
    if comparison == "=":
        answer = answer_of({"type": kind}, value)
        if answer is None:
            raise unfit
        return _nested(way, {"const": answer})
    if kind not in {"number", "integer"}:
        raise unfit
    return _nested(way, {BOUNDS[comparison]: number(value, schema)})


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _nested(way: Path, rule: Schema) -> Schema:
    """What is asked of a question, from a section above it."""
    made: Schema = {"required": [way[-1].name]}
    if rule:
        made = {"properties": {way[-1].name: rule}, **made}
    for part in reversed(way[:-1]):
        made = {"properties": {part.name: made}, "required": [part.name]}
    return made


# --- how it looks


def _ui(holder: Field) -> dict[str, Any]:
    inside = holder.inside or ()
    made: dict[str, Any] = {}
    if any(one.condition is not None for one in inside):
        # Else they would come after all others.
        made["ui:order"] = [*(one.name for one in inside), "*"]
    for one in inside:
        below = dict(one.ui)
        if one.inside is not None:
            nested = _ui(one)
            below |= {"items": nested} if one.is_list and nested else nested
        if below:
            made[one.name] = below
    return made
