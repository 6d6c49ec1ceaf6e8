# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which local day a moment falls, for millions of moments: a search among midnights, without making a datetime."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T", int, str, datetime)

FIRST, LAST = date(1970, 1, 1), date(2100, 1, 1)


@lru_cache(maxsize=8)
def midnights(zone: tzinfo) -> tuple[datetime, ...]:
    """The moments (UTC) at which days begin in a time zone, from that of OMERO's first millisecond on."""
    count = (LAST - FIRST).days
    return tuple(datetime.combine(FIRST + timedelta(days=n), time(), zone).astimezone(UTC) for n in range(count))


def day_of(marks: Sequence[T], moment: T) -> int:
    """The number of the day that a moment is of. `marks` are the midnights, written as the moment is."""
    return bisect_right(marks, moment)


def number_of(day: date) -> int:
    """The number that `day_of` gives for moments of this day."""
    return min(max(0, (day - FIRST).days + 1), (LAST - FIRST).days)
