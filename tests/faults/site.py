# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site of its own for faults: OMERO, Redis, OMERO.web and a worker that stop at crash points, and no beat, so that
nothing goes on before a test says so.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import requests
from celery import Celery
from omero.cmd import Delete2

from demo.records import StoredRecord
from demo.site import BIN, PATIENCE, ROOT, Site
from tests.faults.accepted import Told, log_in, verify_stream
from tests.faults.verbs import WARM
from tests.support.children import Child, Mother, result, was_killed
from tests.support.halts import Halts, Part
from tests.support.servers import Lab
from tests.support.waiting import wait_for

IN_FULL = "FAULTS_IN_FULL" in os.environ
"""What `make soak` asks for: more of each, at the pace of production."""

WEB_WORKERS = 8
"""One may stand at each crash point, and others answer meanwhile."""

LATER = timedelta(minutes=11)
"""Longer than any lease, and than the longest wait after a failure."""

SCHEMA = {
    "title": "Under fault",
    "type": "object",
    "properties": {"note": {"type": "string"}},
    "required": ["note"],
}
State = tuple[int, str]
"""Number of a submission, and how it stands."""


@dataclass
class Target:
    """A dataset, and what was sent for it: the answers to each key, by the note in them."""

    dataset: int
    told: dict[str, Told] = field(default_factory=dict)
    records: list[StoredRecord] = field(default_factory=list)
    """as OMERO held them when all was right the last time"""

    def sent(self, letters: int = 0) -> str:
        """A new note, which begins with its key; so many letters follow."""
        key = f"{uuid.uuid4()}{'x' * letters}"
        self.told[key] = Told(self.dataset)
        return key


