# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps small calls quick while large answers are made.

Python runs one thread at a time, and Ice turns an answer into bytes without pausing. Several large answers at once
would be no faster than one after the other, but each of them would stand in every small call's way.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from contextlib import AbstractContextManager

LARGE = 5_000
"""Rows; making fewer takes some ten milliseconds."""

SWITCH_INTERVAL = 0.001
"""Seconds after which a running thread lets another one run; Python's own 5 ms add up in a call that waits some times.
"""

_one_at_a_time = threading.Lock()


def large(rows: int) -> AbstractContextManager[object]:
    """Hold this while an answer of so many rows is made or sent. Not to be nested."""
    return _one_at_a_time if rows > LARGE else contextlib.nullcontext()


def tune_process() -> None:
    """For a process that does nothing but serve.

    Threads are switched more often, and what stays is left out of garbage collection.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.freeze()
