# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workers and beat as processes of their own, on the test's database, OMERO, Redis and mail server.

`python -m tests.tasks.processes DATABASE EVERY BUDGET ARGUMENT...` is Celery's command line with an evaluation every
EVERY seconds and runs given back after as many as the file BUDGET says.
"""

from __future__ import annotations

import os
import sys
import uuid
from functools import partial
from pathlib import Path

import redis

from demo.processes import Process, ProcessTree
from tests.support.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]

USUAL_BUDGET = "300"


def start(
    tree: ProcessTree,
    name: str,
    *arguments: str,
    every: int = 3600,
) -> Process:
    """Start one of them; its output is in `process.log`."""
    from django.db import connection

    command = [
        sys.executable,
        "-m",
        "tests.tasks.processes",
        str(connection.settings_dict["NAME"]),
        str(every),
        str(budget_file()),
        *arguments,
    ]
    unique = f"{name}-{uuid.uuid4().hex[:6]}"
    return tree.start(unique, command, environment={**os.environ, "PYTHONPATH": str(ROOT)}, directory=ROOT)


def budget_file() -> Path:
    """Holds the seconds after which a run is given back, read before each task by workers that run already."""
    # Imported by the test process only: in those started here it would make another OMERODIR.
    from tests.support import environment

    return environment.ROOT / "budget"


class Fleet:
    """Celery workers with one child process each. They outlive a test, since starting one takes seconds."""

    def __init__(self, tree: ProcessTree) -> None:
        self._tree = tree
        self._workers: list[Process] = []

    def ready(self, count: int) -> list[Process]:
        """So many workers and no more; those of the tests before, where they are alive."""
        self._workers = [worker for worker in self._workers if worker.running]
        for excess in self._workers[count:]:
            self._tree.end(excess)
        del self._workers[count:]
        while len(self._workers) < count:
            self._workers.append(self._start())
        for worker in self._workers:
            self._tree.wait_until(
                worker,
                partial(is_ready, worker),
                seconds=120,
                what="get ready",
            )
        return list(self._workers)

    def settle(self, broker: str) -> None:
        """Wait until nothing is queued or at work; what does not come to an end is ended."""
        for worker in [one for one in self._workers if one.running]:
            try:
                wait_for(partial(is_idle, worker, broker), "rest", seconds=60)
            except AssertionError:
                self._tree.end(worker)

    def _start(self) -> Process:
        name = uuid.uuid4().hex[:6]
        arguments = ("worker", "--loglevel=INFO", "--concurrency=1", f"--hostname={name}@test")
        return start(self._tree, "worker", *arguments)


def is_ready(worker: Process) -> bool:
    """Whether the worker has said that it takes tasks."""
    return "ready." in worker.log.read_text()


def is_idle(worker: Process, broker: str) -> bool:
    """Whether nothing waits in the queue and the worker ended all that it took."""
    log = worker.log.read_text()
    # Messages that expired are taken and thrown away; one whose task failed is ended too.
    ended = sum(log.count(words) for words in ("] succeeded in", "Discarding revoked task", "] raised "))
    return redis.Redis.from_url(broker).llen("omero-forms") == 0 and log.count("] received") == ended


def _main(database: str, every: str, budget: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    from omero_forms import settings as ours

    ours.FORMS_EVALUATE_EVERY = int(every)  # type: ignore[attr-defined]  # set by OMERO.web
    import django

    django.setup()
    from celery.signals import task_prerun

    from omero_forms.celery import app
    from omero_forms.tasks import evaluations

    @task_prerun.connect(weak=False)
    def read_budget(**_: object) -> None:
        evaluations.BUDGET_SECONDS = float(Path(budget).read_text(encoding="utf-8"))

    app.start(list(arguments))


if __name__ == "__main__":
    _main(*sys.argv[1:])
