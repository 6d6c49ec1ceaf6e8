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


def tokens(hql: str) -> list[Token]:
    """The tokens of a query, ended by one of kind `end`. Raises HqlSyntaxError for a character that belongs to none."""
    found: list[Token] = []
    position = 0
    while position < len(hql):
        match = _TOKEN.match(hql, position)
        if match is None:
            raise HqlSyntaxError(f"unexpected char: '{hql[position]}' near column {position + 1}")
        kind = str(match.lastgroup)
        text = match.group()
        if kind == "string":
            text = text[1:-1].replace("''", "'")
        elif kind == "param":
            text = text[1:].strip()
        if kind != "space":
            found.append(Token(kind, text, text.lower(), position + 1))
        position = match.end()
    found.append(Token("end", "", "", len(hql) + 1))
    return found
