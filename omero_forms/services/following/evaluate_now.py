# SPDX-License-Identifier: AGPL-3.0-or-later
"""Evaluating for somebody who does not wait for the next look: at a terminal, or as a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from omero_forms.domain.policies.runs import RunState
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.progress import Progress, unheard
from omero_forms.selectors.evaluations import current_runs
from omero_forms.selectors.policies import policies_by_group
from omero_forms.selectors.runs import newest_run
from omero_forms.services.evaluations.changed import Looked, judge_changed_by_group
from omero_forms.services.evaluations.evaluate import RunEnd, RunResult, evaluate_group
from omero_forms.services.following.follow import follow
from omero_forms.services.reports.count import count_evaluated

TURN_SECONDS: Final = 20.0
"""So long a group is evaluated until it is told that somebody is at it."""


class Mode(StrEnum):
    """How a group was evaluated."""

    WHOLE = "whole"
    CHANGES = "changes"
    """Only objects that changed since its last run."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How the evaluation of a group ended. `state` is a `RunState`, or `busy` where a worker is at the group; `waiting`
    are objects that changed and wait for that.
    """

    group_id: int
    mode: Mode
    state: str
    changed: int
    summary: str
    waiting: int = 0
    failed: str = ""
    problems: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For programs, with the run that its numbers are from."""
        run = newest_run(self.group_id)
        return {
            "group": {"id": self.group_id, "name": None if run is None else run.group_name},
            "mode": self.mode.value,
            "state": self.state,
            "changed": self.changed,
            "waiting": self.waiting,
            "failed": self.failed or None,
            "problems": [
                {"policy": {"id": one.policy_id, "name": one.policy}, "message": one.message}
                for one in (run.problems if run is not None else ())
            ],
            "run": None if run is None else run.as_json(),
        }


def evaluate_now(
    group_ids: Iterable[int], *, changes_only: bool = False, progress: Progress = unheard
) -> Iterator[Evaluated]:
    """Evaluate groups, each told as soon as it is done, and counted for the report.

    With `changes_only` the event log is read to its end, and what changed is judged in all groups, before the first is
    told; as a whole are evaluated only those that have no run by their policies to build on. Raises at once what keeps
    OMERO from being asked.
    """
    looked, current = _changes() if changes_only else (dict[int, Looked](), frozenset[int]())
    for_each = (
        _of_changes(one, looked.get(one) or Looked()) if one in current else _whole(one, progress) for one in group_ids
    )
    return map(_count, for_each)


def evaluate_job(arguments: Mapping[str, Any], progress: Progress) -> Any:
    """The job: one group. Its result is what `omero-forms evaluate --json` says of it."""
    (done,) = evaluate_now([arguments["group"]], changes_only=arguments["incremental"], progress=progress)
    return done.as_json()


def _changes() -> tuple[Mapping[int, Looked], frozenset[int]]:
    """What was judged, by group, and the groups that are up to date by it, but for what waits."""
    follow(at_once=True)
    looked = judge_changed_by_group()
    return looked, frozenset(current_runs(policies_by_group()))


def _whole(group_id: int, progress: Progress) -> Evaluated:
    written = 0
    while True:
        result = evaluate_group(group_id=group_id, deadline=Deadline.after(TURN_SECONDS))
        written += result.written
        if result.state is not RunEnd.UNFINISHED:
            break
        progress(written, None)
    whole = RunResult(result.state, written=written, failed=result.failed, problems=result.problems)
    state = RunState.WITH_PROBLEMS if result.problems else result.state
    return Evaluated(
        group_id,
        Mode.WHOLE,
        state.value,
        written,
        whole.summary,
        failed=result.failed,
        problems=result.problems,
    )


def _count(done: Evaluated) -> Evaluated:
    if done.state in {RunState.FINISHED, RunState.WITH_PROBLEMS}:
        count_evaluated(done.group_id)
    return done


def _of_changes(group_id: int, looked: Looked) -> Evaluated:
    run = newest_run(group_id)
    problems = () if run is None else tuple(f"{one.policy}: {one.message}" for one in run.problems)
    state = RunEnd.BUSY if looked.waiting else RunState.WITH_PROBLEMS if problems else RunState.FINISHED
    said = f"{_counted(looked.objects, 'object')} judged, {_counted(looked.changed, 'finding')} changed"
    waits = f", {_counted(looked.waiting, 'object')} waiting" if looked.waiting else ""
    return Evaluated(
        group_id,
        Mode.CHANGES,
        state.value,
        looked.changed,
        f"{said}{waits}",
        waiting=looked.waiting,
        problems=problems,
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
