# SPDX-License-Identifier: AGPL-3.0-or-later
"""`orphans`: histories whose object is gone."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.progress import told
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_login_arguments(parser)
    parser.add_argument("--json", action="store_true", help="for programs: a list of histories")


def run(args: argparse.Namespace, out: Output) -> int:
    """0: that an object was deleted is nothing wrong."""
    from omero_forms.selectors.orphans import all_orphans

    with user_session(args) as user:
        found = list(all_orphans(user, told("histories")))
    if args.json:
        out.json([one.as_json() for one in found])
        return 0
    for one in found:
        out.line(f"{one.where} [{one.why}]")
        out.line(f"  {one.message} {one.submissions} submitted, in {one.stream}.")
    out.line(f"{len(found)} without their object.")
    return 0


VERB = Verb("orphans", "List histories whose object is gone.", configure, run)
