# SPDX-License-Identifier: AGPL-3.0-or-later
"""`remake-copies`: those of a form in the layout of the setting."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.progress import told
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Which form, and where."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument(
        "--group", help="name or id of the group; by default all that you own, for admins without restrictions all"
    )
    parser.add_argument("--json", action="store_true", help="what came of it, for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when all are in the layout, 1 when some could not be remade."""
    from omero_forms.selectors.groups import find_group
    from omero_forms.services.submissions.remake import asked_for, remake

    with user_session(args) as user:
        group = None if args.group is None else find_group(user, args.group).id
        asked = asked_for(user, args.form, group)
    done = remake(asked, told("copies"))
    if args.json:
        out.json(done.as_json())
    elif done.found == 0:
        out.line(f"There are no copies of another layout than {done.layout}. Nothing was written.")
    else:
        out.line(f"Copies remade in the layout {done.layout}: {done.done:,} of {done.found:,}.")
        for why in done.as_json()["could_not"]:
            out.line(f"Not remade: {why['count']:,}. {why['message']}")
    return 1 if done.could_not else 0


VERB = Verb("remake-copies", "Write copies anew that are not in the layout of the setting.", configure, run)
