# SPDX-License-Identifier: AGPL-3.0-or-later
"""`damages`: what was done to records, and what became of it."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--json", action="store_true", help="for programs: a list of damages")
    parser.add_argument("--open", action="store_true", help="only what could not be mended")


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when everything was mended, else 1."""
    from omero_forms.selectors.damage import all_damages

    found = [one for one in all_damages() if not (args.open and one.is_mended)]
    open_ones = sum(not one.is_mended for one in found)
    if args.json:
        out.json([one.as_json() for one in found])
        return 1 if open_ones else 0
    for one in found:
        number = f", number {one.number}" if one.number else ""
        annotation = f", annotation {one.annotation_id}" if one.annotation_id else ""
        out.line(f"{'mended' if one.is_mended else 'open'}: {one.where}{number}{annotation} [{one.kind}]")
        out.line(f"  {one.message} First seen {one.first_seen:%Y-%m-%d %H:%M} UTC.")
    out.line(f"{len(found)} damaged, {open_ones} of them open.")
    return 1 if open_ones else 0


VERB = Verb("damages", "List records that were altered, removed or forged.", configure, run, needs_omero=False)
