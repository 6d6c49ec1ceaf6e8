# SPDX-License-Identifier: AGPL-3.0-or-later
"""English that pages, mails and errors share, and how its lines are laid out."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Literal

from omero_forms.domain.texts import is_english, t


def listed(words: Sequence[str], last: Literal["and", "or"] = "and", *, comma: bool = False) -> str:
    """A; A and B; A, B and C. Nothing of nothing. With a comma before the last one where words are long: A, or B."""
    if len(words) < 2:
        return "".join(words)
    before = t(", ").join(words[:-1])
    if last == "and":
        return t("{before} and {last}", before=before, last=words[-1])
    if comma:
        return t("{before}, or {last}", before=before, last=words[-1])
    return t("{before} or {last}", before=before, last=words[-1])


FSI, PDI = "\u2068", "\u2069"
"""Between them stands what is read in a direction of its own (Unicode's isolates)."""

_FROM_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolated(name: str) -> str:
    """A name as it stands in a sentence: one that is read from right to left takes no number beside it along."""
    if name.isascii() or not any(unicodedata.bidirectional(each) in _FROM_RIGHT_TO_LEFT for each in name):
        return name
    return f"{FSI}{without_isolates(name)}{PDI}"


def without_isolates(text: str) -> str:
    """A name without what begins and ends an isolate, of which somebody may have typed one alone."""
    return text.replace(FSI, "").replace(PDI, "")


def columns(text: str) -> int:
    """So many columns it takes where each letter is as wide: two for one of East Asia, none for a mark above one."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(each) or unicodedata.category(each) in {"Cf", "Me"}
        else 2
        if unicodedata.east_asian_width(each) in {"W", "F"}
        else 1
        for each in text
    )


def going_on(sentence: str) -> str:
    """A sentence behind the name of who is addressed, as in "Ada, a week ago it was 5"."""
    return sentence[:1].lower() + sentence[1:] if is_english() else sentence


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` characters, in paragraphs as somebody wrote them. Long names and addresses are never
    cut.
    """
    filled = (textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(_isolated_by_line(one) if FSI in one else one for one in filled)


def _isolated_by_line(text: str) -> str:
    """A line's end ends an isolate: one that goes on in the next line begins there anew."""
    lines, is_open = [], False
    for line in text.split("\n"):
        begun = f"{FSI}{line}" if is_open else line
        is_open = begun.rfind(FSI) > begun.rfind(PDI)
        lines.append(f"{begun}{PDI}" if is_open else begun)
    return "\n".join(lines)
