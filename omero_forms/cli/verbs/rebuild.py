# SPDX-License-Identifier: AGPL-3.0-or-later
"""`rebuild`: make an empty database anew from OMERO."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from omero_forms.cli.output import Output
from omero_forms.cli.progress import told
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--json", action="store_true", help="for programs: what was made, and what is not trusted")


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when all that OMERO holds is there again, 1 when something of it is not proven."""
    from omero_forms.services.integrity.rebuild import rebuild

    done = rebuild(told("records"))
    if args.json:
        out.json(asdict(done))
        return 1 if done.quarantined else 0
    for one in done.quarantined:
        number = f", number {one.number}" if one.number else ""
        annotation = f", annotation {one.annotation}" if one.annotation else ""
        out.line(f"not trusted: {one.stream}{number}{annotation} [{one.kind}]")
        out.line(f"  {one.detail}")
    out.line(
        f"{done.records} records in {done.streams} histories: {done.forms} forms in {done.versions} versions, "
        f"{done.assignments} assignments, {done.submissions} submissions. {len(done.quarantined)} not trusted."
    )
    return 1 if done.quarantined else 0


VERB = Verb("rebuild", "Make an empty forms database anew from OMERO.", configure, run)
