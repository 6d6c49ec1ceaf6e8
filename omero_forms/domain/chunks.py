# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long lists in parts: no statement, question to OMERO or message to a worker holds any number of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(values: Sequence[T], size: int) -> Iterator[list[T]]:
    """`values` in lists of at most `size`."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
