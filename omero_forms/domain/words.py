# SPDX-License-Identifier: AGPL-3.0-or-later
"""English that pages, mails and errors share, and how its lines are laid out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence


def listed(words: Sequence[str], last: str = "and", *, comma: bool = False) -> str:
    """A; A and B; A, B and C. Nothing of nothing. With a comma before the last one where words are long: A, and B."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])}{',' if comma else ''} {last} {words[-1]}"


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` characters. Long names and addresses are never cut."""
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
