# SPDX-License-Identifier: AGPL-3.0-or-later
"""`evaluate`: evaluate one group, or all, here and now, as workers do every few minutes."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Which group."""
    parser.add_argument("--group", help="name or id of the group; all groups if left out")


def run(args: argparse.Namespace, out: Output) -> int:
    """One line per group; 1 when one of them, or something in it, could not be evaluated."""
    from omero_forms.domain.errors import error
    from omero_forms.selectors.groups import find_group_as_agent
    from omero_forms.services.evaluations.evaluate import evaluate_group, groups_to_evaluate

    named = args.group is not None
    group_ids = [find_group_as_agent(args.group).id] if named else groups_to_evaluate()
    if not group_ids:
        raise error("omero_unavailable", message="The list of groups could not be read. The log says why.")
    failed = 0
    for group_id in group_ids:
        outcome = evaluate_group(group_id=group_id)
        out.line(f"group {group_id}: {outcome.summary}")
        for problem in (outcome.failed, *outcome.problems):
            if problem:
                out.error(f"  {problem}")
        failed += bool(outcome.failed or outcome.problems)
    return 1 if failed else 0


VERB = Verb("evaluate", "Evaluate a group, or all.", configure, run)
