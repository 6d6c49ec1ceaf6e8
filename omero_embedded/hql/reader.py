# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading tokens one after the other."""

from __future__ import annotations

from .errors import HqlSyntaxError
from .lexer import Token, Tokens


class TokenReader:
    """A place in the tokens of a query.

    `take_...` moves on if the token is there, `need_...` raises HqlSyntaxError if not.
    """

    def __init__(self, found: Tokens) -> None:
        self._tokens, self._at, self._depth = found, 0, 0

    def peek(self, ahead: int = 0) -> Token:
        return self._tokens[self._at + ahead]

    def next(self) -> Token:
        token = self.peek()
        self._at += 1
        return token

    def is_word(self, *words: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind == "name" and token.low in words

    def is_symbol(self, *symbols: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind == "symbol" and token.text in symbols

    def take_word(self, *words: str) -> bool:
        if self.is_word(*words):
            self._at += 1
            return True
        return False

    def take_symbol(self, *symbols: str) -> bool:
        if self.is_symbol(*symbols):
            self._at += 1
            return True
        return False

    def need_word(self, word: str) -> None:
        if not self.take_word(word):
            raise self.unexpected()

    def need_symbol(self, symbol: str) -> None:
        if not self.take_symbol(symbol):
            raise self.unexpected()

    def need_name(self) -> str:
        token = self.peek()
        if token.kind != "name":
            raise self.unexpected()
        self._at += 1
        return token.text

    def unexpected(self) -> HqlSyntaxError:
        """What is wrong with the token that is next."""
        token = self.peek()
        text = "null" if token.kind == "end" else token.text
        return HqlSyntaxError(f"unexpected token: {text} near line 1, column {token.column}")

    def expect_end(self) -> None:
        if self.peek().kind != "end":
            raise self.unexpected()

    def is_clause(self, word: str) -> bool:
        """`group` and `order` are clauses only before `by`, else they may be names."""
        return self.is_word(word) and self.is_word("by", ahead=1)
