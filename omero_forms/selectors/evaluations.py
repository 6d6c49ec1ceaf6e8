# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last evaluation of each group. Totals may be one evaluation old and carry no names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import Evaluation, LogCursor, PolicyRow, Touched
from omero_forms.selectors.gates import gate_problems
from omero_forms.selectors.policies import policies_fingerprint


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a group's policies, as the last run over all of it counted."""

    images_in_no_dataset: int
    datasets_without_images: int


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """What is known of a group's evaluation.

    `evaluated_at` is when the last run that finished did so (None: never). `failed` says why the newest run
    did not, so both can be set: older numbers, and why there are no newer ones. `problems` are what
    the run that counted could not judge, and what gates could not do, by policy id. `totals` counts objects by status,
    each once by its worst, with "objects" as their sum; `policies` the same per policy id. `beside` is None where no
    policy is about datasets or images, or they could not be counted.
    """

    group_id: int
    group_name: str
    evaluated_at: datetime | None
    failed: str | None
    totals: dict[str, int]
    policies: dict[int, dict[str, int]]
    problems: tuple[tuple[int, str], ...]
    beside: Beside | None


def latest(group_ids: Iterable[int]) -> dict[int, EvaluationView]:
    """The last finished evaluation of each of the groups that has one, in three queries however many groups."""
    newest = _newest_of_each(Evaluation.objects.filter(finished_at__isnull=False), set(group_ids))
    # A run that failed as a whole counted nothing; the numbers are those of the one before.
    counted = {group_id: row for group_id, row in newest.items() if row.counts}
    if empty := newest.keys() - counted.keys():
        counted |= last_counted(empty)
    waiting = gate_problems(newest.keys()) if newest else {}
    return {group_id: _view(row, counted.get(group_id), waiting.get(group_id, ())) for group_id, row in newest.items()}


def evaluated_groups() -> list[int]:
    """Ids of all groups that an evaluation ever looked at."""
    return list(Evaluation.objects.order_by("group_id").values_list("group_id", flat=True).distinct())


def was_evaluated(group_id: int) -> bool:
    """Whether an evaluation ever looked at the group."""
    return Evaluation.objects.filter(group_id=group_id).exists()


def evaluated_at(group_id: int) -> datetime | None:
    """When the group's findings were last brought up to date, or None."""
    found = _newest_counted(group_id)
    return found[0][0] if found else None


@kept_query
def _newest_counted(group_id: int) -> QuerySet[Evaluation, tuple[datetime | None]]:
    counted = _counted().filter(group_id=group_id)
    return counted.order_by("-finished_at", "-id").values_list("finished_at")[:1]


def last_counted(group_ids: Iterable[int]) -> dict[int, Evaluation]:
    """The last finished run of each of the groups that counted something, in one query."""
    return _newest_of_each(_counted(), group_ids)


def current_runs(policies: Mapping[int, Sequence[PolicyRow]]) -> dict[int, Evaluation]:
    """The last run over each group, if it was by these policies of it and missed nothing that happened before it: what
    changed since is judged by itself.
    """
    whole_since = LogCursor.objects.filter(pk=1).values_list("whole_since", flat=True).first()
    return {
        group_id: last
        for group_id, last in last_counted(policies).items()
        if last.cursor.get("policies") == policies_fingerprint(policies[group_id])
        and (whole_since is None or last.started_at >= whole_since)
    }


def judged_until() -> datetime | None:
    """All that OMERO's event log told until this moment was judged, in groups with a current run; None where some of it
    waits still.
    """
    if Touched.objects.exists():
        return None
    return LogCursor.objects.filter(pk=1).values_list("read_at", flat=True).first()


def last_counted_of(group_id: int) -> Evaluation | None:
    """The same of one group."""
    found = _last_counted_of(group_id)
    return found[0] if found else None


@kept_query
def _last_counted_of(group_id: int) -> QuerySet[Evaluation]:
    return _counted().filter(group_id=group_id).order_by("-finished_at", "-id")[:1]


def _counted() -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(finished_at__isnull=False).exclude(counts={})


def _newest_of_each(finished: QuerySet[Evaluation], group_ids: Iterable[int]) -> dict[int, Evaluation]:
    """By group, the one that finished last."""
    # A seek in the index for each group, in one statement: to rank all runs of a month would read thousands of each.
    first: list[Any] = [  # the stubs know no expressions in a list
        Subquery(finished.filter(group_id=group_id).order_by("-finished_at", "-id").values("pk")[:1])
        for group_id in group_ids
    ]
    return {row.group_id: row for row in Evaluation.objects.filter(pk__in=first)}


def _view(newest: Evaluation, counted: Evaluation | None, waiting: Sequence[tuple[int, str]]) -> EvaluationView:
    counts = counted.counts if counted else {}
    return EvaluationView(
        group_id=newest.group_id,
        group_name=newest.group_name,
        evaluated_at=counted.finished_at if counted else None,
        failed=newest.failed or None,
        totals={"objects": 0, **counts.get("totals", {})},
        policies={int(key): value for key, value in counts.get("policies", {}).items()},
        problems=(*((one["policy_id"], one["message"]) for one in (counted.problems if counted else ())), *waiting),
        beside=Beside(**counted.beside) if counted and counted.beside else None,
    )
