# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far long work is, on stderr."""

from __future__ import annotations

import sys
from typing import TextIO

from omero_forms.kit.progress import Progress

STEPS = 20
"""So many lines tell of work whose end is known; without one, each time that it has doubled."""


def told(what: str, stream: TextIO | None = None) -> Progress:
    """Tell of work on so many of `what` ("records"), now and then."""
    return _Told(what, stream or sys.stderr)


class _Told:
    def __init__(self, what: str, stream: TextIO) -> None:
        self._what = what
        self._stream = stream
        self._next = 1.0

    def __call__(self, done: int, total: int | None) -> None:
        """A line, where enough was done since the last one."""
        is_over = total is not None and done >= total > 0
        if done < self._next and not is_over:
            return
        self._next = float("inf") if is_over else max(done * 2, 1) if total is None else done + total / STEPS
        of_all = "" if total is None else f" of {total:,}"
        print(f"{done:,}{of_all} {self._what}", file=self._stream, flush=True)
