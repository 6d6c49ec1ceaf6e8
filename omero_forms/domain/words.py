# SPDX-License-Identifier: AGPL-3.0-or-later
"""English that pages, mails and errors share, and how its lines are laid out."""

from __future__ import annotations

import textwrap
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


def going_on(sentence: str) -> str:
    """A sentence behind the name of who is addressed, as in "Ada, a week ago it was 5"."""
    return sentence[:1].lower() + sentence[1:] if is_english() else sentence


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` characters, in paragraphs as somebody wrote them. Long names and addresses are never
    cut.
    """
    filled = (textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(filled)
