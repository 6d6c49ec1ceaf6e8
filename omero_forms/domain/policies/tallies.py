# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted of a group's findings, by each of the headings under which a report shows it, and how that went on
from day to day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from omero_forms.domain.policies.finding_status import FAILING, Status

Totals = dict[str, int]
"""How many objects, under "objects", and how many of them have each status that occurs."""


class Heading(StrEnum):
    """By what a report counts; the key beside it is the id of a policy, form or person, and empty for the group."""

    GROUP = "group"
    POLICY = "policy"
    FORM = "form"
    PERSON = "person"


class Cell(NamedTuple):
    """How many findings of a policy are alike."""

    policy_id: int
    status: Status
    lacking: tuple[str, ...]
    number: int


class Held(NamedTuple):
    """Totals that held from a day on, `until` another one; None where they hold still."""

    day: date
    until: date | None
    totals: Mapping[str, int]


class Point(NamedTuple):
    """Totals at the end of a day."""

    day: date
    totals: Totals


MOST_POINTS: Final = 400
"""Of one series: a year of days."""


def by_form(cells: Iterable[Cell], asked: Mapping[int, Sequence[str]]) -> dict[str, Totals]:
    """Findings by each form that their policy asks for.

    A form that is lacking has the status of the finding, and so has any form of an object that could not be checked or
    is exempt from all that it lacks; what else is asked for is there.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        for form_id in asked.get(cell.policy_id, ()):
            is_theirs = form_id in cell.lacking or (not cell.lacking and cell.status is not Status.COMPLIANT)
            status = cell.status if is_theirs else Status.COMPLIANT
            found[form_id].update({status.value: cell.number, "objects": cell.number})
    return {form_id: dict(totals) for form_id, totals in found.items()}


def added(several: Iterable[Mapping[str, int]]) -> Totals:
    """The sum of totals."""
    whole: Counter[str] = Counter({"objects": 0})
    for totals in several:
        whole.update(totals)
    return dict(whole)


def failing(totals: Mapping[str, int]) -> int:
    """How many count against the owners of their objects."""
    return sum(totals.get(status, 0) for status in FAILING)


def days_between(first: date, last: date, step: int) -> list[date]:
    """Every so many days back from the last one, in their order."""
    number = (last - first).days // step
    return [last - timedelta(days=step * back) for back in range(number, -1, -1)]


def series(held: Iterable[Held], days: Sequence[date]) -> list[Point]:
    """What the totals of several, added, were at the end of each of the days; of days before any of them, nothing."""
    changes = sorted(_changes(held), key=lambda one: one[0])
    totals: Counter[str] = Counter()
    points: list[Point] = []
    at = 0
    for day in days:
        while at < len(changes) and changes[at][0] <= day:
            _day, sign, change = changes[at]
            (totals.update if sign > 0 else totals.subtract)(change)
            at += 1
        if at:
            points.append(Point(day, {"objects": 0, **{name: number for name, number in totals.items() if number}}))
    return points


def _changes(held: Iterable[Held]) -> Iterator[tuple[date, int, Mapping[str, int]]]:
    for one in held:
        yield one.day, 1, one.totals
        if one.until is not None:
            yield one.until, -1, one.totals
