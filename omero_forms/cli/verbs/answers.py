# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answers`: the newest answers to a form, of all objects that one can see, as a table."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """The form, and what the table is written as."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("--csv", action="store_true", required=True, help="as a table with a row for each object")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Row after row, as they are read."""
    from omero_forms.domain.answers.table import csv_line
    from omero_forms.selectors.answers import table_of
    from omero_forms.selectors.visible_forms import visible_form

    with user_session(args) as user:
        table = table_of(user, visible_form(user, args.form))
        out.verbatim(csv_line(table.headings))
        for row in table.rows:
            out.verbatim(csv_line(row.cells))
    return 0


VERB = Verb("answers", "Print the newest answers to a form as a table.", configure, run)
