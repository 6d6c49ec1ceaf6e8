# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting for a condition instead of sleeping for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

SOON = 20.0
"""Seconds in which something is over that waited once for an OMERO that does not answer, on a busy machine too.
OMERO.web itself would wait a minute.
"""


def wait_for(condition: Callable[[], Value | None], what: str, *, seconds: float = 120) -> Value:
    """What *condition* gives once that is true of it; fails with *what* did not happen."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"within {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return value
