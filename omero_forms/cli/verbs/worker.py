# SPDX-License-Identifier: AGPL-3.0-or-later
"""`worker`: evaluate, record what is due, repair copies, send mails."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """What Celery's own command would take, as far as a facility needs it."""
    parser.add_argument("--concurrency", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--loglevel", default="INFO", help="default: INFO")
    parser.add_argument("--hostname", help="name of this worker, when several run on one host")


def run(args: argparse.Namespace, _out: Output) -> int:
    """Runs until it is told to stop. This process makes no Ice object: its children are forked from it."""
    from omero_forms.celery import app

    arguments = ["worker", f"--concurrency={args.concurrency}", f"--loglevel={args.loglevel}"]
    if args.hostname:
        arguments.append(f"--hostname={args.hostname}")
    return int(app.worker_main(arguments) or 0)


VERB = Verb("worker", "Run a worker until it is stopped.", configure, run)
