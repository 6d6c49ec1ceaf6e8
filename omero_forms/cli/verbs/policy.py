# SPDX-License-Identifier: AGPL-3.0-or-later
"""`policy`: keep policies in a YAML file (export, diff, apply), and list those that are switched on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omero_forms.cli.arguments import read_with_sha256
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import FormsError, error

if TYPE_CHECKING:
    from omero_forms.domain.policies.applied import Applied, AppliedPolicy, Last

CHANGED = 3
"""The exit status by which `--detailed-exit` tells a change from none."""

_FROM = {"browser": "", "file": ", kept in a file", "site": ", site-wide"}
"""Where a policy comes from"""

_JSON = "for programs, as JSON: "


def configure(parser: argparse.ArgumentParser) -> None:
    """Sub-verbs, all for a person who owns the groups or administers OMERO."""
    verbs = parser.add_subparsers(dest="policy_verb", required=True)
    apply = verbs.add_parser("apply", help="replace the policies of the groups in a file with those in the file")
    apply.add_argument(
        "--preview", action="store_true", help="check the file and say what would be done; write nothing"
    )
    apply.add_argument(
        "--overwrite", action="store_true", help="also undo what was done in the browser and the file does not know of"
    )
    diff = verbs.add_parser(
        "diff", help="say what applying a file would change, and how what it would change came to be"
    )
    for one in (apply, diff):
        one.add_argument("file", type=Path, help="YAML file, - for the standard input; docs/policies.md has an example")
        one.add_argument("--json", action="store_true", help=f'{_JSON}"changed" is true where anything is')
        one.add_argument(
            "--detailed-exit", action="store_true", help=f"end with {CHANGED} instead of 0 where anything changes"
        )
        add_login_arguments(one)
    export = verbs.add_parser("export", help="print the policies in force as a file that, applied, changes nothing")
    export.add_argument("--group", action="append", help="name or id of a group, also several times; by default all")
    export.add_argument("--json", action="store_true", help="as JSON, which is YAML, too")
    add_login_arguments(export)
    listing = verbs.add_parser("list", help="list the policies of the groups you own; all for admins")
    listing.add_argument("--json", action="store_true", help="as JSON")
    add_login_arguments(listing)


def run(args: argparse.Namespace, out: Output) -> int:
    """Do what the sub-verb says."""
    return {"apply": _apply, "diff": _diff, "export": _export, "list": _list}[args.policy_verb](args, out)


def _apply(args: argparse.Namespace, out: Output) -> int:
    applied = _applied(args, preview=args.preview, overwrite=args.overwrite)
    if args.json:
        return _told(args, out, applied, preview=args.preview)
    if args.preview and applied.is_change:
        out.line("Nothing was changed. Applied, the file would do this:")
    for one in applied.policies:
        _tell(out, one, in_full=args.preview)
    if not applied.policies:
        out.line("The file contains no policies, so nothing was changed.")
    return _status(args, applied)


def _diff(args: argparse.Namespace, out: Output) -> int:
    applied = _applied(args, preview=True, overwrite=True)
    if args.json:
        return _told(args, out, applied, preview=True)
    for one in applied.policies:
        if one.what != "unchanged":
            _tell(out, one, in_full=True)
    if not applied.is_change:
        out.line("What is required is what the file says.")
    return _status(args, applied)


def _applied(args: argparse.Namespace, *, preview: bool, overwrite: bool) -> Applied:
    from omero_forms.domain.policies.source import read_policy_yaml
    from omero_forms.services.policies.apply import apply_policies, sources_of

    text, sha256 = read_with_sha256(args.file)
    file = read_policy_yaml(text)
    with user_session(args) as user:
        try:
            sources = sources_of(text, file, sha256)
            return apply_policies(user, file.data, sources=sources, preview=preview, overwrite=overwrite)
        except FormsError as fault:
            raise file.located(fault) from None


def _status(args: argparse.Namespace, applied: Applied) -> int:
    return CHANGED if args.detailed_exit and applied.is_change else 0


def _tell(out: Output, one: AppliedPolicy, *, in_full: bool) -> None:
    out.line(f"{one.what.replace('_', ' ')}: {one}")
    if not in_full:
        return
    for word, (before, after) in one.differences.items():
        out.line(f"    {word}: {_said(before)} → {_said(after)}")
    if one.last is not None:
        out.line(f"    {_how(one.last)}")
    if one.overwrites is not None:
        out.line("    The file does not know of that, so it is applied with --overwrite only.")


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _how(last: Last) -> str:
    """How what is changed came to be as it is."""
    from omero_forms.conf import conf

    at = last.at.astimezone(conf().zone)
    by = "the service" if last.by is None else last.by.name
    where = {
        "this_file": "by this file",
        "another_file": f"by another file, or an earlier state of this one (SHA-256 {last.sha256})",
        "browser": "in the browser",
    }[last.kept_in]
    return f"It was last changed on {at:%Y-%m-%d at %H:%M} by {by}, {where}."


def _told(args: argparse.Namespace, out: Output, applied: Applied, *, preview: bool) -> int:
    out.json(
        {
            "changed": applied.is_change,
            "preview": preview,
            "created": applied.created,
            "updated": applied.changed,
            "ended": applied.ended,
            "taken_over": applied.taken_over,
            "unchanged": applied.unchanged,
            "policies": list(_as_json(applied)),
        }
    )
    return _status(args, applied)


def _as_json(applied: Applied) -> Iterator[dict[str, Any]]:
    for one in applied.policies:
        last = one.last
        yield {
            "policy": one.name,
            "group": one.group_name,
            "what": one.what,
            "overwrites": one.overwrites is not None,
            "differences": {word: {"before": old, "after": new} for word, (old, new) in one.differences.items()},
            "last_changed": None
            if last is None
            else {
                "at": last.at,
                "by": None if last.by is None else last.by.name,
                "kept_in": last.kept_in,
                "sha256": last.sha256,
            },
        }


def _export(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.domain.policies.source import write_policy_yaml
    from omero_forms.selectors.groups import find_group
    from omero_forms.selectors.policy_files import policies_file

    with user_session(args) as user:
        groups = None if args.group is None else {find_group(user, one).id for one in args.group}
        file = policies_file(user, groups)
    if args.json:
        out.json(file)
    else:
        out.verbatim(write_policy_yaml(file))
    return 0


def _list(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.selectors.reports import group_reports

    with user_session(args) as user:
        if not (user.is_admin or user.owned_groups):
            raise error(
                "forbidden", message="You own no group. What a group requires is listed by its owners and by admins."
            )
        reports = group_reports(user)
    rows: list[dict[str, Any]] = [
        {
            "group": report.group_name,
            "policy": policy.name,
            "requirement": policy.requirement,
            "forms": list(policy.forms),
            "origin": policy.origin,
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
        out.line(f"{row['group']}: {row['policy']}: {row['requirement']} ({forms}){_FROM[row['origin']]}")
    return 0


VERB = Verb("policy", "Keep policies in a file, or list them.", configure, run)
