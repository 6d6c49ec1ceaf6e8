# SPDX-License-Identifier: AGPL-3.0-or-later
"""`list`: the forms there are, and whom they are offered to."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Of which group, and for whom."""
    parser.add_argument("--group", metavar="NAME", help="only what this group is offered, by its name or id")
    parser.add_argument("--json", action="store_true", help="for programs: a list of forms")


def run(args: argparse.Namespace, out: Output) -> int:
    """One block per form."""
    from omero_forms.selectors.forms import form_summaries

    summaries = [
        one
        for one in form_summaries()
        if args.group is None or any(args.group in (str(group_id), name) for group_id, name, _type in one.assignments)
    ]
    if args.json:
        out.json([asdict(one) for one in summaries])
        return 0
    for one in summaries:
        out.line(f"{one.id}  {one.name}  ({one.state}, version {one.version})")
        out.line(f"  owners: {', '.join(one.owners)}")
        for _group_id, group, object_type in one.assignments:
            out.line(f"  offered to {group} for {object_type}")
    if not summaries and args.group is not None:
        out.line(f"{args.group} is offered no form.")
    elif not summaries:
        out.line("There is no form yet. Publish one with omero-forms publish.")
    return 0


VERB = Verb(
    "list", "List the forms and whom they are offered to.", configure, run, old_names=("forms",), needs_omero=False
)
