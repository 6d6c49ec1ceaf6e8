# SPDX-License-Identifier: AGPL-3.0-or-later
"""The language of full-text queries, as Lucene's classic parser reads it.

Words and quoted phrases, `*` and `?` in words, fields (`name:x`), AND, OR, NOT, +, - and !, brackets, likeness (`x~`,
`x~0.7`), nearness (`"a b"~2`), weight (`x^4`), and ranges (`[a TO b]`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<range>[\[{]\s*(?P<low>[^\s\]}]+)\s+TO\s+(?P<high>[^\s\]}]+)\s*[\]}])
      | (?P<operator>&&|\|\||[()+!^~:]|-(?=\S))
      | (?P<word>(?:[^\s()"+!^~:\[\]{}\\-]|\\.)(?:[^\s()"^~:\[\]{}\\!+]|\\.|[+!](?=\S))*)
      | (?P<lone>-)
    )""",
    re.VERBOSE,
)
LIKENESS = 0.5
"""How alike words have to be where a query does not say."""


class ParseError(ValueError):
    """What the parser refuses."""


@dataclass(frozen=True)
class Term:
    """A word, or a phrase; `likeness` of None asks for the very word."""

    field: str | None
    text: str
    quoted: bool = False
    likeness: float | None = None
    slop: int = 0
    boost: float = 1.0


@dataclass(frozen=True)
class Range:
    """Values between two others, both included."""

    field: str | None
    low: str
    high: str
    boost: float = 1.0


@dataclass
class Clauses:
    """Queries of which some must hold, some must not, and one at least of the others where none must."""

    must: list[Any] = field(default_factory=list)
    should: list[Any] = field(default_factory=list)
    never: list[Any] = field(default_factory=list)
    boost: float = 1.0


def parse(text: str, *, leading_wildcards: bool) -> Clauses:
    """Raises ParseError."""
    return _Parser(text, leading_wildcards).whole()


class _Parser:
    def __init__(self, text: str, leading_wildcards: bool) -> None:
        self._leading = leading_wildcards
        self._tokens: list[tuple[str, Any]] = []
        position = 0
        while text[position:].strip():
            match = TOKEN.match(text, position)
            if match is None:
                raise ParseError(f"cannot be read at column {position}")
            position = match.end()
            kind = match.lastgroup or ""
            if match["range"]:
                self._tokens.append(("range", (match["low"], match["high"])))
            else:
                self._tokens.append(("word" if kind == "lone" else kind, match[kind]))
        self._at = 0

    def _peek(self) -> tuple[str, Any]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self, *values: str, kind: str = "operator") -> bool:
        found = self._peek()
        if found[0] == kind and found[1] in values:
            self._at += 1
            return True
        return False

    def whole(self) -> Clauses:
        found = self._clauses(None)
        if self._peek()[0] != "end":
            raise ParseError(f"unexpected {self._peek()[1]}")
        return found

    def _clauses(self, name: str | None) -> Clauses:
        entries: list[tuple[str, Any]] = []
        joined = ""
        while True:
            modifier = "+" if self._take("+") else ""
            if not modifier and (self._take("-", "!") or self._take("NOT", kind="word")):
                modifier = "-"
            query = self._query(name)
            if joined == "AND" and entries and entries[-1][0] == "":
                entries[-1] = ("+", entries[-1][1])
            if joined == "AND" and not modifier:
                modifier = "+"
            entries.append((modifier, query))
            if self._take("AND", kind="word") or self._take("&&"):
                joined = "AND"
            elif self._take("OR", kind="word") or self._take("||"):
                joined = "OR"
            elif self._peek()[0] == "end" or self._peek() == ("operator", ")"):
                break
            else:
                joined = ""
        must, should, never = ([query for found, query in entries if found == sign] for sign in ("+", "", "-"))
        return Clauses(must, should, never)

    def _query(self, name: str | None) -> Any:
        kind, value = self._peek()
        if (
            kind == "word"
            and value not in ("AND", "OR", "NOT")
            and self._tokens[self._at + 1 : self._at + 2] == [("operator", ":")]
        ):
            self._at += 2
            return self._query(_unescaped(value))
        self._at += 1
        if (kind, value) == ("operator", "("):
            found = self._clauses(name)
            if not self._take(")"):
                raise ParseError("a bracket is not closed")
            found.boost = self._number("^", 1.0) or 1.0
            return found
        if kind == "range":
            low, high = map(_unescaped, value)
            return Range(name, low, high, self._number("^", 1.0) or 1.0)
        if kind == "quoted":
            slop = self._number("~", 0.0)
            return Term(name, _unescaped(value[1:-1]), True, None, int(slop or 0), self._number("^", 1.0) or 1.0)
        if kind != "word" or value in ("AND", "OR", "NOT"):
            raise ParseError(f"unexpected {value or 'end'}")
        if value[0] in "*?" and value != "*" and not self._leading:
            raise ParseError("'*' or '?' not allowed as first character in WildcardQuery")
        likeness = self._number("~", LIKENESS)
        return Term(name, _unescaped(value), False, likeness, 0, self._number("^", 1.0) or 1.0)

    def _number(self, sign: str, default: float) -> float | None:
        """The number after a sign, the default where it has none; None without the sign."""
        if not self._take(sign):
            return None
        kind, value = self._peek()
        if kind == "word" and re.fullmatch(r"\d+(\.\d*)?|\.\d+", value):
            self._at += 1
            return float(value)
        if sign == "^":
            raise ParseError("a weight is a number")
        return default


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


