# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a web worker weighs with our plug-in, beside one of OMERO.web without any and one of the peer:
`make bench ARGS=memory`.

The plain OMERO.web is run by the same Python, from the same packages, with the same middleware and static files as
ours. The peer's packages are the same files, too, but for itself. All are up at the same time, two workers each, so
that what they share counts alike; PSS, of the mean worker.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

import requests

from benchmarks.forms import Bench, answers, bench, children, start_ours
from benchmarks.peer import WEB
from benchmarks.rounds import heading, row
from demo.omerodir import environment, make_omerodir, web_settings
from demo.processes import Process
from demo.site import ROOT, Site
from tests.support.ports import free_port

USES = 20
"""So often a form is opened and submitted."""


def start_plain(site: Site, home: Path, port: int) -> Process:
    """An OMERO.web without any plug-in, else as ours."""
    static = site.omerodir / "var/static"
    settings = web_settings(omero_port=site.ports.omero, database=home / "none.sqlite3", static=static)
    make_omerodir(home, settings | {"omero.web.apps": "[]", "omero.web.ui.center_plugins": "[]"})
    command = [
        sys.executable, *WEB, "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--worker-tmp-dir", str(home / "var/tmp"),
    ]  # fmt: skip
    process = site.tree.start("plain", command, environment=environment(home), directory=ROOT)
    site.tree.wait_until(process, partial(answers, f"http://127.0.0.1:{port}"), seconds=120)
    return process


def weight(process: Process) -> float:
    """The mean PSS of a gunicorn's workers, in MB."""
    found = []
    for child in children(process):
        lines = Path(f"/proc/{child}/smaps_rollup").read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")]
    return statistics.mean(found)


def compare(on: Bench, home: Path) -> None:
    """Before anybody asks for a form, and after forms were used."""
    on.site.tree.end(on.webs["ours"])
    on.webs["ours"] = start_ours(on.site)
    on.site.tree.wait_until(on.webs["ours"], partial(answers, on.site.url), seconds=120)
    port = free_port()
    plain = start_plain(on.site, home, port)
    for url in (f"http://127.0.0.1:{port}", on.site.url, on.peer.url):
        for _ in range(8):
            requests.get(f"{url}/webclient/login/", timeout=60)
    base, before = weight(plain), weight(on.webs["ours"])
    for side in (on.ours, on.theirs):
        side.begin()
        for dataset in on.datasets.values():
            for _ in range(USES):
                side.open(dataset)
                side.submit(dataset)
    used, theirs = weight(on.webs["ours"]), weight(on.webs["theirs"])
    for work, ours, other, most in (
        ("before the first form, beside a plain OMERO.web", before, base, 8),
        ("with forms in use, beside a plain OMERO.web", used, base, 20),
        ("with forms in use, beside the peer in use", used, theirs, 20),
    ):
        row(work, f"{ours:.1f} MB", f"{other:.1f} MB", goal=f"<= + {most} MB", met=ours - other <= most)


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(prog="benchmarks memory", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-benchmark-") as name:
        folder = Path(name)
        with bench(folder, [1]) as on:
            heading(theirs="other")
            compare(on, folder / "plain")


if __name__ == "__main__":
    main()
