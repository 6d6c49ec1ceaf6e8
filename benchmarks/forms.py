# SPDX-License-Identifier: AGPL-3.0-or-later
"""Listing, opening and submitting forms, beside the plug-in that people would use instead: `make bench ARGS=forms`.

Both run under gunicorn with two workers on one embedded OMERO server, and are asked in turns by one client, so that
ratios hold where times wander; CPU wanders least, and is told of web workers and OMERO server together and of each.
The peer is asked one request after the other where its page sends two at once: that flatters ours in wall time by one
request at most. Counts are the ceilings that tests hold (`tests/ceilings.py`), those of a mix their mean.
`--quick` leaves out more than 100 submissions and the mix of people; to submit 5,000 times to both takes minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path

import requests

from benchmarks.peer import MASTER, NAME, WEB, Peer
from benchmarks.rounds import Ratio, heading, in_turns, milliseconds, p95, row
from benchmarks.sides import FORM, Ours, Side, Theirs
from demo.lab import Builder, User
from demo.processes import Process, ProcessTree
from demo.site import ROOT, Ports, Site
from tests.ceilings import CEILINGS
from tests.support.ports import free_port

WARM = 4
"""Rounds that do not count: each of two workers has to have joined the session."""
CLIENTS = 8
PEOPLE, CLICK_SECONDS, MIX_WORKERS = 30, 10.0, 5
CLICKS = {"open": 6, "list": 3, "submit": 1}
"""Of ten clicks in the mix; named as in the table of ceilings."""


@dataclass
class Bench:
    """Both sides, ready; `datasets` by the number of their submissions, `empty` ones for several clients at once."""

    ours: Ours
    theirs: Theirs
    site: Site
    peer: Peer
    webs: dict[str, Process]
    datasets: dict[int, int]
    empty: list[int]

    def cpu(self, side: str) -> tuple[float, float]:
        """Milliseconds that the web workers of a side, and the OMERO server, have spent so far."""
        omero = self.site.process("omero")
        assert omero is not None
        return spent_by(children(self.webs[side])), spent_by([omero.pid])

    def restart(self, *, workers: int) -> None:
        """Both OMERO.webs anew, and everybody's log-ins forgotten by them."""
        for process in self.webs.values():
            self.site.tree.end(process)
        self.webs = start_webs(self.site, self.peer, workers=workers)


def spent_by(pids: list[int]) -> float:
    """Milliseconds of CPU that processes have spent so far."""
    threads = [task for pid in pids for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int(one.read_text(encoding="ascii").split()[0]) for one in threads) / 1e6


def start_ours(site: Site, *, workers: int = 2) -> Process:
    """Our OMERO.web, without logs of its requests, as the peer's."""
    command = [
        sys.executable, *WEB, "--bind", f"127.0.0.1:{site.ports.web}", "--workers", str(workers),
        "--worker-tmp-dir", str(site.omerodir / "var/tmp"),
    ]  # fmt: skip
    return site.tree.start("web", command, environment=site.environment, directory=ROOT)


def start_webs(site: Site, peer: Peer, *, workers: int = 2) -> dict[str, Process]:
    """Ours and theirs, when both answer."""
    webs = {"ours": start_ours(site, workers=workers), "theirs": peer.start(workers=workers)}
    for name, url in (("ours", site.url), ("theirs", peer.url)):
        site.tree.wait_until(webs[name], partial(answers, url), seconds=120)
    return webs


def answers(url: str) -> bool:
    """Whether an OMERO.web shows its log-in."""
    try:
        return requests.get(f"{url}/webclient/login/", timeout=10).status_code == 200
    except requests.RequestException:
        return False


def site_with_author(folder: Path, tree: ProcessTree) -> tuple[Site, Builder, int, User]:
    """A site whose OMERO.web is yet to be started, what makes more in its OMERO, and a group with its owner, author."""
    ports = Ports(web=free_port(), omero=free_port(), redis=free_port(), smtp=free_port(), mail_page=free_port())
    limits = {"omero.web.forms.rate_submissions": "1000000", "omero.web.forms.rate_writes": "1000000"}
    site = Site(folder, ports, tree, extra_settings=limits)
    site.start_omero()
    site.start_redis()
    site.configure()
    with site.making_tables():
        site.set_up_plugin()
    build = Builder(site.server)
    group = build.group("lab", "rwra--")
    return site, build, group, build.user("author", "Arno Author", [group], password="author", owner_of=[group])


