# SPDX-License-Identifier: AGPL-3.0-or-later
"""The runs over a group as they are recorded: how each ended, what it counted, and what its time went into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from omero_forms.domain.policies.runs import RunState, Step
from omero_forms.domain.times import time_text
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Evaluation, PolicyRow
from omero_forms.selectors.reports import group_report

MOST_RUNS = 100
"""Of one group, the newest first; a month of nights is kept."""


@dataclass(frozen=True, slots=True)
class RunProblem:
    """What a run that finished could not judge under a policy."""

    policy_id: int
    policy: str
    message: str


@dataclass(frozen=True, slots=True)
class Since:
    """What was judged of the group after the run, because it changed: how often, and what it came to."""

    looks: int
    objects: int
    changed: int
    seconds: float
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunView:
    """A run. `seconds` are from its beginning to its end, those of `steps` over all workers; `begun` is how often a
    worker began it or went on with it; of `pages` of objects `known` were as at the run before.
    """

    id: int
    group_id: int
    group_name: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    begun: int
    failed: str
    problems: tuple[RunProblem, ...]
    totals: dict[str, int]
    policies: dict[int, dict[str, int]]
    steps: dict[Step, float]
    pages: int
    known: int
    changed: int
    since: Since

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "id": self.id,
            "state": self.state.value,
            "started_at": time_text(self.started_at),
            "finished_at": None if self.finished_at is None else time_text(self.finished_at),
            "seconds": self.seconds,
            "begun": self.begun,
            "steps": {step.value: seconds for step, seconds in self.steps.items()},
            "pages": self.pages,
            "known": self.known,
            "changed": self.changed,
            "totals": self.totals,
            "since": {
                "looks": self.since.looks,
                "objects": self.since.objects,
                "changed": self.since.changed,
                "seconds": self.since.seconds,
                "last_at": None if self.since.last_at is None else time_text(self.since.last_at),
            },
        }


def newest_run(group_id: int) -> RunView | None:
    """The one that began last, for whoever operates the site. None where the group was never evaluated."""
    found = _views(_runs(group_id)[:1])
    return found[0] if found else None


def runs_of(user: UserSession, group_id: int, limit: int) -> list[RunView]:
    """The newest runs over a group. Raises `not_found` unless the user owns it or is an admin."""
    group_report(user, group_id)
    return _views(_runs(group_id)[:limit])


def _runs(group_id: int) -> QuerySet[Evaluation]:
    # While some of its objects are judged, a group has a row of that, too, which says nothing.
    between = Q(finished_at__isnull=True, cursor={})
    return Evaluation.objects.filter(group_id=group_id).exclude(between).order_by("-started_at", "-pk")


def _views(rows: Iterable[Evaluation]) -> list[RunView]:
    runs = list(rows)
    ids = {one["policy_id"] for run in runs for one in run.problems}
    names = dict(PolicyRow.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [_view(one, names) for one in runs]


def _view(row: Evaluation, names: Mapping[int, str]) -> RunView:
    costs, since, end = row.costs, row.since, row.finished_at
    last_at = since.get("last_at")
    return RunView(
        id=row.pk,
        group_id=row.group_id,
        group_name=row.group_name,
        state=RunState.of(is_over=end is not None, failed=row.failed, problems=row.problems),
        started_at=row.started_at,
        finished_at=end,
        seconds=None if end is None else round((end - row.started_at).total_seconds(), 3),
        begun=row.begun,
        failed=row.failed,
        problems=tuple(
            RunProblem(one["policy_id"], names.get(one["policy_id"], ""), one["message"]) for one in row.problems
        ),
        totals={"objects": 0, **row.counts.get("totals", {})},
        policies={int(key): value for key, value in row.counts.get("policies", {}).items()},
        steps={Step(step): seconds for step, seconds in costs.get("seconds", {}).items()},
        pages=costs.get("pages", 0),
        known=costs.get("known", 0),
        changed=costs.get("changed", 0),
        since=Since(
            since.get("looks", 0),
            since.get("objects", 0),
            since.get("changed", 0),
            since.get("seconds", 0.0),
            None if last_at is None else datetime.fromisoformat(last_at),
        ),
    )
