# SPDX-License-Identifier: AGPL-3.0-or-later
"""When people are told of a campaign, a policy with one last day for all: at its start, at half time, a week before."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

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