@contextmanager
def bench(folder: Path, sizes: list[int]) -> Iterator[Bench]:
    """Everything that is measured, made and filled."""
    with ProcessTree(folder / "log") as tree:
        site, build, group, author = site_with_author(folder, tree)
        add_master(site, build, group)
        datasets = {size: build.dataset(author, group, f"{size} submissions", images=2) for size in sizes}
        empty = [build.dataset(author, group, f"empty {number}") for number in range(CLIENTS)]
        peer = Peer(folder / "peer", tree, site.server, free_port())
        webs = start_webs(site, peer)
        ours, theirs = Ours(site.url, published(site, folder, group)), Theirs(peer.url, "sample-preparation")
        for side in (ours, theirs):
            side.begin()
        theirs.publish(group)
        ready = Bench(ours, theirs, site, peer, webs, datasets, empty)
        fill(ready)
        yield ready


def add_master(site: Site, build: Builder, group: int) -> None:
    """The peer's form master. It looks that one up by name as the user, who has to see it."""
    build.admin(MASTER, "Peer Master", password=MASTER)
    with site.server.connect(site.server.root) as root:
        admin = root.factory.getAdminService()
        admin.addGroups(admin.lookupExperimenter(MASTER), [admin.getGroup(group)])


def published(site: Site, folder: Path, group: int) -> str:
    """Our form, offered to the group; its id."""
    schema = folder / "form.json"
    schema.write_text(FORM, encoding="utf-8")
    root = ("-s", site.server.host, "-p", str(site.ports.omero), "-u", "root")
    told = site.forms("publish", str(schema), "--json", *root, password=site.root_password)
    form = str(json.loads(told)["form"])
    site.forms("assign", form, "--group", str(group), "--type", "Dataset", *root, password=site.root_password)
    return form


def fill(on: Bench) -> None:
    """As many submissions as each dataset is named after; both sides at once, which nobody measures."""

    def submit_all(side: Side) -> bool:
        return all(side.submit(dataset) for size, dataset in on.datasets.items() for _ in range(size))

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(submit_all, (on.ours, on.theirs)))


def compare(
    on: Bench,
    work: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    rounds: int,
    goal: float,
    cost: str = "",
) -> None:
    """Both in turns, and the line that says how they did."""
    spent: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}

    def counted(name: str, act: Callable[[], object]) -> None:
        web, omero = on.cpu(name)
        act()
        now = on.cpu(name)
        spent[name].append((now[0] - web, now[1] - omero))

    sides = {"ours": partial(counted, "ours", ours), "theirs": partial(counted, "theirs", theirs)}
    taken = in_turns(sides, rounds=rounds, warm=WARM)
    ratio = Ratio.of(taken["ours"], taken["theirs"])
    ceiling = CEILINGS.get(cost)
    row(
        work,
        milliseconds(taken["ours"]),
        milliseconds(taken["theirs"]),
        ratio=ratio,
        calls=ceiling.calls if ceiling else None,
        statements=ceiling.statements if ceiling else None,
        goal=f"<= {goal} x",
        met=ratio.median <= goal,
    )
    parts: dict[str, Callable[[tuple[float, float]], float]] = {
        "its CPU": sum, "of web workers": itemgetter(0), "of OMERO": itemgetter(1),
    }  # fmt: skip
    for part, of in parts.items():
        ours_cpu, theirs_cpu = ([of(one) for one in spent[name][WARM:]] for name in ("ours", "theirs"))
        row(f"    {part}", milliseconds(ours_cpu), milliseconds(theirs_cpu), ratio=Ratio.of(ours_cpu, theirs_cpu))


def requests_one_by_one(on: Bench, rounds: int) -> None:
    """Listing, opening, submitting; warm and cold; bytes."""
    first = next(iter(on.datasets.values()))
    compare(
        on,
        "list, warm",
        partial(on.ours.list, first),
        partial(on.theirs.list, first),
        rounds=rounds,
        goal=0.25,
        cost="list",
    )
    for size, dataset in on.datasets.items():
        compare(
            on,
            f"open, {size} submissions, warm",
            partial(on.ours.open, dataset), partial(on.theirs.open, dataset), rounds=rounds, goal=0.2, cost="open",
        )  # fmt: skip
    fresh = {
        "ours": [on.ours.log_in() for _ in range(rounds + WARM)],
        "theirs": [on.theirs.log_in() for _ in range(rounds + WARM)],
    }
    compare(
        on,
        "open, cold: the first request of a log-in",
        lambda: on.ours.open(first, fresh["ours"].pop()), lambda: on.theirs.open(first, fresh["theirs"].pop()),
        rounds=rounds, goal=0.2, cost="open, cold",
    )  # fmt: skip
    for size, dataset in on.datasets.items():
        sent = on.ours.open(dataset)
        row(
            f"bytes of an opened form, {size} submissions",
            f"{sent:,}",
            f"{on.theirs.open(dataset):,}",
            goal="<= 8,000",
            met=sent <= 8000,
        )
    for size, dataset in on.datasets.items():
        compare(
            on,
            f"submit, {size} submissions before",
            partial(on.ours.submit, dataset), partial(on.theirs.submit, dataset), rounds=rounds, goal=0.5, cost="submit",
        )  # fmt: skip


