# SPDX-License-Identifier: AGPL-3.0-or-later
"""`versions`: the versions of a form, who published them when and why."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """The form."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("--json", action="store_true", help="for programs: a list of versions")


def run(args: argparse.Namespace, out: Output) -> int:
    """A line for each, newest first."""
    from omero_forms.selectors.form_versions import versions
    from omero_forms.selectors.forms import require_form

    found = versions(require_form(args.form))
    if args.json:
        out.json(
            [
                {
                    "number": one.number,
                    "published_at": one.published_at,
                    "author": one.author.name,
                    "message": one.message,
                }
                for one in found
            ]
        )
        return 0
    for one in found:
        said = f": {one.message}" if one.message else ""
        out.line(f"{one.number}  {one.published_at:%Y-%m-%d}  {one.author.full_name}{said}")
    return 0


VERB = Verb("versions", "List the versions of a form.", configure, run)
