# SPDX-License-Identifier: AGPL-3.0-or-later
"""`import`: forms from schemas that people have already."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import error

if TYPE_CHECKING:
    from omero_forms.domain.importing.shapes import Imported


def configure(parser: argparse.ArgumentParser) -> None:
    """What is brought in, and how far."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file, a folder or a zip")
    parser.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help="only write a spreadsheet to fill in, by its ending as CSV or XLSX",
    )
    parser.add_argument("--check", action="store_true", help="only say what would become of each file; needs no OMERO")
    parser.add_argument(
        "--wrap", action="store_true", help="make forms, too, of schemas that are no object: with one question"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask whether the mendings are meant")
    parser.add_argument("--json", action="store_true", help="the result for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Say what becomes of each file; unless that is all that is asked for, begin a draft of each form after a yes."""
    if args.template is not None:
        return _write_template(args, out)
    from omero_forms.services.exchange.bring_in import bring_in

    if not args.paths:
        raise error("request_invalid", message="Say what to bring in: files, folders or zips.")
    files = bring_in(args.paths)
    is_refused = any(file.state == "refused" for file in files)
    result: dict[str, Any] = {"files": [_told(file) for file in files]}
    if not args.json or not args.check:
        _show(files, out, to_errors=args.json)
    if not args.check:
        forms = [file for file in files if file.is_form and (args.wrap or not file.part)]
        _confirm(args, out, forms)
        result["drafts"] = _draft(args, out, forms)
    if args.json:
        out.json(result)
    return 1 if is_refused else 0


def _write_template(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.services.exchange.templates import template

    file: Path = args.template
    data = template(file.suffix)
    try:
        with file.open("xb") as opened:
            opened.write(data)
    except FileExistsError:
        raise error("request_invalid", message=f"{file} is there already. Nothing was changed.") from None
    out.line(f"Written: {file}")
    return 0


def _told(file: Imported) -> dict[str, Any]:
    told = {
        "file": file.file,
        "state": str(file.state),
        "mended": [asdict(one) for one in file.mended],
        "problems": [asdict(one) for one in file.problems],
    }
    return {**told, "part": True} if file.part else told


def _show(files: Sequence[Imported], out: Output, *, to_errors: bool) -> None:
    say = out.error if to_errors else out.line
    for file in files:
        say(f"{file.file}: {file.state}{', a part of others' if file.part else ''}")
        for mending in file.mended:
            say(f"  mended {mending.pointer or '/'}: {mending.message}")
        for problem in file.problems:
            say(f"  {problem.pointer or '/'}: {problem.message}")
    if not files:
        say("There is nothing here that could be made a form.")


def _confirm(args: argparse.Namespace, out: Output, forms: Sequence[Imported]) -> None:
    """Raise `request_invalid` unless what was mended is meant."""
    if args.yes or not any(form.mended for form in forms):
        return
    if not sys.stdin.isatty():
        raise error("request_invalid", message="Say with --yes that the mendings are meant. No draft was begun.")
    out.error("Type yes to begin drafts with these mendings:")
    if sys.stdin.readline().strip().lower() != "yes":
        raise error("request_invalid", message="No draft was begun.")


def _draft(args: argparse.Namespace, out: Output, forms: Sequence[Imported]) -> list[dict[str, str]]:
    """The drafts that were begun, by file and form."""
    from omero_forms.services.forms.imported import begin_drafts

    if not forms:
        return []
    with user_session(args) as user:
        drafts = begin_drafts(user, forms)
    if not args.json:
        for form, draft in zip(forms, drafts, strict=True):
            out.line(f"{draft} draft: {form.name}")
    return [{"file": form.file, "form": draft} for form, draft in zip(forms, drafts, strict=True)]


VERB = Verb(
    "import",
    "Begin drafts of forms from schemas and field lists that are there already: files, folders and zips.",
    configure,
    run,
    is_alone=lambda args: bool(args.check or args.template),
)