def throughput(on: Bench, rounds: int, each: int) -> None:
    """Eight clients on eight objects: submissions that were taken, each second."""
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    clients = {name: [side.log_in() for _ in on.empty] for name, side in (("ours", on.ours), ("theirs", on.theirs))}
    for _ in range(rounds):
        for name, side in (("ours", on.ours), ("theirs", on.theirs)):
            began = time.perf_counter()
            with ThreadPoolExecutor(CLIENTS) as pool:
                done = pool.map(
                    lambda pair, side=side: sum(side.submit(pair[0], pair[1]) for _ in range(each)),
                    zip(on.empty, clients[name], strict=True),
                )
                taken[name].append(sum(done) / (time.perf_counter() - began))
    ratio = Ratio.of(taken["ours"], taken["theirs"])
    row(
        f"submit, {CLIENTS} clients on {CLIENTS} objects",
        f"{statistics.median(taken['ours']):.1f}/s", f"{statistics.median(taken['theirs']):.1f}/s",
        ratio=ratio, goal=">= 1.5 x", met=ratio.median >= 1.5,
    )  # fmt: skip


def mix(on: Bench, periods: int) -> None:
    """Thirty people, a click each in ten seconds, on five workers: mostly opening, some listing and submitting."""
    on.restart(workers=MIX_WORKERS)
    datasets = list(on.datasets.values())
    waited: dict[str, list[float]] = {"ours": [], "theirs": []}
    people = {name: [side.log_in() for _ in range(PEOPLE)] for name, side in (("ours", on.ours), ("theirs", on.theirs))}
    lock = threading.Lock()

    def click(name: str, side: Side, client: requests.Session, chance: random.Random) -> None:
        threading.Event().wait(chance.uniform(0, CLICK_SECONDS))
        act = chance.choices((side.open, side.list, side.submit), list(CLICKS.values()))[0]
        began = time.perf_counter()
        act(chance.choice(datasets), client)
        with lock:
            waited[name].append((time.perf_counter() - began) * 1000)

    for period in range(periods):
        for name, side in (("ours", on.ours), ("theirs", on.theirs)):
            chances = [random.Random(f"{period} {number}") for number in range(PEOPLE)]
            with ThreadPoolExecutor(PEOPLE) as pool:
                list(pool.map(partial(click, name, side), people[name], chances))
    for what, figure in (("median", statistics.median), ("p95", p95)):
        ours, theirs = figure(waited["ours"]), figure(waited["theirs"])
        row(
            f"{MIX_WORKERS} workers, {PEOPLE} people: {what}",
            f"{ours:.1f} ms",
            f"{theirs:.1f} ms",
            ratio=Ratio.of([ours], [theirs]),
            calls=mean_of_clicks({act: CEILINGS[act].calls for act in CLICKS}),
            statements=mean_of_clicks({act: CEILINGS[act].statements for act in CLICKS}),
        )


def mean_of_clicks(costs: dict[str, int]) -> int:
    """What a click of the mix costs in the mean."""
    return round(sum(times * costs[act] for act, times in CLICKS.items()) / sum(CLICKS.values()))


def children(process: Process) -> list[int]:
    """The workers of a gunicorn."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(pid) for pid in listed.split()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks forms", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, at most 100 submissions, no mix of people")
    quick = parser.parse_args().quick
    sizes = [1, 100] if quick else [1, 100, 500, 5_000]
    with tempfile.TemporaryDirectory(prefix="forms-benchmark-") as name, bench(Path(name), sizes) as on:
        print(f"peer: {NAME}", flush=True)
        heading(theirs="peer")
        requests_one_by_one(on, rounds=10 if quick else 40)
        throughput(on, rounds=5, each=2 if quick else 8)
        if not quick:
            mix(on, periods=5)


if __name__ == "__main__":
    main()
