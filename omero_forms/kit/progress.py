# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long work tells how far it is: to a terminal, or to whoever polls a job."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then by long work, between two steps that are each whole.

    Whoever listens may raise to stop the work there: so it is called where nothing is half done.
    """

    def __call__(self, done: int, total: int | None, /) -> None:
        """`done` of `total` units, None where nobody knows how many there are."""


def unheard(_done: int, _total: int | None) -> None:
    """For work that nobody watches."""
