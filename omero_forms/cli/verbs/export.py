# SPDX-License-Identifier: AGPL-3.0-or-later
"""`export`: a version of a form, as it was published."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Which version, and what of it."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("--version", type=int, metavar="N", help="by default the current one")
    parser.add_argument("--ui", action="store_true", help="the UI schema instead of the schema")
    parser.add_argument("--both", action="store_true", help="schema and UI schema in one file, as import takes it")
    parser.add_argument("--json", action="store_true", help="all that was published, for programs")


def run(args: argparse.Namespace, out: Output) -> int:
    """The schema as `publish` takes it, letter by letter."""
    from omero_forms.selectors.form_versions import published_version
    from omero_forms.selectors.forms import require_form

    found = published_version(require_form(args.form), args.version)
    if args.json:
        out.json(
            {
                "form": found.form_id,
                "name": found.name,
                "description": found.description,
                "version": found.version.number,
                "message": found.version.message,
                "published_at": found.version.published_at,
                "author": found.version.author.name,
                "schema": found.version.schema,
                "ui_schema": found.version.ui_schema,
            }
        )
    elif args.both:
        out.verbatim(found.in_one)
    else:
        out.verbatim(found.version.ui_schema if args.ui else found.version.schema)
    return 0


VERB = Verb("export", "Print a version of a form as it was published.", configure, run)
