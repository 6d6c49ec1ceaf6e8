# SPDX-License-Identifier: AGPL-3.0-or-later
"""`report`: what the last evaluation found in a group, as far as the asker may see it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.selectors.group_findings import GroupFindings
    from omero_forms.selectors.reports import FindingRow


def configure(parser: argparse.ArgumentParser) -> None:
    """Which group, and which of its findings."""
    parser.add_argument("--group", required=True, help="name or id of the group")
    parser.add_argument("--policy", type=int, help="only findings of the policy with this id")
    parser.add_argument(
        "--status", default="", help="only this status, or all; left out: what fails or could not be checked"
    )
    parser.add_argument("--json", action="store_true", help="for programs: findings and totals as one JSON object")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Totals, for owners and admins, and a line for each finding, written as they are found."""
    from omero_forms.selectors.group_findings import finding_json, group_findings
    from omero_forms.selectors.groups import find_group

    with user_session(args) as user:
        group_id = find_group(user, args.group).id
        found = group_findings(user, group_id, policy_id=args.policy, status=args.status)
        if args.json:
            with out.json_list("findings") as listing:
                for row in found.rows:
                    listing.add(finding_json(row))
                listing.rest = found.as_json()
            return 0
        _totals(found, out)
        for row in found.rows:
            out.line(_line(row))
        if found.report is not None and found.left_out:
            out.line(f"{found.left_out} more are of objects that you cannot see.")
    return 0


def _totals(found: GroupFindings, out: Output) -> None:
    moment = found.evaluated_at
    when = "never evaluated" if moment is None else f"evaluated {moment:%Y-%m-%d %H:%M} UTC"
    out.line(f"{found.group_name}: {when}")
    evaluation = None if found.report is None else found.report.evaluation
    if found.report is None or evaluation is None:
        return
    if evaluation.failed:
        out.line(f"The last evaluation failed: {evaluation.failed}")
    messages = dict(evaluation.problems)
    for policy in found.report.policies:
        counted = ", ".join(f"{number} {name}" for name, number in sorted(policy.totals.items()) if name != "objects")
        out.line(f"{policy.name}: {policy.totals['objects']} objects{f' ({counted})' if counted else ''}")
        if policy.id in messages:
            out.line(f"  {messages[policy.id]}")
    if evaluation.beside is not None:
        out.line(
            f"Beside them: {evaluation.beside.images_in_no_dataset} images in no dataset, "
            f"{evaluation.beside.datasets_without_images} datasets without images"
        )


def _line(row: FindingRow) -> str:
    finding = row.finding
    lacks = f", lacks {', '.join(name for _id, name in row.lacking)}" if row.lacking else ""
    due = f", due {finding.due.isoformat()}" if finding.due is not None else ""
    reason = f", {finding.reason}" if finding.reason else ""
    where = f"{finding.object_type}:{finding.object_id} {row.name} ({row.owner_full_name})"
    return f"{finding.status}: {where}: {finding.policy.name}{lacks}{due}{reason}"


VERB = Verb("report", "Say what the last evaluation found in a group.", configure, run)
