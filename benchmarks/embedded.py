# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast the embedded OMERO server is, beside a real one: `make bench ARGS=embedded`.

Prints figures and judges nothing but "met" or "missed" against the targets; a busy machine misses them. The real
server's figures were taken on two cores like ours. `--quick` takes a minute or so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.clients import PULL
from omero_embedded.pytest_plugin import RunningServer, start_server, stop_server

PASSWORD = "omero"


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    rows: int
    saves: int
    batches: int
    query_seconds: float
    pages: int
    log_ins: int


WHOLE = Scale(rows=100_000, saves=200, batches=6, query_seconds=5, pages=60, log_ins=2_000)
QUICK = Scale(rows=100_000, saves=100, batches=3, query_seconds=2, pages=20, log_ins=300)


def say(what: str, ours: str, real: str = "", target: str = "", met: bool | None = None) -> None:
    """One line of the table."""
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"{what:<58} {ours:>18}  {real:>18}  {target:>16}  {verdict}".rstrip(), flush=True)


@contextmanager
def running(*, in_file: bool = False) -> Iterator[RunningServer]:
    """A server, with its data in a file or in memory."""
    with tempfile.TemporaryDirectory(prefix="omero-benchmark-") as name:
        options = ("--database", f"{name}/benchmark.db") if in_file else ()
        process, server = start_server(Path(name), *options, root_password=PASSWORD)
        try:
            yield server
        finally:
            stop_server(process)


