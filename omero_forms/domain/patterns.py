# SPDX-License-Identifier: AGPL-3.0-or-later
"""Patterns of JSON Schema: ECMA 262 regular expressions, matched here under a time limit.

A pattern is translated, so that it means here what it means in a browser (``\\d`` is ASCII, ``$`` is the very end), and what
only Python or the ``regex`` library understands is refused, since the browser would fail on it.
"""

from __future__ import annotations

from functools import lru_cache

import regex

MAX_PATTERN = 2000
"""Characters of a pattern."""

MAX_UNROLLED = 10_000
"""Characters of a pattern when ``a{3}`` is written as ``aaa``, which is what the library does: it takes memory and time."""

_WORD = "A-Za-z0-9_"
_NOT_WORD = "\\x00-/:-@\\[-\\^`{-\\U0010ffff"
_NOT_DIGIT = "\\x00-/:-\\U0010ffff"
_BOUNDARY = f"(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}])"
_NO_BOUNDARY = f"(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}])"

# Escape to (outside a class, inside a class).
_CLASSES = {
    "d": ("[0-9]", "0-9"),
    "D": ("[^0-9]", _NOT_DIGIT),
    "w": (f"[{_WORD}]", _WORD),
    "W": (f"[^{_WORD}]", _NOT_WORD),
    "s": ("\\s", "\\s"),
    "S": ("\\S", "\\S"),
    "b": (f"(?:{_BOUNDARY})", "\\x08"),
    "B": (f"(?:{_NO_BOUNDARY})", None),
}
_CONTROLS = {"f": "\x0c", "n": "\n", "r": "\r", "t": "\t", "v": "\x0b", "0": "\0"}

_QUANTIFIER = regex.compile(r"\{\d{1,6}(?:,\d{0,6})?\}")
_PROPERTY = regex.compile(r"[pP]\{[A-Za-z_]+(?:=[A-Za-z_]+)?\}")
_GROUP = regex.compile(r"\(\?(?:[:=!]|<[=!]|<([A-Za-z_][A-Za-z0-9_]{0,30})>)")
_REFERENCE = regex.compile(r"k<([A-Za-z_][A-Za-z0-9_]{0,30})>")
_NUMBERED = regex.compile(r"[1-9][0-9]?")
_HEX = regex.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")
_LOW = regex.compile(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})")


class PatternError(ValueError):
    """A pattern that is not one; the text says why, in plain words."""


def _char(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise PatternError("It names a character that does not exist.")
    return regex.escape(chr(code), special_only=False)


class _Translator:
    """One pass over a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        # What each part of each group that is open unrolls to; the innermost last.
        self.unrolled: list[list[int]] = [[]]

    def translate(self) -> str:
        after_quantifier = False
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char in "*+?" or (char == "{" and _QUANTIFIER.match(self.pattern, self.at)):
                self._quantifier(char, after_quantifier)
                after_quantifier = True
                continue
            after_quantifier = False
            self._unroll(char)
            if char == "\\":
                self.at += 1
                self.out.append(self._escape(inside=False))
            elif char == "[":
                self.at += 1
                self.out.append(self._class())
            elif char == "(":
                self._group()
            else:
                self.out.append(_PLAIN.get(char, char))
                self.at += 1
        return "".join(self.out)

    def _quantifier(self, char: str, after_quantifier: bool) -> None:
        # "a*?" is lazy in both; "a*+" would be possessive in Python and is an error in a browser.
        if after_quantifier and not (char == "?" and self.out[-1] != "?"):
            raise PatternError("It repeats a repetition.")
        found = _QUANTIFIER.match(self.pattern, self.at)
        token = found.group() if found else char
        if found:
            self._repeat(int(token[1:-1].partition(",")[0]))
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
            raise PatternError(f"It repeats something more than {MAX_UNROLLED} times.")

    def _group(self) -> None:
        if not self.pattern.startswith("(?", self.at):
            self.out.append("(")
            self.at += 1
            return
        found = _GROUP.match(self.pattern, self.at)
        if found is None:
            raise PatternError("It has a kind of group that browsers do not know.")
        name = found.group(1)
        self.out.append(f"(?P<{name}>" if name else found.group())
        self.at = found.end()

    def _escape(self, *, inside: bool) -> str:
        rest = self.pattern[self.at : self.at + 1]
        if not rest:
            raise PatternError("It ends in a backslash.")
        if rest in _CLASSES:
            self.at += 1
            found = _CLASSES[rest][1 if inside else 0]
            if found is None:
                raise PatternError("\\B has no meaning inside brackets.")
            return found
        if rest in _CONTROLS:
            self.at += 1
            return _char(ord(_CONTROLS[rest]))
        for matcher, make in (
            (_PROPERTY, lambda found: "\\" + found.group()),
            (_HEX, self._hex),
        ):
            match = matcher.match(self.pattern, self.at)
            if match:
                self.at = match.end()
                return str(make(match))
        if not inside:
            match = _REFERENCE.match(self.pattern, self.at)
            if match:
                self.at = match.end()
                return f"(?P={match.group(1)})"
            match = _NUMBERED.match(self.pattern, self.at)
            if match:
                self.at = match.end()
                return f"(?:\\{match.group()})"
        if rest.isascii() and rest.isalnum():
            raise PatternError(f"\\{rest} has no meaning in a browser.")
        self.at += 1
        return _char(ord(rest))

    def _hex(self, match: regex.Match[str]) -> str:
        code = int(next(group for group in match.groups() if group), 16)
        if 0xD800 <= code < 0xDC00:
            low = _LOW.match(self.pattern, self.at)
            if low:
                self.at = low.end()
                code = 0x10000 + ((code - 0xD800) << 10) + (int(low.group(1), 16) - 0xDC00)
        return _char(code)

    def _class(self) -> str:
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        parts = []
        while True:
            if self.at >= len(self.pattern):
                raise PatternError("A bracket is not closed.")
            char = self.pattern[self.at]
            self.at += 1
            if char == "]":
                break
            if char == "\\":
                parts.append(self._escape(inside=True))
            elif char == "-":
                parts.append("-" if parts and self.pattern[self.at : self.at + 1] != "]" else "\\-")
            else:
                parts.append(_char(ord(char)))
        if not parts:
            return "[\\s\\S]" if negated else "(?!)"
        return f"[{'^' if negated else ''}{''.join(parts)}]"


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
    """A pattern ready to search with, always with a ``timeout``. Raises PatternError for what is no pattern in a browser."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"It is longer than {MAX_PATTERN} characters.")
    try:
        return regex.compile(_Translator(pattern).translate(), regex.VERSION0)
    except PatternError:
        raise
    except (regex.error, ValueError, OverflowError) as problem:
        reason = getattr(problem, "msg", "")
        raise PatternError(
            f"It is not a pattern: {reason}." if reason else "It is not a pattern."
        ) from None
    except (RecursionError, MemoryError):
        raise PatternError("It is nested too deeply.") from None
