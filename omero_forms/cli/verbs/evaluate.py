# SPDX-License-Identifier: AGPL-3.0-or-later
"""`evaluate`: evaluate one group, or all, here and now, as workers do every few minutes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.services.following.evaluate_now import Evaluated

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


def run(args: argparse.Namespace, out: Output) -> int:
    """One line per group; 1 when one of them could not be evaluated, 3 when something in one could not be judged."""
    evaluated = _evaluated(args)
    if not args.json:
        failed, with_problems = _counted(evaluated, lambda one: _say(one, out))
    else:
        with out.json_list("evaluations") as listing:
            failed, with_problems = _counted(evaluated, lambda one: listing.add(one.as_json()))
            listing.rest = {"failed": failed, "with_problems": with_problems}
    return 1 if failed else WITH_PROBLEMS if with_problems else 0


def _evaluated(args: argparse.Namespace) -> Iterator[Evaluated]:
    """Each group as soon as it is done. What is wrong with all of them is raised before the first."""
    from omero_forms.domain.errors import error
    from omero_forms.selectors.groups import find_group_as_agent
    from omero_forms.services.evaluations.evaluate import groups_to_evaluate
    from omero_forms.services.following.evaluate_now import evaluate_now

    group_ids = [find_group_as_agent(args.group).id] if args.group is not None else groups_to_evaluate()
    if not group_ids:
        raise error("omero_unavailable", message="The list of groups could not be read. The log says why.")
    return evaluate_now(group_ids, changes_only=args.incremental)


def _counted(evaluated: Iterator[Evaluated], tell: Callable[[Evaluated], None]) -> tuple[int, int]:
    """How many groups could not be evaluated, and of how many others something could not be judged."""
    failed = with_problems = 0
    for one in evaluated:
        tell(one)
        failed += bool(one.failed)
        with_problems += bool(one.problems)
    return failed, with_problems


def _say(one: Evaluated, out: Output) -> None:
    out.line(f"group {one.group_id}: {one.summary}")
    for problem in (one.failed, *one.problems):
        if problem:
            out.error(f"  {problem}")


VERB = Verb("evaluate", "Evaluate a group, or all.", configure, run)
