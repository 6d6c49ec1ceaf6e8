# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting for a condition instead of sleeping for a time."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], what: str, *, seconds: float = 120) -> None:
    """Until *condition* holds; fails with *what* did not happen."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"within {seconds:.0f} s: {what}"
        time.sleep(0.05)
