# SPDX-License-Identifier: AGPL-3.0-or-later
"""`verify`: is all that was recorded still there, as it was recorded?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import object_argument, read_text
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.records.findings import Finding, Scope

if TYPE_CHECKING:
    from omero_forms.selectors.log_since import Since


def configure(parser: argparse.ArgumentParser) -> None:
    """What to look at, and how to tell it."""
    parser.add_argument("--form", metavar="FORM", help="only the histories of the form with this id")
    parser.add_argument("--object", type=object_argument, metavar="TYPE:ID", help="only those of an object: Dataset:12")
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="of a key that the one before did not sign, as the admin gave it who declared that lost; it is kept",
    )
    parser.add_argument(
        "--since", type=Path, metavar="FILE", help="prove, too, that the log goes on from the checkpoint in this file"
    )
    parser.add_argument("--json", action="store_true", help="for programs: records, streams and findings")


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when all is as it was recorded, else 1. Each finding is told when it is found."""
    from omero_forms.selectors.log_since import since
    from omero_forms.services.integrity.verify import verify
    from omero_forms.services.keys.trust import trust

    def tell(finding: Finding) -> None:
        number = "" if finding.number is None else f", number {finding.number}"
        annotation = "" if finding.annotation is None else f", annotation {finding.annotation}"
        out.line(f"{finding.kind.value}: {finding.stream or 'the store'}{number}{annotation}")
        out.line(f"  {finding.detail}")

    for fingerprint in args.trust:
        trust(fingerprint)
    scope = Scope(args.form, *(args.object or ()))
    proven = None if args.since is None else since(read_text(args.since))
    if args.json:
        with out.json_list("findings") as listing:
            done = verify(scope, lambda finding: listing.add(finding.as_json()), out.progress)
            listing.rest = {"records": done.records, "streams": done.streams}
            if proven is not None:
                listing.rest["since"] = {
                    "old": proven.old.size,
                    "new": proven.new.checkpoint.size,
                    "proof": proven.text().split(),
                    "is_proven": proven.is_proven,
                }
    else:
        if proven is not None:
            _tell_since(proven, out)
        done = verify(scope, tell, out.progress)
        out.line(f"{done.records} records in {done.streams} histories, {done.findings} findings.")
    return 1 if done.findings or not (proven is None or proven.is_proven) else 0


def _tell_since(proven: Since, out: Output) -> None:
    """What somebody who has the older checkpoint and the newest one can check."""
    sizes = f"{proven.new.checkpoint.size} records of the newest checkpoint", f"{proven.old.size} of the older one"
    if proven.is_proven:
        out.line(f"The {sizes[0]} begin with the {sizes[1]}. The proof:")
    else:
        out.line(f"The {sizes[0]} do NOT begin with the {sizes[1]}. What should prove it:")
    for one in proven.text().split():
        out.line(f"  {one}")


VERB = Verb("verify", "Compare all records in OMERO and in the database with what was recorded.", configure, run)
