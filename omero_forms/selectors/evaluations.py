# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last evaluation of each group. Totals may be one evaluation old and carry no names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from omero_forms.models import Evaluation


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """What is known of a group's evaluation.

    `evaluated_at` is when the last run that finished did so (None: never). `failed` says why the newest run
    did not, so both can be set: older numbers, and why there are no newer ones. `problems` are what
    the run that counted could not judge, by policy id. `totals` counts objects by status, each once by
    its worst, with "objects" as their sum; `policies` the same per policy id.
    """

    group_id: int
    group_name: str
    evaluated_at: datetime | None
    failed: str | None
    totals: dict[str, int]
    policies: dict[int, dict[str, int]]
    problems: tuple[tuple[int, str], ...]


def latest(group_ids: Iterable[int]) -> dict[int, EvaluationView]:
    """The last finished evaluation of each of the groups that has one."""
    return {group_id: view for group_id in set(group_ids) if (view := _latest_of(group_id)) is not None}


def evaluated_groups() -> list[int]:
    """Ids of all groups that an evaluation ever looked at."""
    return list(Evaluation.objects.order_by("group_id").values_list("group_id", flat=True).distinct())


def evaluated_at(group_id: int) -> datetime | None:
    """When the group's findings were last brought up to date, or None."""
    view = _latest_of(group_id)
    return view.evaluated_at if view else None


def _latest_of(group_id: int) -> EvaluationView | None:
    finished = Evaluation.objects.filter(group_id=group_id, finished_at__isnull=False).order_by("-finished_at", "-id")
    newest = finished.first()
    if newest is None:
        return None
    # A run that failed as a whole counted nothing; the numbers are those of the one before.
    counted = newest if newest.counts else finished.exclude(counts={}).first()
    counts = counted.counts if counted else {}
    return EvaluationView(
        group_id=group_id,
        group_name=newest.group_name,
        evaluated_at=counted.finished_at if counted else None,
        failed=newest.failed or None,
        totals={"objects": 0, **counts.get("totals", {})},
        policies={int(key): value for key, value in counts.get("policies", {}).items()},
        problems=tuple((one["policy_id"], one["message"]) for one in counted.problems) if counted else (),
    )