@dataclass
class Stopped:
    """A request that stands at a crash point."""

    point: str
    target: Target
    process: int
    _answer: Future[requests.Response | None]

    def kill(self) -> None:
        """And no answer comes."""
        os.kill(self.process, signal.SIGKILL)
        assert self._answer.result() is None

    def go_on(self) -> None:
        """Let it, unless it was killed."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGCONT)

    @property
    def status(self) -> int:
        """Of the answer, once it is there."""
        answer = self._answer.result()
        assert answer is not None, f"no answer from {self.point}"
        return answer.status_code


class FaultSite:
    """The site, its people, and what tests do with them."""

    def __init__(self, site: Site, lab: Lab, database: Path) -> None:
        self.site = site
        self.lab = lab
        self.database = database
        folder = site.state / "halts"
        folder.mkdir()
        self.halts = Halts(folder)
        self._environment = {**site.environment, **self.halts.environment, "PYTHONPATH": str(ROOT)}
        self.mother = Mother(self._environment, site.state, warm=WARM)
        self.senders = ThreadPoolExecutor(200)
        self._broker = Celery(broker=site.broker_url, set_as_current=False)
        self._session: requests.Session | None = None
        self._logging_in = Lock()
        self.form = ""
        self._kept = site.state / "checkpoint.txt"
        self._doubled: set[tuple[str, int]] = set()

    def close(self) -> None:
        """End what runs of ours; the rest ends with the tree of the site."""
        for name in ("web", "worker"):
            self.kill(name)
        self._broker.close()
        self.senders.shutdown(wait=False, cancel_futures=True)
        self.mother.end()

    # ------------------------------------------------------------------------------------------------- the parts
    def start(self, *names: str) -> None:
        """`web` and `worker`, at the same time."""
        commands = {
            "web": [
                str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{self.site.ports.web}", "--workers", str(WEB_WORKERS), "--preload",
                "--worker-tmp-dir", str(self.site.omerodir / "var/tmp"), "tests.faults.wsgi:application",
            ],
            "worker": [sys.executable, "-m", "tests.faults.worker"],
        }  # fmt: skip
        # The log of one that was killed goes on.
        before = self._worker_said(" ready.")
        ready = {"web": self.site._web_answers, "worker": lambda: self._worker_said(" ready.") > before}
        tree = self.site.tree
        started = {
            name: tree.start(name, commands[name], environment=self._environment, directory=ROOT) for name in names
        }
        for name, process in started.items():
            tree.wait_until(process, ready[name], seconds=PATIENCE)

    def _worker_said(self, *words: str) -> int:
        log = self.site.tree.log_directory / "worker.log"
        said = log.read_text(errors="replace") if log.exists() else ""
        return sum(map(said.count, words))

    def kill(self, name: str) -> None:
        """A part with all its processes, as the machine would."""
        process = self.site.process(name)
        assert process is not None, f"{name} ended by itself"
        os.killpg(process.pid, signal.SIGKILL)
        process.popen.wait()
        self.site.tree.end(process)

    # --------------------------------------------------------------------------------------------------- commands
    def begin(self, *arguments: str) -> Child:
        """`omero-forms` with these arguments, as root where somebody is to be named."""
        return self.mother.start("tests.faults.verbs:run", list(arguments), self.site.root_password)

    def forms(self, *arguments: str, status: int | None = 0) -> str:
        """The same, waited for; what it printed. None for any status."""
        child = self.begin(*arguments)
        ended, printed = result(child)
        assert status in {ended, None}, f"{arguments}: {ended}\n{printed}\n{child.errors}"
        return str(printed)

    def killed_at(self, point: str, *arguments: str) -> None:
        """A verb that is killed there; then it is later."""
        self.halts.want("verb", point)
        child = self.begin(*arguments)
        self.kill_at("verb", point)
        assert was_killed(child)
        self.later()

    def later(self) -> None:
        """Leases have run out, and what was put off is due: for all processes it is later now."""
        self.halts.set_clock(self.halts.clock + LATER)

    def sweep(self) -> None:
        """Later, a worker has done what was due."""
        self.later()
        self.forms("sweep")

    def have_worker(self, task: str, *arguments: int) -> None:
        """Send Celery a task, such as `sweep`: a worker begins with it some time."""
        self._broker.send_task(f"omero_forms.tasks.{task}", args=arguments, queue="omero-forms")

    def have_worker_do(self, task: str) -> None:
        """The same, waited for, or for what was broken off before; it may have failed."""
        words = "] succeeded in", "] raised unexpected"
        done = self._worker_said(*words)
        self.have_worker(task)
        wait_for(lambda: self._worker_said(*words) > done, f"{task} by the worker")

    def lose_database(self) -> None:
        """Its tables are there, and nothing in them."""
        result(self.mother.start("tests.services.integrity.losing:lose_database"))

    # ----------------------------------------------------------------------------------------------------- people
    def target(self) -> Target:
        """A new dataset."""
        return Target(self.lab.dataset("author", "read_write", f"fault {uuid.uuid4().hex[:6]}"))

    def submit(self, target: Target, note: str, base: int | str = "any") -> requests.Response | None:
        """Answer the form; None where no answer came. What was accepted is remembered, and said once."""
        address = f"{self._address(target)}/submissions"
        body = {"version": 1, "base": base, "client_key": note[:36], "answers": {"note": note}, "message": ""}
        try:
            session = self._author()
            # A connection of its own for each, as several pages of one person have.
            answer = requests.post(
                address,
                json=body,
                cookies=session.cookies.get_dict(),
                headers={"X-CSRFToken": session.cookies["csrftoken"], "Referer": address},
                timeout=PATIENCE,
            )
        except (requests.RequestException, LookupError):
            return None
        if answer.status_code == 401:
            # OMERO was killed, and its sessions with it.
            self._session = None
        if answer.status_code in {201, 202}:
            submission = answer.json()["submission"]
            target.told[note].submissions.add((submission["number"], submission["digest"]))
            assert len(target.told[note].submissions) == 1, "an answer to the same key was another one"
        return answer

    def send_until_accepted(self, target: Target, note: str) -> None:
        """As a page does that had no answer."""

        def accepted() -> bool:
            answer = self.submit(target, note)
            assert answer is None or answer.status_code in {201, 202, 401} or answer.status_code >= 500, answer.text
            return answer is not None and answer.status_code in {201, 202}

        wait_for(accepted, "answers to be accepted")

    def leave_at(self, point: str, target: Target) -> None:
        """Submit by a request that is killed there."""
        with self.stopped_at({point: target}) as [request]:
            request.kill()

    @contextmanager
    def stopped_at(self, points: Mapping[str, Target]) -> Iterator[list[Stopped]]:
        """Requests that submit for each target and stand at its point."""
        stopped = []
        try:
            for point, target in points.items():
                self.halts.want("web", point)
                answer = self.senders.submit(self.submit, target, target.sent())
                stopped.append(Stopped(point, target, self.halts.reached("web", point), answer))
            yield stopped
        finally:
            for one in stopped:
                one.go_on()

    def kill_at(self, part: Part, point: str) -> None:
        """Wait until a process of that part has stopped there, and kill it."""
        os.kill(self.halts.reached(part, point), signal.SIGKILL)

    def page(self, target: Target) -> list[State]:
        """What the page of the object says, newest first."""
        answer = self.read(target)
        if answer.status_code == 401:
            self._session = None
            answer = self.read(target)
        assert answer.status_code == 200, answer.text
        return [(one["number"], one["state"]) for one in answer.json()["history"]]

    def read(self, target: Target) -> requests.Response:
        """What the page asks for."""
        return self._author().get(self._address(target), timeout=PATIENCE)

    def _author(self) -> requests.Session:
        with self._logging_in:
            session = self._session = self._session or log_in(self.site, "author")
            return session

    def _address(self, target: Target) -> str:
        return f"{self.site.url}/omero_forms/api/v1/objects/dataset/{target.dataset}/forms/{self.form}"

    # ------------------------------------------------------------------------------------------------------ truth
    def settle(self, *targets: Target) -> None:
        """Later, and until all of it is recorded and copied."""

        def settled() -> bool:
            self.sweep()
            pages = [self.page(one) for one in targets]
            return all(page[0][1] == "copied" and "pending" not in dict(page).values() for page in pages)

        wait_for(settled, "all to be recorded and copied")

    def delete_record(self, target: Target, number: int) -> None:
        """Out of OMERO, as somebody with root's password does it."""
        [annotation] = [one.annotation for one in target.records if one.number == number]
        delete = Delete2(targetObjects={"Annotation": [annotation]})
        with self.site.server.connect(self.site.server.root) as root:
            handle = root.factory.submit(delete, {"omero.group": "-1"})
            root.client.waitOnCmd(handle, loops=1200, ms=50)
            handle.close()

    def records(self, kind: str) -> int:
        """How many records OMERO has of it, asked by plain omero-py."""
        with self.site.server.connect(self.site.server.root) as root:
            hql = "select count(a.id) from MapAnnotation a where a.ns = :ns"
            return int(root.rows(hql, {"ns": f"omero-forms/{kind}"})[0][0])

    def rows_with(self, text: str) -> int:
        """How many key-value pairs hold it, in all of OMERO."""
        with self.site.server.connect(self.site.server.root) as root:
            hql = "select count(a.id) from MapAnnotation a join a.mapValue r where r.value like :text"
            return int(root.rows(hql, {"text": f"%{text}%"})[0][0])

    def keep_checkpoint(self) -> None:
        """Of all that is recorded now, for somebody outside."""
        self._kept.write_text(self.forms("checkpoint"))

    def all_are_there(self, *targets: Target) -> None:
        """What was accepted is in OMERO once, under the number that was told, in a chain that verifies."""
        for one in targets:
            one.records = verify_stream(self.site, one.dataset, self.form, one.told)
            numbers = sorted(number for told in one.told.values() for number, _digest in told.submissions)
            assert numbers == list(range(1, len(one.told) + 1))

    def all_is_right(self, *targets: Target, may_double: bool = False) -> None:
        """The same, and OMERO and database agree, and what was counted before is counted still.

        `may_double`: somebody wrote whose answer was lost, or whose lease ran out on the way. The same record twice
        counts once, and stays for the tests that come after.
        """
        self.all_are_there(*targets)
        newest = self.forms("checkpoint")
        said = self.verified("--since", str(self._kept), may_double=may_double)
        assert said["since"]["is_proven"]
        self._kept.write_text(newest)

    def verified(self, *arguments: str, may_double: bool = False) -> Any:
        """What `omero-forms verify` says, which finds nothing but records that may be there twice."""
        said = json.loads(self.forms("verify", "--json", *arguments, status=None))
        doubled = {(one["stream"], one["number"]) for one in said["findings"] if one["kind"] == "doubled"}
        if may_double:
            self._doubled |= doubled
        wrong = [one for one in said["findings"] if one["kind"] != "doubled"]
        assert not wrong, f"verify found {wrong}"
        assert doubled <= self._doubled, f"written twice: {doubled - self._doubled}"
        return said
