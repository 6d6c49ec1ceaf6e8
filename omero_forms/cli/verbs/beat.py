# SPDX-License-Identifier: AGPL-3.0-or-later
"""`beat`: the clock that starts evaluations, mails and the sweep."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Where beat remembers what it sent."""
    parser.add_argument("--loglevel", default="INFO", help="default: INFO")
    parser.add_argument(
        "--schedule",
        help="file in which beat keeps its state; default: var/omero_forms/beat in OMERODIR",
    )


def run(args: argparse.Namespace, _out: Output) -> int:
    """Runs until it is told to stop. One beat is enough for all hosts; two do no harm."""
    from omero_forms.celery import app

    schedule = Path(args.schedule or Path(os.environ["OMERODIR"], "var", "omero_forms", "beat"))
    schedule.parent.mkdir(parents=True, exist_ok=True)
    app.start(["beat", f"--loglevel={args.loglevel}", f"--schedule={schedule}", "--pidfile="])
    return 0


VERB = Verb("beat", "Run the workers' clock until it is stopped.", configure, run)
