# SPDX-License-Identifier: AGPL-3.0-or-later
"""`doctor`: what is missing, and how to mend it."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Its one option."""
    parser.add_argument("--json", action="store_true", help="for programs: a list of problems")


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when nothing keeps the forms from working, else 1; warnings alone give 0."""
    from omero_forms.selectors.diagnosis import ask

    found = ask.problems(with_workers=True)
    errors = [problem for problem in found if problem.severity == "error"]
    if args.json:
        out.json([problem.as_json() for problem in found])
        return 1 if errors else 0
    for problem in found:
        out.line(f"{problem.severity}: {problem.message} [{problem.code}]")
        out.line(f"  {problem.mend}")
    warnings = len(found) - len(errors)
    out.line(
        f"{len(errors)} {'error' if len(errors) == 1 else 'errors'}, "
        f"{warnings} {'warning' if warnings == 1 else 'warnings'}." + ("" if errors else " The forms can be used.")
    )
    return 1 if errors else 0


VERB = Verb("doctor", "Say what is missing from the set-up, and how to fix it.", configure, run)
