# SPDX-License-Identifier: AGPL-3.0-or-later
"""People submit while every process of the site is killed or frozen, again and again: what was accepted is there once,
under the number that was told, in a chain that verifies.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from demo.site import Site
from tests.faults.accepted import Told, log_in, verify_stream
from tests.support.servers import Lab
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

FAULTS = int(os.environ.get("SOAK_FAULTS", "136"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
PEOPLE = ("author", "fellow", "leader") * 2

WEIGHTS = {"web child": 5, "pool child": 3, "web": 1, "worker": 1, "beat": 1, "redis": 1, "omero": 2, "frozen": 2}
"""How often each kind of fault happens."""


@dataclass
class Person:
    """Somebody who goes on submitting until the storm is over, and gives up no key before it was accepted."""

    site: Site
    name: str
    form: str
    datasets: list[int]
    chance: random.Random
    over: threading.Event
    told: dict[str, Told] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """One submission after the other."""
        while not self.over.is_set():
            key, dataset = str(uuid.uuid4()), self.chance.choice(self.datasets)
            self.told[key] = Told(dataset)
            # The answer may have been lost: one in four says it again.
            for _ in range(2 if self.chance.random() < 0.25 else 1):
                self._submit_until_accepted(key, dataset)

    def _submit_until_accepted(self, key: str, dataset: int) -> None:
        body = {
            "version": 1, "base": "any", "client_key": key, "answers": {"note": key}, "message": "",
        }  # fmt: skip
        session: requests.Session | None = None
        while True:
            try:
                session = session or log_in(self.site, self.name)
                answer = session.post(
                    f"{self.site.url}/omero_forms/api/v1/objects/dataset/{dataset}/forms/{self.form}/submissions",
                    json=body,
                    headers={"X-CSRFToken": session.cookies["csrftoken"], "Referer": self.site.url},
                    timeout=30,
                )
            except (requests.RequestException, LookupError):
                session = None
            else:
                if answer.status_code in {201, 202}:
                    submission = answer.json()["submission"]
                    self.told[key].submissions.add((submission["number"], submission["digest"]))
                    return
                if answer.status_code == 401:
                    session = None  # OMERO was killed, and its sessions with it
                elif answer.status_code < 500:
                    self.unexpected.append(answer.text[:300])
                    return
            time.sleep(self.chance.uniform(0.2, 0.8))  # as the page does before it tries again


def children(site: Site, name: str) -> list[int]:
    """The processes that a part of the site made."""
    process = site.process(name)
    if process is None:
        return []
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


def kill_part(site: Site, name: str) -> None:
    """As the machine would, and what watches over it starts it again."""
    process = site.process(name)
    assert process is not None, f"{name} ended by itself"
    process.popen.kill()
    process.popen.wait()
    site.tree.end(process)
    start: dict[str, Callable[[], Any]] = {"omero": site.start_omero, "redis": site.start_redis}
    start.get(name, lambda: site.start_together(name))()


def strike(site: Site, kind: str, chance: random.Random) -> None:
    """One fault. In the main thread: what it starts would die with any other."""
    if kind.endswith(" child"):
        found = children(site, "web" if kind.startswith("web") else "worker")
        if found:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(found), signal.SIGKILL)
    elif kind == "frozen":
        process = site.process("omero")
        assert process is not None
        process.popen.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(2, 5))
        process.popen.send_signal(signal.SIGCONT)
    else:
        kill_part(site, kind)


def test_in_a_storm_of_faults_nothing_that_was_accepted_is_lost_doubled_or_renumbered(
    live_site: Site, live_lab: Lab, form: str
) -> None:
    datasets = [live_lab.dataset("author", "read_write", f"storm {n}") for n in range(3)]
    over, chance = threading.Event(), random.Random(SEED)
    people = [
        Person(live_site, name, form, datasets, random.Random(SEED * 100 + n), over) for n, name in enumerate(PEOPLE)
    ]
    threads = [threading.Thread(target=person.go_on) for person in people]
    for thread in threads:
        thread.start()
    try:
        for _ in range(FAULTS):
            time.sleep(chance.uniform(0.6, 2.2))
            [kind] = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
            strike(live_site, kind, chance)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert [person.unexpected for person in people] == [[] for _ in people]
    told = {key: one for person in people for key, one in person.told.items()}
    assert all(len(one.submissions) == 1 for one in told.values()), "an answer to the same key was another one"
    of_dataset: dict[int, list[int]] = defaultdict(list)
    for one in told.values():
        of_dataset[one.dataset] += [number for number, _digest in one.submissions]

    reader = log_in(live_site, "author")
    # In a short storm nobody may have come to one of them.
    for dataset, told_numbers in of_dataset.items():
        address = f"{live_site.url}/omero_forms/api/v1/objects/dataset/{dataset}/forms/{form}"

        def history(address: str = address) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            page: dict[str, Any] = {"next": ""}
            while page["next"] is not None:
                asked = {"before": page["next"]} if found else {}
                page = reader.get(f"{address}/submissions", params=asked, timeout=60).json()
                found += page["history"]
            is_done = found and found[0]["state"] == "copied" and all(one["state"] != "pending" for one in found)
            return found if is_done else []

        numbers = [one["number"] for one in wait_for(history, "all to be recorded, and the newest to be copied")]
        assert sorted(told_numbers) == numbers[::-1] == list(range(1, len(numbers) + 1))
        verify_stream(live_site, dataset, form, told)
