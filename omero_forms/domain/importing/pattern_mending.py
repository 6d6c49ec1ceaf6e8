# SPDX-License-Identifier: AGPL-3.0-or-later
"""Patterns that were written for other languages, as a browser has them."""

from __future__ import annotations

import re

from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.patterns import PatternError, compile_pattern
from omero_forms.domain.schemas.subschemas import Location
from omero_forms.domain.texts import noop, t

_PATTERN = noop("The pattern is not one of JavaScript; “{new}” means the same.")

_POSIX = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
    "blank": r" \t",
}
_SCRIPTS = "Greek Latin Cyrillic Han Hiragana Katakana Arabic Hebrew Thai Hangul Devanagari".split()
_DELIMITED = re.compile(r"/(.*)/([im]*)", re.DOTALL)
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?P?<\w+>|.", re.DOTALL)


def mended_pattern(pattern: str, where: Location, noted: Noted) -> str:
    """The pattern as a browser has it, noted when that is another text; as it is where nothing helps."""
    if _compiles(pattern):
        return pattern
    for new in _tries(pattern):
        if new != pattern and _compiles(new):
            noted.mend(where, t(_PATTERN, new=new))
            return new
    return pattern


def _tries(pattern: str) -> list[str]:
    plain = _as_javascript(pattern)
    tries = [plain]
    delimited = _DELIMITED.fullmatch(plain)
    if delimited:
        inside = delimited.group(1)
        tries.append(_any_case(inside) if "i" in delimited.group(2) else inside)
    if plain.startswith("(?i)"):
        tries.append(_any_case(plain[4:]))
    if plain.startswith("^(?i)"):
        tries.append("^" + _any_case(plain[5:]))
    return tries


def _compiles(pattern: str) -> bool:
    try:
        compile_pattern(pattern)
    except PatternError:
        return False
    return True


def _as_javascript(pattern: str) -> str:
    """What PCRE, Python, Java and .NET write in another way."""
    for name, inside in _POSIX.items():
        pattern = pattern.replace(f"[:{name}:]", inside)
    for script in _SCRIPTS:
        pattern = re.sub(rf"\\([pP])\{{(?:Is|In)?{script}\}}", rf"\\\1{{Script={script}}}", pattern)
    pattern = re.sub(r"\\p\{(?:Alpha|IsAlphabetic)\}", r"\\p{L}", pattern)
    pattern = re.sub(r"\\([pP])([LMNPSZC])(?![{\w])", r"\\\1{\2}", pattern)
    pattern = pattern.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\z", "$").replace(r"\h", r"[ \t]")
    pattern = re.sub(r"\(\?P=(\w+)\)", r"\\k<\1>", pattern)
    return re.sub(r"\(\?P<", "(?<", pattern)


def _any_case(pattern: str) -> str:
    """The same pattern for capital and small letters alike."""
    parts = []
    for token in _TOKEN.findall(pattern):
        if len(token) == 1 and token.isascii() and token.isalpha():
            parts.append(f"[{token.upper()}{token.lower()}]")
        elif token.startswith("["):
            parts.append(_any_case_inside(token))
        else:
            parts.append(token)
    return "".join(parts)


def _any_case_inside(bracket: str) -> str:
    head = "[^" if bracket.startswith("[^") else "["
    inside = bracket[len(head) : -1]
    added = [
        f"{a.swapcase()}-{b.swapcase()}"
        for a, b in re.findall(r"(?<!\\)([A-Za-z])-([A-Za-z])", inside)
        if a.isupper() == b.isupper()
    ]
    rest = re.sub(r"\\.|[A-Za-z]-[A-Za-z]", "", inside, flags=re.DOTALL)
    added += [letter.swapcase() for letter in rest if letter.isascii() and letter.isalpha()]
    return f"{head}{inside}{''.join(dict.fromkeys(added))}]"
