# SPDX-License-Identifier: AGPL-3.0-or-later
"""`people`: who could own a form."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Part of a name."""
    parser.add_argument("search", metavar="TEXT", help="part of a user name, first name or last name")
    parser.add_argument("--json", action="store_true", help="for programs: a list of people")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """A line for each of at most 20."""
    from omero_forms.selectors.form_makers import people_called
    from omero_forms.services.access.permissions import require_namer

    with user_session(args) as user:
        require_namer(user)
        found = people_called(user, args.search)
    if args.json:
        out.json([asdict(one) for one in found])
        return 0
    for one in found:
        out.line(f"{one.name}  {one.full_name}")
    return 0


VERB = Verb("people", "List people who could own a form.", configure, run)
