# SPDX-License-Identifier: AGPL-3.0-or-later
"""`export-legacy`: all that is here, as OMERO.forms lays it out."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.cli.verbs.import_legacy import add_source_arguments

if TYPE_CHECKING:
    from omero_forms.domain.legacy.compare import Difference


def configure(parser: argparse.ArgumentParser) -> None:
    """One of three things to do, and its options."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="FILE", help="write everything to a new JSON file")
    what.add_argument(
        "--annotations",
        action="store_true",
        help="write what is new into the annotations of OMERO.forms, as its form master",
    )
    what.add_argument(
        "--compare", action="store_true", help="only say, row by row, what would differ from what is in OMERO, and why"
    )
    parser.add_argument("--json", action="store_true", help="the result for programs")
    add_source_arguments(parser)
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when it is written, or every difference is explained; else 1."""
    from omero_forms.services.legacy.bring_in import Asked
    from omero_forms.services.legacy.go_back import compare_with_omero, export_to_file, export_to_omero

    asked = Asked(time_zone=args.time_zone, legacy_master=args.legacy_master)
    with user_session(args) as user:
        if args.compare:
            return _tell(compare_with_omero(user, asked), out, as_json=args.json)
        if args.to is None:
            written = export_to_omero(user, asked, progress=out.progress)
        else:
            with args.to.open("x", encoding="utf-8") as file:
                written = export_to_file(user, asked, file, progress=out.progress)
    if args.json:
        out.json(asdict(written))
    elif args.to is not None:
        out.line(f"{written.annotations} annotations written to {args.to}.")
    else:
        out.line(f"{written.annotations} annotations: {written.made} made, {written.extended} got rows.")
    return 0


def _tell(differences: list[Difference], out: Output, *, as_json: bool) -> int:
    unexplained = sum(one.because is None for one in differences)
    if as_json:
        out.json({"differences": [one.as_json() for one in differences], "unexplained": unexplained})
    else:
        for one in differences:
            where = f"annotation {one.annotation_id}, " if one.annotation_id else ""
            out.line(f"{one.change}: {where}{one.namespace}, row {one.row}: {one.because or 'nothing explains it'}")
        out.line(f"{len(differences)} rows differ, {unexplained} of them unexplained.")
    return 1 if unexplained else 0


VERB = Verb("export-legacy", "Write all that is here as OMERO.forms lays it out, to go back to it.", configure, run)
