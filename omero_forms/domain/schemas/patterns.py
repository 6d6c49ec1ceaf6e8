# SPDX-License-Identifier: AGPL-3.0-or-later
"""Patterns of JSON Schema: ECMA 262 regular expressions, matched here under a time limit.

A pattern is translated, so that it means here what it means in a browser (`\\d` is ASCII, `$` is the very end), and
what only Python or the `regex` library understands is refused, since the browser would fail on it. So is what ECMA
262 reads in two ways, with its flag `u` and without it, unless both mean the same or one of them is an error: a
browser page may use the flag.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from omero_forms.domain.schemas import unicode_properties
from omero_forms.domain.texts import t

MAX_PATTERN = 10_000
"""Characters of a pattern."""

MAX_UNROLLED = 10_000
"""Characters of a pattern when `a{3}` is written as `aaa`, which is what the library does: it takes memory and time.
"""

_WORD = "A-Za-z0-9_"
_NOT_WORD = "\\x00-/:-@\\[-\\^`{-\\U0010ffff"
_NOT_DIGIT = "\\x00-/:-\\U0010ffff"
_SPACE = "\\t-\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_NOT_SPACE = (
    "\\x00-\\x08\\x0e-\\x1f!-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e"
    "\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\U0010ffff"
)
_BOUNDARY = f"(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}])"
_NO_BOUNDARY = f"(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}])"

# Escape to (outside a class, inside a class).
_CLASSES = {
    "d": ("[0-9]", "0-9"),
    "D": ("[^0-9]", _NOT_DIGIT),
    "w": (f"[{_WORD}]", _WORD),
    "W": (f"[^{_WORD}]", _NOT_WORD),
    "s": (f"[{_SPACE}]", _SPACE),
    "S": (f"[^{_SPACE}]", _NOT_SPACE),
    "b": (f"(?:{_BOUNDARY})", None),
    "B": (f"(?:{_NO_BOUNDARY})", None),
}
_CONTROLS = {"f": "\x0c", "n": "\n", "r": "\r", "t": "\t", "v": "\x0b", "0": "\0"}

_QUANTIFIER = regex.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_PROPERTY = regex.compile(r"[pP]\{([^{}]*)\}")
_POSIX = regex.compile(r"\[[:.=][a-z]*[:.=]\]")
_CONTROL = regex.compile(r"c([A-Za-z])")
_GROUP = regex.compile(r"\?(?:[:=!]|<[=!]|<([A-Za-z_][A-Za-z0-9_]{0,30})>)")
_REFERENCE = regex.compile(r"k<([A-Za-z_][A-Za-z0-9_]{0,30})>")
_NUMBERED = regex.compile(r"([1-9][0-9]?)")
_HEX = regex.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")
_MAX_DIGITS = 6
_LOW = regex.compile(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})")


class PatternError(ValueError):
    """A pattern that is not one; the text says why, in plain words."""


def _checked(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise PatternError(t("It names a character that does not exist."))
    return chr(code)


def _quoted(char: str) -> str:
    return regex.escape(char, special_only=False)


class _Translator:
    """One pass over a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        # What each part of each group that is open unrolls to; the innermost last.
        self.unrolled: list[list[int]] = [[]]
        # Of each group that is open, whether it only looks ahead or behind, and the number of the first group inside
        # it.
        self.opened: list[tuple[bool, int]] = []
        self.names: dict[str, int] = {}
        self.groups = 0
        # The groups inside the one that ended last, and those inside repetitions.
        self.inside = range(0)
        self.repeated: set[int] = set()

    def translate(self) -> str:
        repeatable = False
        is_lazy = False
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char in "*+?" or (char == "{" and _QUANTIFIER.match(self.pattern, self.at)):
                # "a*?" is lazy in both; "a*+" would be possessive in Python and is an error in a browser.
                if is_lazy and char == "?":
                    self.out.append(char)
                    self.at += 1
                    is_lazy = False
                    continue
                if not repeatable:
                    raise PatternError(t("It repeats a repetition, a condition or nothing."))
                self._quantifier(char)
                repeatable, is_lazy = False, True
                continue
            is_lazy = False
            self._unroll(char)
            repeatable = self._part(char)
        return "".join(self.out)

    def _part(self, char: str) -> bool:
        """Translate what stands here; whether it can be repeated."""
        self.at += 1
        if char == "\\":
            is_condition = self.pattern[self.at : self.at + 1] in {"b", "B"}
            self.out.append(self._escape())
            return not is_condition
        if char == "[":
            self.out.append(self._class())
            return True
        if char == "(":
            self._group()
            return False
        self.out.append(_PLAIN.get(char, char))
        if char == ")" and self.opened:
            is_looking, first = self.opened.pop()
            self.inside = range(first, self.groups + 1)
            return not is_looking
        return char not in "^$|"

    def _quantifier(self, char: str) -> None:
        found = _QUANTIFIER.match(self.pattern, self.at)
        token = found.group() if found else char
        if found:
            least, _comma, most = token[1:-1].partition(",")
            if max(len(least), len(most)) > _MAX_DIGITS:
                raise PatternError(t("It repeats something more than {limit} times.", limit=MAX_UNROLLED))
            self._repeat(int(least))
        if self.pattern[self.at - 1] == ")":
            self.repeated.update(self.inside)
        self.out.append(token)
        self.at += len(token)

    def _unroll(self, char: str) -> None:
        if char == "(":
            self.unrolled.append([])
        elif char == ")" and len(self.unrolled) > 1:
            inner = sum(self.unrolled.pop())
            self.unrolled[-1].append(inner)
        else:
            self.unrolled[-1].append(1)

    def _repeat(self, times: int) -> None:
        parts = self.unrolled[-1]
        if parts:
            parts[-1] *= max(times, 1)
        if sum(map(sum, self.unrolled)) > MAX_UNROLLED:
            raise PatternError(t("It repeats something more than {limit} times.", limit=MAX_UNROLLED))

    def _group(self) -> None:
        if not self.pattern.startswith("?", self.at):
            self.groups += 1
            self.opened.append((False, self.groups + 1))
            self.out.append("(")
            return
        found = _GROUP.match(self.pattern, self.at)
        if found is None:
            raise PatternError(t("It has a kind of group that browsers do not know."))
        name = found.group(1)
        if name in self.names:
            raise PatternError(t("Two of its groups have the same name."))
        if name:
            self.groups += 1
            self.names[name] = self.groups
        self.opened.append((found.group() in {"?=", "?!", "?<=", "?<!"}, self.groups + 1))
        self.out.append(f"(?P<{name}>" if name else f"({found.group()}")
        self.at = found.end()

    def _escape(self) -> str:
        """What a backslash outside brackets means."""
        rest = self.pattern[self.at : self.at + 1]
        if rest in _CLASSES:
            self.at += 1
            return _CLASSES[rest][0]
        for matcher in (_REFERENCE, _NUMBERED):
            match = matcher.match(self.pattern, self.at)
            if match:
                self.at = match.end()
                return self._reference(match.group(1))
        return self._property() or _quoted(self._character())

    def _reference(self, group: str) -> str:
        number = int(group) if group.isdecimal() else self.names.get(group, self.groups + 1)
        if number > self.groups:
            raise PatternError(t("It refers to a group that does not come before it."))
        if number in self.repeated:
            # A browser forgets at each turn what such a group matched, the library does not.
            raise PatternError(t("It refers to a group inside a repetition."))
        # A group that took no part matches nothing in Python, and the empty text in a browser.
        again = f"\\{group}" if group.isdecimal() else f"(?P={group})"
        return f"(?:(?({group}){again}))"

    def _property(self) -> str | None:
        match = _PROPERTY.match(self.pattern, self.at)
        if match is None:
            return None
        if not unicode_properties.is_known(match.group(1)):
            raise PatternError(
                t("It names a property of characters that browsers do not know. Write \\p{L}, or \\p{Script=Greek}.")
            )
        self.at = match.end()
        return f"\\{match.group()}"

    def _character(self) -> str:
        """The one character that an escape means."""
        rest = self.pattern[self.at : self.at + 1]
        if not rest:
            raise PatternError(t("It ends in a backslash."))
        if rest in _CONTROLS:
            self.at += 1
            if rest == "0" and self.pattern[self.at : self.at + 1].isdecimal():
                raise PatternError(t("\\0 and a digit has no one meaning in a browser. Write \\x07."))
            return _CONTROLS[rest]
        match = _CONTROL.match(self.pattern, self.at)
        if match:
            self.at = match.end()
            return chr(ord(match.group(1)) % 32)
        match = _HEX.match(self.pattern, self.at)
        if match:
            self.at = match.end()
            return self._hex(match)
        if rest.isascii() and rest.isalnum():
            raise PatternError(t("\\{letter} has no meaning in a browser.", letter=rest))
        self.at += 1
        return _checked(ord(rest))

    def _hex(self, match: regex.Match[str]) -> str:
        code = int(next(group for group in match.groups() if group), 16)
        if 0xD800 <= code < 0xDC00:
            low = _LOW.match(self.pattern, self.at)
            if low:
                self.at = low.end()
                code = 0x10000 + ((code - 0xD800) << 10) + (int(low.group(1), 16) - 0xDC00)
        return _checked(code)

    def _class(self) -> str:
        if _POSIX.match(self.pattern, self.at):
            raise PatternError(t("Browsers know no [:alpha:] and the like. Write a-z, or \\p{L}."))
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        parts = []
        while not self.pattern.startswith("]", self.at):
            parts.append(self._range())
        self.at += 1
        if not parts:
            return "[\\s\\S]" if negated else "(?!)"
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def _range(self) -> str:
        """The next of what a bracket holds: a set, a character, or all from one character to another."""
        first, is_set = self._member()
        if not self.pattern.startswith("-", self.at) or self.pattern.startswith("-]", self.at):
            return first if is_set else _quoted(first)
        self.at += 1
        last, is_last_set = self._member()
        if is_set or is_last_set:
            # No range: the dash means itself.
            return "".join((first if is_set else _quoted(first), "\\-", last if is_last_set else _quoted(last)))
        if first > last:
            raise PatternError(t("A range in brackets runs backwards."))
        return f"{_quoted(first)}-{_quoted(last)}"

    def _member(self) -> tuple[str, bool]:
        """One character, or a set of them as the library writes it; and which of the two it is."""
        char = self.pattern[self.at : self.at + 1]
        if not char:
            raise PatternError(t("A bracket is not closed."))
        if _POSIX.match(self.pattern, self.at):
            raise PatternError(t("Browsers know no [:alpha:] and the like. Write a-z, or \\p{L}."))
        self.at += 1
        if char != "\\":
            return _checked(ord(char)), False
        rest = self.pattern[self.at : self.at + 1]
        if rest == "b":
            self.at += 1
            return "\b", False
        if rest in _CLASSES:
            self.at += 1
            found = _CLASSES[rest][1]
            if found is None:
                raise PatternError(t("\\B has no meaning inside brackets."))
            return found, True
        named = self._property()
        return (named, True) if named else (self._character(), False)


_PLAIN = {
    "$": "\\Z",
    ".": "[^\\n\\r\\u2028\\u2029]",
    # Not a quantifier here; the regex library would read some of these as fuzzy matching.
    "{": "\\{",
    "}": "\\}",
    "]": "\\]",
}


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """A pattern ready to search with, always with a `timeout`. Raises PatternError for what is no pattern in a
    browser.
    """
    if len(pattern) > MAX_PATTERN:
        raise PatternError(t("It is longer than {limit} characters.", limit=f"{MAX_PATTERN:,}"))
    try:
        return regex.compile(_Translator(pattern).translate(), regex.VERSION0)
    except PatternError:
        raise
    except (regex.error, ValueError, OverflowError) as problem:
        reason = getattr(problem, "msg", "")
        raise PatternError(
            t("It is not a pattern: {reason}.", reason=reason) if reason else t("It is not a pattern.")
        ) from None
    except (RecursionError, MemoryError):
        raise PatternError(t("It is nested too deeply.")) from None
