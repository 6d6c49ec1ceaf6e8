# SPDX-License-Identifier: AGPL-3.0-or-later
"""`diff`: what a schema would change in a form."""

from __future__ import annotations

import argparse
from pathlib import Path

from omero_forms.cli.arguments import read_text
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """The form, and the file that may become its next version."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("schema", type=Path, metavar="FILE", help="file with a JSON Schema, as publish takes it")
    parser.add_argument("--json", action="store_true", help="the result for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """A line for each thing that changes."""
    from omero_forms.services.forms.impact import compare_with_current

    schema = read_text(args.schema)
    with user_session(args) as user:
        found = compare_with_current(user, args.form, schema)
    if args.json:
        changes = [{"kind": one.kind.value, "path": list(one.path), "sentence": one.sentence} for one in found.changes]
        out.json({"form": found.form_id, "version": found.version, "changes": changes})
        return 0
    for change in found.changes:
        out.line(f"{change.kind.value}: {change.sentence}")
    if not found.changes:
        out.line(f"The questions are those of version {found.version}.")
    return 0


VERB = Verb("diff", "Show what a schema would change in a form.", configure, run)