def client_process(what: str, port: int, *arguments: object) -> subprocess.Popen[str]:
    """A client of `benchmarks.clients`."""
    command = [sys.executable, "-m", "benchmarks.clients", what, str(port), PASSWORD]
    return subprocess.Popen(
        [*command, *(str(a) for a in arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip


def new_datasets(count: int) -> list[Any]:
    """New datasets."""
    import omero.model
    from omero.rtypes import rstring

    made = []
    for number in range(count):
        dataset = omero.model.DatasetI()
        dataset.name = rstring(f"dataset {number}")
        made.append(dataset)
    return made


def new_annotations(count: int) -> list[Any]:
    """New map annotations of one row."""
    import omero.model
    from omero.rtypes import rstring

    made = []
    for number in range(count):
        annotation = omero.model.MapAnnotationI()
        annotation.ns = rstring("benchmark")
        annotation.mapValue = [omero.model.NamedValue("key", str(number))]
        made.append(annotation)
    return made


def seconds(action: Callable[..., Any], *arguments: Any) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - started


# ---- what is measured ------------------------------------------------------------------------------


def starting() -> None:
    """From the start of the process to the ready file, and the processor's share of it."""
    times, busy = [], []
    for _ in range(3):
        before = os.times()
        started = time.perf_counter()
        with running():
            times.append(time.perf_counter() - started)
        after = os.times()
        busy.append(after.children_user + after.children_system - before.children_user - before.children_system)
    best = min(times)
    say(
        "start-up (best of 3)",
        f"{best:.2f} s",
        "25 s",
        "<= 1.5 s",
        met=best <= 1.5,
    )
    say("  of which the processor's (with stopping)", f"{min(busy):.2f} s")


def saving(server: RunningServer, scale: Scale, kind: str) -> None:
    """One annotation at a time, and 500."""
    client = server.client()
    update = client.sf.getUpdateService()
    update.saveAndReturnArray(new_annotations(50))
    times = [seconds(update.saveAndReturnObject, new_annotations(1)[0]) for _ in range(scale.saves)]
    single = statistics.median(times) * 1000
    say(f"save one annotation, {kind}", f"{single:.1f} ms", "11 ms", "<= 11 ms", met=single <= 11)
    for how, save in (
        ("saveAndReturnArray", update.saveAndReturnArray),
        ("saveAndReturnIds", update.saveAndReturnIds),
        ("saveArray", update.saveArray),
    ):
        batches = [new_annotations(500) for _ in range(scale.batches)]
        each = min(seconds(save, batch) for batch in batches) * 1000 / 500
        say(
            f"each of 500 by {how}, {kind}",
            f"{each:.2f} ms",
            "0.6 ms",
            "<= 0.6 ms",
            met=each <= 0.6,
        )
    client.closeSession()


def fill(server: RunningServer, rows: int) -> int:
    """Save datasets; returns the id of one."""
    client = server.client()
    update = client.sf.getUpdateService()
    some = 0
    for _ in range(rows // 2_000):
        some = update.saveAndReturnIds(new_datasets(2_000))[0]
    client.closeSession()
    return int(some)


def reading(server: RunningServer, scale: Scale) -> None:
    """A large projection."""
    client = server.client()
    query = client.sf.getQueryService()
    best = min(seconds(query.projection, PULL, None) for _ in range(3))
    rate = scale.rows / best
    say(
        f"projection of {scale.rows:,} rows of 4 columns",
        f"{rate:,.0f} rows/s",
        "28,000 to 36,000",
        ">= 28,000",
        met=rate >= 28_000,
    )
    client.closeSession()


def asking(server: RunningServer, scale: Scale, oid: int) -> None:
    """Small queries by one client and by eight."""
    for count, target in ((1, None), (8, 1_500)):
        clients = [client_process("query", server.tcp_port, scale.query_seconds, oid) for _ in range(count)]
        rate = sum(float(c.communicate()[0]) for c in clients)
        say(
            f"small queries, {count} client{'s' if count > 1 else ''}",
            f"{rate:,.0f} /s",
            "",
            f">= {target:,}" if target else "",
            met=rate >= target if target else None,
        )


def looking(server: RunningServer, scale: Scale, oid: int) -> None:
    """A page of OMERO.web, alone and while three clients pull all rows."""
    for pulling in (0, 3):
        visitor = client_process("page", server.ssl_port, scale.pages, oid)
        pullers = [client_process("pull", server.tcp_port, scale.rows) for _ in range(pulling)]
        for process in (visitor, *pullers):
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("a client did not start")
        times = sorted(json.loads(visitor.communicate("go\n")[0]))
        for puller in pullers:
            puller.communicate()
        p95 = times[int(len(times) * 0.95) - 1]
        say(
            f"a page of OMERO.web, {pulling or 'no'} clients pulling: median",
            f"{statistics.median(times):.0f} ms",
        )
        say(
            f"a page of OMERO.web, {pulling or 'no'} clients pulling: p95",
            f"{p95:.0f} ms",
            "",
            "<= 500 ms" if pulling else "",
            met=p95 <= 500 if pulling else None,
        )


def measures(pid: int) -> tuple[float, int, int]:
    """Megabytes in memory, threads and file descriptors of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    values = dict(line.split(":", 1) for line in status.splitlines())
    descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return int(values["VmRSS"].split()[0]) / 1024, int(values["Threads"]), descriptors


def logging_in(server: RunningServer, scale: Scale) -> None:
    """Log-ins and closes: how fast, and what they leave behind."""

    def log_in(times: int) -> None:
        for _ in range(times):
            client = server.client()
            client.sf.getAdminService().getEventContext()
            client.closeSession()

    log_in(scale.log_ins // 2)  # Ice holds what the connections of some seconds leave, no more
    assert server.pid is not None
    before = measures(server.pid)
    took = seconds(log_in, scale.log_ins)
    after = measures(server.pid)
    say(f"{scale.log_ins:,} log-ins and closes", f"{scale.log_ins / took:,.0f} /s")
    for what, unit, old, new, allowed in zip(
        ("memory", "threads", "file descriptors"), (" MB", "", ""), before, after, (3, 2, 2),
        strict=True,
    ):  # fmt: skip
        say(
            f"  growth of {what} (from {old:.0f}{unit})",
            f"{new - old:+.1f}{unit}" if unit else f"{new - old:+.0f}",
            "",
            "none",
            met=new - old <= allowed,
        )


def main() -> int:
    """Measure everything that is not left out."""
    parts = ("start", "save", "read", "query", "web", "log-in")
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller samples")
    parser.add_argument("--only", choices=parts, action="append", help="default: all")
    options = parser.parse_args()
    scale = QUICK if options.quick else WHOLE
    chosen = options.only or parts
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    say("", "ours", "real server", "target")
    if "start" in chosen:
        starting()
    if "save" in chosen:
        with running() as server:
            saving(server, scale, "in memory")
        with running(in_file=True) as server:
            saving(server, scale, "in a file")
    if {"read", "query", "web"} & set(chosen):
        with running() as server:
            oid = fill(server, scale.rows)
            if "read" in chosen:
                reading(server, scale)
            if "query" in chosen:
                asking(server, scale, oid)
            if "web" in chosen:
                looking(server, scale, oid)
    if "log-in" in chosen:
        with running() as server:
            logging_in(server, scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
