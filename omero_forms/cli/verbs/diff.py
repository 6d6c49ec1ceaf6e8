# SPDX-License-Identifier: AGPL-3.0-or-later
"""`diff`: what a schema would change in a form, or one of its versions did."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import read_text
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import error

if TYPE_CHECKING:
    from omero_forms.domain.comparing.changes import FormChange


def configure(parser: argparse.ArgumentParser) -> None:
    """The form, and what to compare: a file with its current version, or two of its versions."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument(
        "schema", nargs="?", type=Path, metavar="FILE", help="file with a JSON Schema, as publish takes it"
    )
    parser.add_argument("--from", type=int, dest="number", metavar="N", help="instead of a file: what this version")
    parser.add_argument("--to", type=int, metavar="M", help="became in this one; by default in the current one")
    parser.add_argument("--json", action="store_true", help="the result for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """A line for each thing that changes."""
    if (args.schema is None) == (args.number is None):
        raise error("request_invalid", message="Name a file, or a version of the form with --from.")
    version, changes = _of_versions(args) if args.schema is None else _of_file(args)
    if args.json:
        told = [one.as_json() for one in changes]
        out.json({"form": args.form, "version": version, "changes": told})
        return 0
    for change in changes:
        out.line(f"{change.kind.value}: {change.sentence}")
    if not changes:
        out.line(f"The questions are those of version {version}.")
    return 0


def _of_file(args: argparse.Namespace) -> tuple[int, Sequence[FormChange]]:
    from omero_forms.services.forms.impact import compare_with_current

    schema = read_text(args.schema)
    with user_session(args) as user:
        found = compare_with_current(user, args.form, schema)
    return found.version, found.changes


def _of_versions(args: argparse.Namespace) -> tuple[int, Sequence[FormChange]]:
    from omero_forms.selectors.form_versions import changes_between
    from omero_forms.selectors.visible_forms import visible_form

    with user_session(args) as user:
        found = changes_between(visible_form(user, args.form), args.number, args.to)
    return found.number, found.changes


VERB = Verb("diff", "Show what a schema would change in a form, or one of its versions did.", configure, run)
