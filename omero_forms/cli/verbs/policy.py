# SPDX-License-Identifier: AGPL-3.0-or-later
"""`policy`: apply a YAML file of policies, and list those that are switched on."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from omero_forms.cli.arguments import read_text
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import FormsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Two sub-verbs, both for a person who owns the groups or administers OMERO."""
    verbs = parser.add_subparsers(dest="policy_verb", required=True)
    apply = verbs.add_parser("apply", help="replace the policies of the groups in a file with those in the file")
    apply.add_argument("file", type=Path, help="YAML file; docs/policies.md has an example")
    apply.add_argument("--json", action="store_true", help="print what was done as JSON")
    add_login_arguments(apply)
    listing = verbs.add_parser("list", help="list the policies of the groups you own; all for admins")
    listing.add_argument("--json", action="store_true", help="as JSON")
    add_login_arguments(listing)


def run(args: argparse.Namespace, out: Output) -> int:
    """Apply or list."""
    if args.policy_verb == "apply":
        return _apply(args, out)
    return _list(args, out)


def _apply(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.domain.policies.source import read_policy_yaml
    from omero_forms.services.policies.apply import apply_policies

    file = read_policy_yaml(read_text(args.file))
    with user_session(args) as user:
        try:
            applied = asdict(apply_policies(user, file.data))
        except FormsError as fault:
            raise file.located(fault) from None
    if args.json:
        out.json(applied)
        return 0
    for what, names in applied.items():
        for name in names:
            out.line(f"{what}: {name}")
    if not any(applied.values()):
        out.line("The file contains no policies, so nothing was changed.")
    return 0


def _list(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.selectors.reports import group_reports

    with user_session(args) as user:
        reports = group_reports(user)
    rows = [
        {
            "group": report.group_name,
            "policy": policy.name,
            "requirement": policy.requirement,
            "forms": list(policy.forms),
        }
        for report in reports
        for policy in report.policies
    ]
    if args.json:
        out.json(rows)
        return 0
    if not rows:
        out.line("These groups have no policies, so nothing is required.")
    for row in rows:
        forms = ", ".join(row["forms"]) or "no form"
        out.line(f"{row['group']}: {row['policy']}: {row['requirement']} ({forms})")
    return 0


VERB = Verb("policy", "Apply or list policies.", configure, run)
