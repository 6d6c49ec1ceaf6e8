# SPDX-License-Identifier: AGPL-3.0-or-later
"""Python looks for garbage in cycles after every 700 new objects. Whoever goes through hundreds of thousands of
records makes that many for each, none of them in a cycle, and would spend a fifth of the time on looking.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = 200_000
"""New objects between two looks: those of about three batches, some ten megabytes."""

_lock = threading.Lock()
_busy = 0
_usual = gc.get_threshold()


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """While records go through the memory in batches. It holds for the whole process, until the last is done."""
    global _busy, _usual  # noqa: PLW0603  (the threshold is one of the process)
    with _lock:
        if not _busy:
            _usual = gc.get_threshold()
            gc.set_threshold(SELDOM, *_usual[1:])
        _busy += 1
    try:
        yield
    finally:
        with _lock:
            _busy -= 1
            if not _busy:
                gc.set_threshold(*_usual)
