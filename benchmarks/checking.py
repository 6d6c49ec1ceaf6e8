# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking answers to a form of 300 questions, beside the library `jsonschema`: `make bench ARGS=checking`.

Each round is a process of its own, since the first check of a form is dearer than all later ones; what a web worker has
loaded by then is loaded before the clock starts. Time of the processor, not of the clock on the wall. `--quick` takes
fewer rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.rounds import Ratio, heading, milliseconds, row

QUESTIONS = 300
AGAIN = 50
"""So many checks after the first, of which the median counts."""


def form() -> tuple[dict[str, Any], dict[str, Any]]:
    """A form of texts, numbers, choices and dates, and answers that are right."""
    kinds: list[tuple[dict[str, Any], Any]] = [
        ({"type": "string", "maxLength": 200}, "HeLa"),
        ({"type": "number", "minimum": 0}, 37.5),
        ({"type": "string", "enum": ["10x", "20x", "63x"]}, "20x"),
        ({"type": "string", "format": "date"}, "2026-03-01"),
        ({"type": "string", "pattern": "^[A-Z]{2}[0-9]+$"}, "AB12"),
    ]
    asked = {f"q{number}": kinds[number % len(kinds)] for number in range(QUESTIONS)}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Sample preparation",
        "type": "object",
        "required": ["q0", "q1"],
        "properties": {name: {"title": name, **kind} for name, (kind, _) in asked.items()},
    }
    return schema, {name: answer for name, (_, answer) in asked.items()}


def check() -> None:
    """Print milliseconds of the first check and of a later one: ours, then the library's."""
    import jsonschema

    from omero_forms.domain.answers.validate import prepare, validate
    from omero_forms.domain.schemas.accept import stored_schema

    schema, answers = form()
    text = json.dumps(schema)

    def ours() -> None:
        assert validate(stored_schema(text), prepare(answers)) == []

    library = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())

    def theirs() -> None:
        assert library.is_valid(answers)

    print(json.dumps([taken for act in (ours, theirs) for taken in (_time(act), _again(act))]))


def _time(act: Any) -> float:
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def _again(act: Any) -> float:
    return statistics.median(_time(act) for _ in range(AGAIN))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks checking", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="five rounds")
    rounds = 5 if parser.parse_args().quick else 15
    taken: list[list[float]] = []
    for _ in range(rounds):
        command = [sys.executable, "-c", "from benchmarks.checking import check; check()"]
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
        taken.append(json.loads(done.stdout))
    first, again, first_of_library, again_of_library = (list(column) for column in zip(*taken, strict=True))
    heading(theirs="jsonschema")
    for work, ours, theirs, most in (
        (f"first check of a form of {QUESTIONS} questions", first, first_of_library, 20.0),
        ("any later check of right answers", again, again_of_library, 0.5),
    ):
        row(
            work, milliseconds(ours), milliseconds(theirs), ratio=Ratio.of(ours, theirs), goal=f"<= {most} ms",
            met=statistics.median(ours) <= most,
        )  # fmt: skip


if __name__ == "__main__":
    main()
