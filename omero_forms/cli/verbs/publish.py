# SPDX-License-Identifier: AGPL-3.0-or-later
"""`publish`: version 1 of a new form, or the next version of one."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import read_text
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.services.forms.publish import Published


def configure(parser: argparse.ArgumentParser) -> None:
    """The schema file, and what the form is called."""
    parser.add_argument("schema", type=Path, help="file with a JSON Schema of an object")
    parser.add_argument("--ui", type=Path, metavar="FILE", help="file with the UI schema")
    parser.add_argument("--name", help="name of the form; by default the schema's title")
    parser.add_argument("--description", help="by default the schema's description")
    parser.add_argument("--message", default="", help="what this version changes")
    parser.add_argument("--form", metavar="ID", help="publish the next version of this form")
    parser.add_argument("--json", action="store_true", help="the result for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Prints id and version, and what the author should know: questions that the page cannot ask, and warnings."""
    from omero_forms.services.forms.publish import new_version, publish

    new = new_version(
        schema=read_text(args.schema),
        ui_schema=read_text(args.ui) if args.ui else "{}",
        name=args.name,
        description=args.description,
        message=args.message,
        form_id=args.form,
    )
    with user_session(args) as user:
        published = publish(user, new, form_id=args.form)
    tell_published(published, new.name, out, as_json=args.json)
    return 0


def tell_published(published: Published, name: str, out: Output, *, as_json: bool) -> None:
    """Id and version of what was published under a name, and what its author should know."""
    if as_json:
        out.json(
            {
                "form": published.form_id,
                "version": published.version,
                "recorded": published.recorded,
                "not_asked": [asdict(one) for one in published.not_asked],
                "warnings": [asdict(one) for one in published.warnings],
            }
        )
        return
    out.line(f"{published.form_id} version {published.version}: {name}")
    if not published.recorded:
        out.line("It is accepted; a worker will record it as soon as OMERO answers.")
    for question in published.not_asked:
        out.line(f"Not asked in the page: {question.title} ({question.pointer}). {question.reason}")
    for warning in published.warnings:
        out.line(f"Check {warning.pointer}: {warning.message}")


VERB = Verb("publish", "Publish a form, or a new version of it, from a JSON Schema.", configure, run)
