# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of the answers a copy holds: OMERO.web shows all pairs of an object to everybody who selects it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

REST = "More answers"
"""The key of the last pair of a copy that ends early."""
_ENDS_EARLY = re.compile(r"The first [\d,]+ of [\d,]+ key-value pairs are here\. For all answers, ")


@dataclass(frozen=True, slots=True)
class CopyBounds:
    """The most that a copy holds: so many pairs, and so many bytes of UTF-8 in their keys and values."""

    rows: int
    size: int


def bounded(rows: Sequence[tuple[str, str]], bounds: CopyBounds, where: str) -> list[tuple[str, str]]:
    """The rows, or as many of the first as fit with one behind them that says how many there are, and `where`.

    That one is there even where nothing fits.
    """
    whole = list(rows)
    if len(whole) <= bounds.rows and sum(map(_size, whole)) <= bounds.size:
        return whole
    # Counted with the longest number that the last row may name.
    room = bounds.size - _size(_rest(len(whole), len(whole), where))
    kept: list[tuple[str, str]] = []
    for row in whole[: bounds.rows - 1]:
        room -= _size(row)
        if room < 0:
            break
        kept.append(row)
    return [*kept, _rest(len(kept), len(whole), where)]


def is_rest(row: tuple[str, str]) -> bool:
    """Whether a pair is the last one of a copy that ended early. A person may call one of theirs the same."""
    return row[0] == REST and _ENDS_EARLY.match(row[1]) is not None


def _rest(shown: int, total: int, where: str) -> tuple[str, str]:
    # no text: a copy stays as it was written
    return REST, f"The first {shown:,} of {total:,} key-value pairs are here. For all answers, {where}"


def _size(row: tuple[str, str]) -> int:
    return sum(len(text.encode()) for text in row)
