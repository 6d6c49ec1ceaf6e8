# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cuts a query into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import HqlSyntaxError

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<string>'(?:[^']|'')*')
  | (?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?[lLfFdD]?)
  | (?P<name>[^\W\d][\w$]*)
  | (?P<param>:\s*[^\W\d]\w*)
  | (?P<symbol><>|!=|\^=|<=|>=|\|\||[=<>+\-*/%(),.\[\]?])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is string, number, name, param, symbol or end; `low` is the text in lower case."""

    kind: str
    text: str
    low: str
    column: int


class Tokens:
    """The tokens of a query, cut as they are asked for: a parser that gives up early has not read a megabyte."""

    def __init__(self, hql: str) -> None:
        self._hql, self._position = hql, 0
        self._found: list[Token] = []

    def __getitem__(self, index: int) -> Token:
        """The token at an index; behind the last one come tokens of kind `end`.

        Raises HqlSyntaxError for a character that belongs to none.
        """
        while index >= len(self._found):
            token = self._next()
            if token.kind == "end":
                return token
            self._found.append(token)
        return self._found[index]

    def _next(self) -> Token:
        while self._position < len(self._hql):
            start = self._position
            match = _TOKEN.match(self._hql, start)
            if match is None:
                raise HqlSyntaxError(f"unexpected char: '{self._hql[start]}' near column {start + 1}")
            self._position = match.end()
            kind, text = str(match.lastgroup), match.group()
            if kind == "space":
                continue
            if kind == "string":
                text = text[1:-1].replace("''", "'")
            elif kind == "param":
                text = text[1:].strip()
            return Token(kind, text, text.lower(), start + 1)
        return Token("end", "", "", len(self._hql) + 1)