# ---- queries made from what people type ----------------------------------------------------------------------------

DAY = "%Y%m%d"

KEPT = "*?~_-:"
"""Of what is no letter or digit, what stays in a typed query outside of quotes."""


def built(fields: list[str], text: str) -> str:
    """The query that is made from a typed one: words in any of the fields; AND binds its neighbours.

    Raises ParseError for an AND at the end.
    """
    terms = [f'"{quoted.strip()}"' if bare == "" else bare for quoted, bare in _typed(text)]
    spelled = [
        term if term == "AND" or ":" in term or not fields else " ".join(f"{name}:{term}" for name in fields)
        for term in terms
    ]
    if spelled and spelled[-1] == "AND":
        raise ParseError("AND expression must be followed by a search term!")
    groups: list[list[str]] = []
    joined = False
    for term in spelled:
        if term == "AND" and groups:
            joined = True
        elif joined:
            groups[-1].append(term)
            joined = False
        else:
            groups.append([term])
    return " ".join(
        group[0] if len(group) == 1 else f"({' AND '.join(f'({term})' for term in group)})" for group in groups
    )


def within(query: str, start: str, end: str, name: str) -> str:
    """The same in a range of days, both of which belong to it. Raises ParseError for what is no day."""
    try:
        first, last = (
            datetime.strptime(day, DAY).replace(tzinfo=UTC) if day and day.strip() else None for day in (start, end)
        )
    except ValueError as error:
        raise ParseError("dates must be in format YYYYMMDD") from error
    first = first or datetime.fromtimestamp(0, UTC)
    last = (last or datetime.now(UTC)) + timedelta(days=1)
    days = f"{name}:[{first.strftime(DAY)} TO {last.strftime(DAY)}]"
    return f"({query}) AND {days}" if query else days


def _typed(text: str) -> list[tuple[str, str]]:
    """(quoted, bare) terms of a typed query; bare wildcards are none."""
    parts = text.split('"')
    cleaned = [
        part if number % 2 else "".join(c if c.isalnum() or c in KEPT else " " for c in part)
        for number, part in enumerate(parts)
    ]
    found = re.findall(r'"([^"]*)"|([^\s"]+)', '"'.join(cleaned))
    return [(quoted, bare) for quoted, bare in found if quoted or not re.fullmatch(r"[*?~]*", bare)]
