# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long OMERO may take in all for an answer that somebody waits for.

Each call has a time-out of its own, and a few slow ones would add up to more than anybody waits. So the answer has an
end: no call is begun after it, and one that is begun before ends with it. Workers and commands have none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from omero_forms.domain.errors import FormsError, error

SLOW = "slow"
"""The fault of a call that was not made, or given up, because the answer's time was over: it says nothing of OMERO."""

_end: ContextVar[float | None] = ContextVar("omero_forms_end_of_answer", default=None)


@contextmanager
def calls_end_at(moment: float) -> Iterator[None]:
    """Within it, no call to OMERO outlasts the moment of the monotonic clock."""
    token = _end.set(moment)
    try:
        yield
    finally:
        _end.reset(token)


def end_of_answer() -> float | None:
    """The moment of the enclosing :func:`calls_end_at`; None where nobody waits."""
    return _end.get()


def is_over() -> bool:
    """Whether that moment has passed."""
    moment = _end.get()
    return moment is not None and time.monotonic() >= moment


def put_off_end(seconds: float) -> None:
    """Let the answer that is being made have so many seconds more."""
    moment = _end.get()
    if moment is not None:
        _end.set(moment + seconds)


def seconds_for_call(usual: float) -> float:
    """How long a call may take that may usually take `usual` seconds. Raises :func:`out_of_time`."""
    moment = _end.get()
    if moment is None:
        return usual
    left = moment - time.monotonic()
    if left <= 0:
        raise out_of_time()
    return min(usual, left)


def out_of_time() -> FormsError:
    """The answer's time is over: `omero_unavailable`, to be asked for again."""
    return error("omero_unavailable", details={"fault": SLOW})
