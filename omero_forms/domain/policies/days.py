# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which local day a moment falls, for millions of moments: a search among midnights, without making a datetime."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T", int, str, datetime)

FIRST, LAST = date(2000, 1, 1), date(2060, 1, 1)


@lru_cache(maxsize=8)
def midnights(zone: tzinfo) -> tuple[datetime, ...]:
    """The moments (UTC) at which the days of sixty years begin in a time zone."""
    count = (LAST - FIRST).days
    return tuple(datetime.combine(FIRST + timedelta(days=n), time(), zone).astimezone(UTC) for n in range(count))


def day_of(marks: Sequence[T], moment: T) -> int | T:
    """The same value for moments of the same day. `marks` are the midnights, written as the moment is.

    A moment outside of them is a day of its own.
    """
    found = bisect_right(marks, moment)
    return found if 0 < found < len(marks) else moment
