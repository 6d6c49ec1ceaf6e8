# SPDX-License-Identifier: AGPL-3.0-or-later
"""`checkpoint`: sign what the log of all records is now, as workers do once a day."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--json", action="store_true", help="for programs: number, origin, size, root and note")


def run(args: argparse.Namespace, out: Output) -> int:
    """Print the note, as it is: a file of it is what an auditor keeps."""
    from omero_forms.domain.records.acts import Via
    from omero_forms.services.log.make import as_json, make_checkpoint
    from omero_forms.services.log.outlets import hand_out

    made = make_checkpoint(None, via=Via.COMMAND, progress=out.progress)
    # Whoever asked for it wants it in other hands now, not at the next look of a worker.
    hand_out()
    if args.json:
        out.json(as_json(made))
    else:
        out.verbatim(made.note)
    return 0


VERB = Verb("checkpoint", "Sign what the log of all records is now, and print that.", configure, run)
