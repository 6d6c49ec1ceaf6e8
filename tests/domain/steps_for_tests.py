# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much work something is, whatever else the machine does: lines of the domain that were run, and bytes that were
held at once.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

_OURS = "omero_forms/domain/"


def lines_run(call: Callable[[], Any]) -> int:
    """Lines of the domain that a call runs."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if _OURS not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def bytes_held(call: Callable[[], Any]) -> int:
    """Bytes that a call has allocated at its worst moment, its result included."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
