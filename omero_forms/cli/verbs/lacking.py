# SPDX-License-Identifier: AGPL-3.0-or-later
"""`lacking`: the objects of a group that lack a form."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Which group, and which form."""
    parser.add_argument("--group", required=True, help="name or id of the group")
    parser.add_argument("--form", required=True, help="id of the form, as publish and list print it")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """One JSON object a line, written as it is found."""
    from omero_forms.selectors.groups import find_group
    from omero_forms.selectors.lacking import lacking

    with user_session(args) as user:
        for one in lacking(user, find_group(user, args.group).id, args.form):
            out.json_line(one.as_json())
    return 0


VERB = Verb("lacking", "List the objects of a group that lack a form.", configure, run)
