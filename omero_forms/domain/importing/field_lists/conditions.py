# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a question is asked, and which answers it takes: what XLSForm and REDCap write as expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from omero_forms.domain.texts import noop, t

Comparison = str
"""One of `= != < <= > >=`, `includes`."""

MAX_LENGTH = 5_000
MAX_DEPTH = 30

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<question>\$\{[^{}]+\}|\[[^\[\]]+\])
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<name>[A-Za-z_][\w\-]*)
    |(?P<sign><=|>=|!=|<>|==|[=<>(),.])
    )""",
    re.VERBOSE,
)
_SIGNS = {"==": "=", "<>": "!="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}

_UNREADABLE = noop("it cannot be read")
_FUNCTION = noop("“{name}” cannot be said")
_NO_COMPARISON = noop("it compares something else than a question with a value")


class UnsayableError(Exception):
    """The expression says what JSON Schema has no words for, or what cannot be read; the text says which."""


@dataclass(frozen=True, slots=True)
class Test:
    """The answer to `question` compared with `value`. `question` is "." where it is the one that is asked."""

    question: str
    comparison: Comparison
    value: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer fits a pattern."""

    question: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How long the answer is (`string-length`), or how many were chosen (`count-selected`)."""

    question: str
    of: str
    comparison: Comparison
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Where the other does not hold."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """Where all hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Where at least one holds."""

    parts: tuple[Expression, ...]


Expression = Test | Matches | Measure | Not | And | Or
_Operand = tuple[str, str, str]
"""Kind (`question`, `value`, `measure`), what it is, and of a measure which one."""


def read_expression(text: str) -> Expression:
    """What an expression of XLSForm (`${a} = 'x'`) or REDCap (`[a] = 'x'`) says. Raises UnsayableError."""
    if len(text) > MAX_LENGTH:
        _stop()
    reader = _Reader(_tokens(text))
    found = reader.either()
    if reader.kind:
        _stop()
    return found


def questions_of(expression: Expression) -> Iterator[str]:
    """The names of the questions that it speaks of."""
    match expression:
        case Test() | Matches() | Measure():
            yield expression.question
        case Not():
            yield from questions_of(expression.part)
        case And() | Or():
            for part in expression.parts:
                yield from questions_of(part)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            _stop()
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _stop(reason: str = _UNREADABLE, **values: str) -> NoReturn:
    raise UnsayableError(t(reason, **values))


class _Reader:
    """Reads by descent: or, and, comparison, operand."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    @property
    def text(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def either(self) -> Expression:
        return self._joined("or", self._both, Or)

    def _both(self) -> Expression:
        return self._joined("and", self._one, And)

    def _joined(self, word: str, part: Callable[[], Expression], kind: Callable[[Any], Expression]) -> Expression:
        parts = [part()]
        while self.kind == "name" and self.text.lower() == word:
            self._at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _one(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            _stop()
        try:
            if self._takes("("):
                inside = self.either()
                self._needs(")")
                return inside
            if self.kind == "name" and self.text.lower() in _SAYING:
                return self._call()
            return self._comparison()
        finally:
            self._depth -= 1

    def _call(self) -> Expression:
        name = self.text.lower()
        self._at += 1
        self._needs("(")
        if name == "not":
            inside: Expression = Not(self.either())
        else:
            question = self._question()
            self._needs(",")
            value = self._value()
            inside = Test(question, "includes", value) if name == "selected" else Matches(question, value)
        self._needs(")")
        return inside

    def _comparison(self) -> Expression:
        left = self._operand()
        if self.text not in {*_TURNED, *_SIGNS} or self.kind != "sign":
            _stop(_NO_COMPARISON)
        sign = _SIGNS.get(self.text, self.text)
        self._at += 1
        right = self._operand()
        if left[0] == "value":
            left, right, sign = right, left, _TURNED[sign]
        if left[0] == "value" or right[0] != "value":
            _stop(_NO_COMPARISON)
        if left[0] == "measure":
            return Measure(left[1], left[2], sign, right[1])
        return _checked_box(left[1], sign, right[1])

    def _operand(self) -> _Operand:
        if self.kind == "question" or self.text == ".":
            return "question", self._question(), ""
        if self.kind in {"text", "number"}:
            return "value", self._value(), ""
        if self.kind == "name" and self.text.lower() in _MEASURES:
            of = self.text.lower()
            self._at += 1
            self._needs("(")
            question = self._question()
            self._needs(")")
            return "measure", question, of
        if self.kind == "name":
            _stop(_FUNCTION, name=self.text)
        _stop()

    def _question(self) -> str:
        if self._takes("."):
            return "."
        if self.kind != "question":
            _stop(_NO_COMPARISON)
        text = self.text
        self._at += 1
        return text[2:-1].strip() if text.startswith("$") else text[1:-1].strip()

    def _value(self) -> str:
        if self.kind not in {"text", "number"}:
            _stop(_NO_COMPARISON)
        text = self.text[1:-1] if self.kind == "text" else self.text
        self._at += 1
        return text

    def _takes(self, sign: str) -> bool:
        if self.kind == "sign" and self.text == sign:
            self._at += 1
            return True
        return False

    def _needs(self, sign: str) -> None:
        if not self._takes(sign):
            _stop()


_SAYING = frozenset({"not", "selected", "regex"})
_MEASURES = frozenset({"string-length", "count-selected"})
_BOX = re.compile(r"(.+)\(([^()]+)\)")


def _checked_box(question: str, sign: str, value: str) -> Expression:
    """`[symptoms(3)] = '1'` is how REDCap asks whether the third box is checked."""
    box = _BOX.fullmatch(question)
    if box is None:
        return Test(question, sign, value)
    if sign not in {"=", "!="} or value not in {"0", "1"}:
        _stop(_NO_COMPARISON)
    checked: Expression = Test(box[1], "includes", box[2])
    return checked if (sign == "=") == (value == "1") else Not(checked)
