# SPDX-License-Identifier: AGPL-3.0-or-later
"""`import-legacy`: what OMERO.forms left in OMERO, brought in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.services.legacy.report import Report, Tally

SHOWN = 20
"""Findings of a kind at a terminal; --json has more, --findings all."""


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose annotations they are, and when their clock was set forward and back."""
    parser.add_argument(
        "--time-zone",
        default="",
        metavar="Z",
        help="the omero.web.time_zone that OMERO.forms ran with, such as Europe/London; by default the present one",
    )
    parser.add_argument(
        "--legacy-master",
        default="",
        metavar="USER",
        help="log-in name of the form master of OMERO.forms; by default omero.web.forms.priv.user",
    )


def configure(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--check", action="store_true", help="only say what would be imported, and what is odd")
    parser.add_argument("--json", action="store_true", help="the report for programs")
    parser.add_argument(
        "--findings", type=argparse.FileType("w", encoding="utf-8"), metavar="FILE", help="write all findings to a file"
    )
    add_source_arguments(parser)
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when all that is believed is here, 1 when something was left because the history has gone on."""
    import json

    from omero_forms.domain.legacy.findings import Finding
    from omero_forms.services.legacy.bring_in import Asked, import_legacy

    def keep(finding: Finding) -> None:
        if args.findings is not None:
            args.findings.write(json.dumps(finding.as_json(), ensure_ascii=False) + "\n")

    asked = Asked(args.check, args.time_zone, args.legacy_master)
    with user_session(args) as user:
        report = import_legacy(user, asked, progress=out.progress, sink=keep)
    if args.json:
        out.json(report.as_json())
    else:
        _tell(report, out)
    return 1 if report.has_left_something else 0


def _tell(report: Report, out: Output) -> None:
    from omero_forms.domain.legacy.findings import SENTENCES, Outcome

    done = "would be imported" if report.is_check else "imported"
    for name in ("forms", "versions", "assignments", "histories", "submissions"):
        out.line(f"{name}: {_counts(getattr(report, name), done)}")
    out.line(f"copies on objects: {report.copies} taken over")
    for outcome, title in (
        (Outcome.LEFT, "Left as it is, and not imported"),
        (Outcome.KEPT, "Imported, and marked"),
        (Outcome.TOLD, "Imported; you may want to know"),
    ):
        if found := report.kinds(outcome):
            out.line(f"\n{title}:")
        for kind, number in found:
            out.line(f"  {SENTENCES[kind]} [{kind}] {number} times")
            of_kind = [one for one in report.findings if one.kind is kind]
            for one in of_kind[:SHOWN]:
                row = "" if one.row is None else f", row {one.row}"
                out.line(f"    annotation {one.annotation_id}{row}{f': {one.detail}' if one.detail else ''}")
            if number > SHOWN:
                out.line(f"    and {number - min(SHOWN, len(of_kind))} more")
    if report.is_check:
        out.line("\nNothing was written. Run it again without --check to import.")


def _counts(tally: Tally, done: str) -> str:
    return f"{tally.found} found, {tally.imported} {done}, {tally.known} here already, {tally.left} left"


VERB = Verb(
    "import-legacy", "Import forms and histories from OMERO.forms, the plug-in that was there before.", configure, run
)
