# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest plan of a repair, or what came of it, as people read it: alike steps together, the first of each named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from omero_forms.domain.jobs import REPAIR, REPAIR_PLAN
from omero_forms.selectors.damage import places_of
from omero_forms.selectors.jobs import JobView, newest_done, newest_undone
from omero_forms.selectors.people import PersonView

NAMED: Final = 50
"""So many steps of a group are named; all are counted. The others are in the result of the job."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One record that something is, was or has to be done about; `where` calls its history as people do. `choices` are
    the sealed records of a number of which one has to be chosen.
    """

    stream: str
    where: str
    number: int
    choices: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Steps of one kind with one sentence: how many, and the first of them."""

    what: str
    detail: str
    count: int
    steps: list[StepView]


@dataclass(frozen=True, slots=True)
class PlanView:
    """`plan` is its digest, by which it is asked for; `by` is None where nobody asked."""

    plan: str
    at: datetime
    by: PersonView | None
    groups: list[StepGroup]


@dataclass(frozen=True, slots=True)
class RepairedView:
    """What was done, and what is left for somebody."""

    at: datetime
    by: PersonView | None
    done: list[StepGroup]
    left: list[StepGroup]


@dataclass(frozen=True, slots=True)
class Repairs:
    """The newest plan, unless a repair came after it: then what came of that. `job` is the newest one, unless it is
    done.
    """

    plan: PlanView | None
    outcome: RepairedView | None
    job: JobView | None


def repairs() -> Repairs:
    """From the database alone."""
    plan, outcome = None, None
    newest = newest_done(REPAIR, REPAIR_PLAN)
    if newest is not None and newest.kind == REPAIR_PLAN:
        plan = PlanView(newest.result["plan"], newest.at, newest.by, _groups(newest.result["steps"]))
    elif newest is not None:
        done, left = _groups(newest.result["done"]), _groups(newest.result["left"])
        outcome = RepairedView(newest.at, newest.by, done, left)
    return Repairs(plan, outcome, newest_undone(REPAIR, REPAIR_PLAN))


def _groups(steps: Sequence[Mapping[str, Any]]) -> list[StepGroup]:
    alike: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in steps:
        alike.setdefault((one["what"], one["detail"]), []).append(one)
    where = places_of({one["stream"] for some in alike.values() for one in some[:NAMED]})
    return [
        StepGroup(
            what,
            detail,
            len(some),
            [StepView(one["stream"], where[one["stream"]], one["number"], one["choices"]) for one in some[:NAMED]],
        )
        for (what, detail), some in alike.items()
    ]
