# SPDX-License-Identifier: AGPL-3.0-or-later
"""A campaign, a policy with one last day for all: when people are told of it (at its start, at half time, a week
before), and how far it has got.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from omero_forms.domain.policies.finding_status import OWED
from omero_forms.domain.policies.tallies import Point

TOLD_WITHIN = timedelta(days=3)
"""So many days after its moment a mail may still go out; later it would say what is not so any more."""

WEEK = timedelta(days=7)


class Moment(StrEnum):
    """Of a campaign; each is told once."""

    START = "start"
    HALF = "half"
    WEEK = "week"


def moments(start: date, deadline: date) -> dict[Moment, date]:
    """Their days, in order. A short campaign has fewer: no two lie so close together that one mail says it."""
    found = {Moment.START: start}
    wanted = {Moment.HALF: start + (deadline - start) / 2, Moment.WEEK: deadline - WEEK}
    if wanted[Moment.WEEK] - wanted[Moment.HALF] < TOLD_WITHIN:
        del wanted[Moment.HALF]
    return found | {moment: day for moment, day in wanted.items() if day - start >= TOLD_WITHIN}


def moment_to_tell(start: date, deadline: date, today: date) -> tuple[Moment, date] | None:
    """The newest moment that has come, and its day; None where it lies too long in the past, or all is over."""
    come = [(moment, day) for moment, day in moments(start, deadline).items() if day <= today]
    if not come or today > deadline or today - come[-1][1] > TOLD_WITHIN:
        return None
    return come[-1]


TOO_FAR: Final = 3650
"""So many days ahead, and further, nothing is foretold."""


class OpenOn(NamedTuple):
    """What was open at the end of a day, of how many objects."""

    day: date
    open: int
    objects: int


@dataclass(frozen=True, slots=True)
class BurnDown:
    """What was open of a campaign from day to day. `line` is what may be open today if it falls evenly from what was
    open at first to nothing on the last day; `done_on` when nothing is open any more if it goes on as until now, None
    where that cannot be said.
    """

    days: tuple[OpenOn, ...]
    line: int
    done_on: date | None


def still_open(totals: Mapping[str, int]) -> int:
    """How many objects lack something, late or not."""
    return sum(totals.get(status, 0) for status in OWED)


def burn_down(points: Sequence[Point], deadline: date, today: date, now_open: int) -> BurnDown:
    """How far a campaign has got, by what was counted at the end of its days and what is open now."""
    days = tuple(OpenOn(day, still_open(totals), totals["objects"]) for day, totals in points)
    if not days:
        return BurnDown((), now_open, None)
    first = days[0]
    whole, gone = (deadline - first.day).days, (today - first.day).days
    left = max(0, whole - gone)
    # Rounded up: nobody is behind for a part of an object.
    line = -(-first.open * left // whole) if whole > 0 else 0
    return BurnDown(days, line, _done_on(first.open, now_open, gone, today))


def _done_on(at_first: int, now_open: int, gone: int, today: date) -> date | None:
    done = at_first - now_open
    if done <= 0 or gone <= 0 or now_open == 0:
        return None
    days = -(-now_open * gone // done)
    return today + timedelta(days=days) if days < TOO_FAR else None
