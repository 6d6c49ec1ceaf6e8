# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes that take work from one queue, as Celery's workers do, so that several can be measured beside one.

Each is `python -m benchmarks.workers`, in the environment of who starts it: it is told what to do as a line of JSON,
and says when it is done. Work that invites others to join is put at the front of the queue, once for each of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.processes import peak_megabytes

PAGE = 1000
Work = dict[str, Any]


class Workers:
    """So many processes, ready to work. Use as a context manager."""

    def __init__(self, count: int) -> None:
        command = [sys.executable, "-m", "benchmarks.workers"]
        self._processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)
        ]
        for process in self._processes:
            _said_by(process)  # that it has started

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=60)

    def do(self, works: Iterable[Work]) -> float:
        """Have all of it done; the megabytes of the largest process."""
        queue = _Queue(works)
        peaks: list[float] = []
        threads = [threading.Thread(target=_serve, args=(one, queue, peaks)) for one in self._processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if queue.failed:
            raise SystemExit(queue.failed)
        return max(peaks)


class _Queue:
    """Work that waits, and how much is under way: of that more may come."""

    def __init__(self, works: Iterable[Work]) -> None:
        self._waiting = deque(works)
        self._under_way = 0
        self._changed = threading.Condition()
        self.failed = ""

    def take(self) -> Work | None:
        with self._changed:
            while not self._waiting and self._under_way and not self.failed:
                self._changed.wait()
            if not self._waiting or self.failed:
                return None
            self._under_way += 1
            return self._waiting.popleft()

    def put_first(self, works: Iterable[Work]) -> None:
        with self._changed:
            self._waiting.extendleft(works)
            self._changed.notify_all()

    def done(self, failed: str = "") -> None:
        with self._changed:
            self._under_way -= 1
            self.failed = self.failed or failed
            self._changed.notify_all()


def _serve(process: subprocess.Popen[str], queue: _Queue, peaks: list[float]) -> None:
    assert process.stdin is not None
    while (work := queue.take()) is not None:
        process.stdin.write(json.dumps(work) + "\n")
        process.stdin.flush()
        said: Work = {}
        while not said.keys() & {"done", "failed"}:
            said = _said_by(process)
            queue.put_first([{**work, "joining": True}] * said.get("invites", 0))
        peaks.append(said.get("peak", 0))
        queue.done(said.get("failed", ""))


def _said_by(process: subprocess.Popen[str]) -> Work:
    assert process.stdout is not None
    line = process.stdout.readline()
    return json.loads(line) if line else {"failed": "a worker ended"}


def enumerate_group(client: Any, group_id: int) -> None:
    """The bare projections of a group's datasets, page by page: below that nobody evaluates them."""
    from omero.rtypes import rlong, unwrap
    from omero.sys import ParametersI

    query = client.factory.getQueryService()
    last, got = 0, PAGE
    while got == PAGE:
        parameters = ParametersI().page(0, PAGE)
        parameters.add("last", rlong(last)).add("group", rlong(group_id))
        rows = query.projection(
            "select o.id, o.name, o.details.owner.id, e.id, e.time "
            "from Dataset o join o.details.creationEvent e "
            "where o.id > :last and o.details.group.id = :group order by o.id",
            parameters, {"omero.group": "-1"},
        )  # fmt: skip
        found = [unwrap(one) for one in rows]
        got, last = len(found), found[-1][0] if found else 0


def _evaluate(group_id: int, *, joining: bool = False) -> None:
    from omero_forms.services.evaluations.evaluate import RunEnd, evaluate_group

    result = evaluate_group(group_id=group_id, joining=joining, invite=lambda workers: _say(invites=workers))
    assert result.state in {RunEnd.FINISHED, RunEnd.BUSY}, result


def _enumerate(group_id: int, *, port: int, password: str) -> None:
    from demo.lab import Server

    server = Server(port, password)
    with server.connect(server.root) as client:
        enumerate_group(client, group_id)


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    """Do what the lines say, until there are no more."""
    import django

    django.setup()
    import omero_forms.services.evaluations.evaluate  # noqa: F401  (before it is measured)

    _say(ready=True)
    does: dict[str, Callable[..., None]] = {"evaluate": _evaluate, "enumerate": _enumerate}
    for line in sys.stdin:
        work = json.loads(line)
        try:
            does[work.pop("do")](**work)
        except Exception as problem:  # noqa: BLE001  (who measures is told)
            _say(failed=repr(problem))
        else:
            _say(done=True, peak=peak_megabytes())


if __name__ == "__main__":
    main()
