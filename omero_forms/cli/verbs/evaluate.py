# SPDX-License-Identifier: AGPL-3.0-or-later
"""`evaluate`: evaluate one group, or all, here and now, as workers do every few minutes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.services.evaluations.changed import Looked
    from omero_forms.services.evaluations.evaluate import RunResult

WITH_PROBLEMS = 3
"""The exit status where all groups were evaluated, and something in one of them could not be judged."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which group, and how much of it."""
    parser.add_argument("--group", help="name or id of the group; all groups if left out")
    parser.add_argument(
        "--incremental",
        action="store_true",
        help="judge only what changed; as a whole only groups that have no run by their policies yet",
    )
    parser.add_argument("--json", action="store_true", help="for programs: how each group was evaluated, as JSON")


@dataclass(frozen=True, slots=True)
class _Ended:
    """How the evaluation of a group ended. `state` is a `RunState`, `busy` or `unfinished`."""

    group_id: int
    mode: str
    state: str
    changed: int
    summary: str
    waiting: int = 0
    failed: str = ""
    problems: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        from omero_forms.selectors.runs import newest_run

        run = newest_run(self.group_id)
        return {
            "group": {"id": self.group_id, "name": None if run is None else run.group_name},
            "mode": self.mode,
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


def run(args: argparse.Namespace, out: Output) -> int:
    """One line per group; 1 when one of them could not be evaluated, 3 when something in one could not be judged."""
    failed = with_problems = 0
    if args.json:
        with out.json_list("evaluations") as listing:
            for one in _evaluated(args):
                listing.add(one.as_json())
                failed += bool(one.failed)
                with_problems += bool(one.problems)
            listing.rest = {"failed": failed, "with_problems": with_problems}
    else:
        for one in _evaluated(args):
            out.line(f"group {one.group_id}: {one.summary}")
            for problem in (one.failed, *one.problems):
                if problem:
                    out.error(f"  {problem}")
            failed += bool(one.failed)
            with_problems += bool(one.problems)
    return 1 if failed else WITH_PROBLEMS if with_problems else 0


def _evaluated(args: argparse.Namespace) -> Iterator[_Ended]:
    """Each group as soon as it is done. What is wrong with all of them is raised before the first."""
    from omero_forms.domain.errors import error
    from omero_forms.selectors.groups import find_group_as_agent
    from omero_forms.services.evaluations.evaluate import groups_to_evaluate

    group_ids = [find_group_as_agent(args.group).id] if args.group is not None else groups_to_evaluate()
    if not group_ids:
        raise error("omero_unavailable", message="The list of groups could not be read. The log says why.")
    return _changes(group_ids) if args.incremental else _whole(group_ids)


def _whole(group_ids: list[int]) -> Iterator[_Ended]:
    from omero_forms.services.evaluations.evaluate import evaluate_group

    for group_id in group_ids:
        yield _of_run(group_id, evaluate_group(group_id=group_id))


def _changes(group_ids: list[int]) -> Iterator[_Ended]:
    from omero_forms.services.evaluations.changed import Looked
    from omero_forms.services.evaluations.evaluate import evaluate_group
    from omero_forms.services.following.catch_up import catch_up

    caught = catch_up()
    for group_id in group_ids:
        if caught.has(group_id):
            yield _of_changes(group_id, caught.looked.get(group_id) or Looked())
        else:
            yield _of_run(group_id, evaluate_group(group_id=group_id))


def _of_run(group_id: int, result: RunResult) -> _Ended:
    from omero_forms.domain.policies.runs import RunState

    state = RunState.WITH_PROBLEMS if result.problems else result.state
    return _Ended(
        group_id,
        "whole",
        state.value,
        result.written,
        result.summary,
        failed=result.failed,
        problems=result.problems,
    )


def _of_changes(group_id: int, looked: Looked) -> _Ended:
    from omero_forms.domain.policies.runs import RunState
    from omero_forms.selectors.runs import newest_run

    run = newest_run(group_id)
    problems = () if run is None else tuple(f"{one.policy}: {one.message}" for one in run.problems)
    state = "busy" if looked.waiting else (RunState.WITH_PROBLEMS if problems else RunState.FINISHED).value
    said = f"{_counted(looked.objects, 'object')} judged, {_counted(looked.changed, 'finding')} changed"
    waits = f", {_counted(looked.waiting, 'object')} wait" if looked.waiting else ""
    return _Ended(
        group_id, "changes", state, looked.changed, f"{said}{waits}", waiting=looked.waiting, problems=problems
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


VERB = Verb("evaluate", "Evaluate a group, or all.", configure, run)
