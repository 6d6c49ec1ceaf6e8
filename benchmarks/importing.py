# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long it takes to import a folder of 100 schemas: `make bench ARGS=importing`.

They are made for it: as many questions as those of public projects have, and half of them refer to three others each,
one by an address that only the end of a path fits. What is timed is the command, from its start to its last line.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FILES = 100
QUESTIONS = 40
ROUNDS = 5
TARGET = 5.0
DRAFT = "http://json-schema.org/draft-07/schema#"


def _schema(number: int) -> dict[str, Any]:
    questions: dict[str, Any] = {
        f"question_{each}": {
            "title": f"Question {each}",
            "type": ["string", "number", "integer", "boolean"][each % 4],
            "description": "What is asked for, in a sentence or two that tell how it is to be answered.",
        }
        for each in range(QUESTIONS)
    }
    if number < FILES // 2:
        for step, address in (
            (1, "part_{}.json"),
            (2, "./part_{}.json"),
            (3, "https://example.org/schemas/1.0/part_{}"),
        ):
            # Each leads to later files only, so that half of them are forms and none unfolds without end.
            questions[f"part_{step}"] = {"$ref": address.format(FILES // 2 + (number + step) % (FILES // 2))}
    return {"$schema": DRAFT, "title": f"Schema {number}", "type": "object", "properties": questions}


def _seconds(folder: Path) -> tuple[float, float]:
    """By the wall and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-c", "import sys; from omero_forms.cli import main; sys.exit(main())", "import"]
    subprocess.run([*command, str(folder), "--check", "--json"], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, used


def main() -> int:
    """Prints one row; judges nothing but "met" or "missed"."""
    with tempfile.TemporaryDirectory(prefix="omero-forms-import-") as name:
        folder = Path(name)
        for number in range(FILES):
            (folder / f"part_{number}.json").write_text(json.dumps(_schema(number), indent=2))
        rounds = [_seconds(folder) for _ in range(ROUNDS)]
    wall = statistics.median(each for each, _used in rounds)
    used = statistics.median(each for _wall, each in rounds)
    verdict = "met" if wall <= TARGET else "MISSED"
    print(
        f"import a folder of {FILES} schemas: {wall:.1f} s ({used:.1f} s of the processor), at most {TARGET:.0f} s: {verdict}"
    )
    return 0
