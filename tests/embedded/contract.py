# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the suites of recorded behaviour and compares: `python -m tests.embedded.contract`, or `make contract`.

Suites and recordings lie beside the repository, in ../shared/contract or where $OMERO_CONTRACT says; they are not part
of it. Differences that are known stand in the table "Known differences" of omero_embedded/README.md, and nowhere else.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import omero_embedded
from omero_embedded.pytest_plugin import RunningServer, start_server, stop_server

CONTRACT = Path(os.environ.get("OMERO_CONTRACT", Path(__file__).parents[3] / "shared" / "contract"))
README = Path(omero_embedded.__file__).parent / "README.md"

API, WEB = "omero_contract", "omero_web_contract"
GOLDEN = {API: "golden.json", WEB: "web-golden.json"}

MOST_KNOWN = 0.03
"""Share of the recorded cases that may be known differences."""

NEVER_KNOWN = re.compile(r"session|permission|hql|annotat|update|delete|chgrp|chown|eventlog", re.IGNORECASE)
"""What no known difference may be about, whatever the reason."""

TIME_LIMIT = 900
"""Seconds for one run of one suite."""

Records = Mapping[str, Mapping[str, Any]]
Known = Mapping[str, str]


def missing(suite: str) -> str | None:
    """Why a suite cannot be run; None when it can."""
    if (CONTRACT / GOLDEN[suite]).exists() and (CONTRACT / suite).is_dir():
        return None
    return f"NO {suite} AT {CONTRACT} ($OMERO_CONTRACT): NOTHING IS COMPARED WITH A REAL SERVER"


def golden(suite: str) -> Records:
    """What the real server did, by the name of the case."""
    found: Records = json.loads((CONTRACT / GOLDEN[suite]).read_text(encoding="utf-8"))["cases"]
    return found


def known_differences(suite: str, readme: Path = README) -> dict[str, str]:
    """Reasons by the name of the case, read from rows like `| omero_contract | `area/case` | reason |`."""
    row = re.compile(rf"^\| *{suite} *\| *`([^`]+)` *\| *(.*?) *\|$", re.MULTILINE)
    return dict(row.findall(readme.read_text(encoding="utf-8")))


def record(suite: str, server: RunningServer, out: Path) -> Records:
    """Run a suite against a server. Raises RuntimeError when it comes to no recording."""
    over_tcp = suite == API
    command = [
        sys.executable, "-B", "-m", suite, "run",
        "--host", server.tcp_url if over_tcp else server.host,
        "--port", str(server.tcp_port if over_tcp else server.ssl_port),
        *(("--ssl-port", str(server.ssl_port)) if over_tcp else ()),
        "--root-password", server.root_password, "--out", str(out),
    ]  # fmt: skip
    # The web suite brings an OMERO.web and its directory along.
    environment = {k: v for k, v in os.environ.items() if k not in {"OMERODIR", "DJANGO_SETTINGS_MODULE"}}
    done = subprocess.run(command, cwd=CONTRACT, env=environment, capture_output=True, text=True, timeout=TIME_LIMIT)
    if not out.exists():
        raise RuntimeError(f"{suite} came to no recording:\n{done.stdout}\n{done.stderr}")
    found: Records = json.loads(out.read_text(encoding="utf-8"))["cases"]
    return found


@dataclass
class Verdict:
    """How a run compares with the recording. Only `different` may be excused."""

    recorded: int = 0
    agreeing: int = 0
    different: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Outcomes of the real server and of ours, by the name of the case."""
    broken: dict[str, str] = field(default_factory=dict)
    """Cases without any outcome: set-up errors, time-outs, and cases that were not run; with or without a recorded one.
    """

    def problems(self, known: Known) -> list[str]:
        """Sentences about what is wrong; none when all is as it should be."""
        found = [f"{name}: no outcome ({why})" for name, why in sorted(self.broken.items())]
        found += [f"{name}: differs" for name in sorted(self.different) if name not in known]
        found += [
            f"{name}: is listed as a known difference, and is none any more"
            for name in sorted(known)
            if name not in self.different and name not in self.broken
        ]
        found += [
            f"{name}: may not be listed as a known difference" for name in sorted(known) if NEVER_KNOWN.search(name)
        ]
        found += [f"{name}: is listed without a reason" for name in sorted(known) if not known[name]]
        if len(known) > MOST_KNOWN * self.recorded:
            found.append(f"{len(known)} of {self.recorded} are listed as known differences")
        return found


def compare(real: Records, ours: Records) -> Verdict:
    """Compare outcomes, case by case."""
    verdict = Verdict()
    for name, case in real.items():
        status = ours.get(name, {"status": "not run"})["status"]
        if status != "ok":
            verdict.broken[name] = str(status)
        if case["status"] != "ok":
            continue
        verdict.recorded += 1
        outcome = ours[name].get("outcome") if status == "ok" else status
        if outcome == case["outcome"]:
            verdict.agreeing += 1
        elif status == "ok":
            verdict.different[name] = (case["outcome"], outcome)
    for name, case in ours.items():
        if name not in real and case["status"] != "ok":
            verdict.broken[name] = str(case["status"])
    return verdict


def check(suite: str, title: str, server: RunningServer, folder: Path) -> bool:
    """Run and compare one suite, and print how it went."""
    started = time.monotonic()
    out = folder / f"{suite}-{time.monotonic_ns()}.json"
    ours = record(suite, server, out)
    known = known_differences(suite)
    verdict = compare(golden(suite), ours)
    problems = verdict.problems(known)
    seconds = time.monotonic() - started
    print(
        f"{suite}, {title}: {verdict.agreeing} of {verdict.recorded} agree, "
        f"{len(known)} known to differ ({seconds:.0f} s)",
        flush=True,
    )
    for problem in problems:
        print(f"  {problem}")
        name = problem.partition(":")[0]
        if name in verdict.different and name not in known:
            for who, outcome in zip(("real", "ours"), verdict.different[name], strict=True):
                print(f"    {who}: {json.dumps(outcome, ensure_ascii=False)[:2000]}")
    return not problems


@contextmanager
def running(folder: Path, *options: str) -> Iterator[RunningServer]:
    """A server for as long as the block runs."""
    process, server = start_server(folder, *options)
    try:
        yield server
    finally:
        stop_server(process)


def main() -> int:
    """Run what was asked for; the exit status is 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="contract", description=__doc__)
    parser.add_argument("--suite", choices=(API, WEB), action="append", help="default: both")
    parser.add_argument(
        "--once",
        action="store_true",
        help="on one fresh server only, not twice and after a restart",
    )
    options = parser.parse_args()
    fine = True
    for suite in options.suite or (API, WEB):
        reason = missing(suite)
        if reason is not None:
            print(f"SKIPPED: {reason}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory(prefix="omero-contract-") as name:
            folder = Path(name)
            database = () if options.once else ("--database", str(folder / "contract.db"))
            with running(folder, *database) as server:
                fine &= check(suite, "fresh server", server, folder)
                if not options.once:
                    fine &= check(suite, "same server again", server, folder)
            if not options.once:
                with running(folder, *database) as server:
                    fine &= check(suite, "database after a restart", server, folder)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
