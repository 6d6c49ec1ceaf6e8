# SPDX-License-Identifier: AGPL-3.0-or-later
"""``restore``: bring a retired form back into use."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """The form, and why."""
    parser.add_argument("form", help="id of the form")
    parser.add_argument("--message", default="", help="why; it stays in the form's history")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Says that it is done."""
    from omero_forms.services.forms import restore

    with user_session(args) as user:
        restore(user, args.form, message=args.message)
    out.line(f"{args.form} is in use again.")
    return 0


VERB = Verb("restore", "Bring a retired form back into use.", configure, run)
