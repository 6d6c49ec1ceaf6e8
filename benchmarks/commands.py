# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long commands take to begin: `make bench ARGS='commands --quick'`.

`omero-forms list` and `doctor` in turns with what a command pays that imports OMERO's classes and sets Django up, and
nothing else. No worker is running, so `doctor` waits for an answer of one as long as it ever does. CPU is that of the
processes.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rounds import Ratio, heading, row
from demo.omerodir import environment, make_omerodir, web_settings

COMMAND = str(Path(sys.executable).parent / "omero-forms")
FLOOR = (sys.executable, "-c", "import omero.clients, django; django.setup()")
LIST = (COMMAND, "list")
DOCTOR = (COMMAND, "doctor")
GOALS = {"list": 1.3, "doctor": 2.5}


def seconds(arguments: Sequence[str], variables: dict[str, str]) -> tuple[float, float]:
    """By the clock, and of the processor."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(arguments, env=variables, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench commands", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 rounds, not 9")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="forms-benchmark-") as name:
        folder = Path(name)
        make_omerodir(folder / "omero", web_settings(omero_port=1, database=folder / "forms.sqlite3", static=None))
        variables = environment(folder / "omero")
        subprocess.run([COMMAND, "migrate"], env=variables, check=True)
        sides = {"floor": FLOOR, "list": LIST, "doctor": DOCTOR}
        taken: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
        for turn in range(1 + (3 if options.quick else 9)):
            for side in sides if turn % 2 else reversed(sides):
                measured = seconds(sides[side], variables)
                if turn:
                    taken[side].append(measured)
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    heading(theirs="floor")
    for side, goal in GOALS.items():
        for place, what in enumerate(("", ", CPU")):
            ours, floor = [one[place] for one in taken[side]], [one[place] for one in taken["floor"]]
            middle = statistics.median(ours)
            row(
                f"omero-forms {side}{what}", f"{middle:.2f} s", f"{statistics.median(floor):.2f} s",
                ratio=Ratio.of(ours, floor), goal=f"<= {goal} s", met=middle <= goal,
            )  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
