# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child processes that share the test's database and OMERO, for what only several processes, or a dead one, can show.

`python -m tests.services.submissions.children DATABASE` has imported all that they need, and forks one for each line
that it is given, as Celery's worker does: `[FOLDER, FUNCTION, [ARGUMENT...]]`, a function of this module. The folder
gets `result`, `errors` and, when it has ended, `status`.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.waiting import wait_for

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Child:
    """A process that was started, by its folder."""

    folder: Path

    def status(self, seconds: float) -> int:
        """How it ended, as subprocess says it."""
        wait_for((self.folder / "status").exists, "a child process to end", seconds=seconds)
        return int(self._read("status"))

    @property
    def errors(self) -> str:
        """The end of what it said when it failed."""
        return self._read("errors")[-3000:]

    @property
    def result(self) -> Any:
        """What the function returned."""
        return json.loads(self._read("result"))

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def start(function: str, *arguments: Any) -> Child:
    """Call a function of this module in a process of its own."""
    from django.db import connection

    # Imported by the test process only: in the other one it would make another OMERODIR.
    from tests.support import environment

    child = Child(Path(tempfile.mkdtemp(prefix="child-", dir=environment.ROOT)))
    pipe = _mother(str(connection.settings_dict["NAME"])).stdin
    assert pipe is not None
    pipe.write(json.dumps([str(child.folder), function, arguments]) + "\n")
    pipe.flush()
    return child


def result(child: Child, *, seconds: float = 120) -> Any:
    """What the function returned. Fails with the child's errors when it did not."""
    assert child.status(seconds) == 0, child.errors
    return child.result


def killed(child: Child, *, seconds: float = 120) -> bool:
    """Whether the process died of SIGKILL, as it was meant to."""
    assert child.status(seconds) == -signal.SIGKILL, child.errors
    return True


@cache
def _mother(database: str) -> subprocess.Popen[str]:
    """The process that forks them: starting Python with Django and OMERO takes seconds each time."""
    mother = subprocess.Popen(
        [sys.executable, "-m", "tests.services.submissions.children", database],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        text=True,
    )
    # It ends when there is nobody any more who could give it something.
    atexit.register(mother.communicate)
    return mother


def append_entries(stream: str, count: int) -> list[int]:
    """Append events as fast as it goes; the numbers they were given."""
    from omero_forms.domain.records.acts import Act, Capacity, Via
    from omero_forms.domain.records.format import Parts
    from omero_forms.domain.records.seals import Sealer, private_key_from_seed
    from omero_forms.domain.refs import Person
    from omero_forms.kit.transactions import short_write
    from omero_forms.services.records.append import Entry, append

    sealer = Sealer(private_key_from_seed(bytes(32)))
    act = Act(Person(7, "clara"), None, Capacity.ADMIN, Via.COMMAND)
    entry = Entry("server", stream, "form.owners", Parts({"form": "f", "owners": []}, names={"owners": []}), act)
    numbers = []
    for _ in range(count):
        with short_write():
            numbers.append(append(entry, base=None, sealer=sealer).number)
    return numbers


def submit_often(who: str, dataset: int, form: str, keys: list[str], seed: int) -> list[int]:
    """Submit once for each key, and each a second time, as a page does that had no answer; the numbers."""
    from omero_forms.services.submissions.submit import submit

    numbers = []
    with _session(who) as user:
        for key in keys:
            request = _submitted(dataset, form, key, {"sample": f"S{seed}"})
            first = submit(user, request).submission
            again = submit(user, request).submission
            assert first.pk == again.pk
            numbers.append(first.number)
    return numbers


def submit_once(who: str, dataset: int, form: str, key: str) -> str:
    """Submit; "accepted", or the code of the refusal."""
    from omero_forms.domain.errors import FormsError
    from omero_forms.services.submissions.submit import submit

    with _session(who) as user:
        try:
            submit(user, _submitted(dataset, form, key, {"sample": "HeLa"}))
        except FormsError as refused:
            return refused.code
    return "accepted"


def submit_and_die(where: str, who: str, dataset: int, form: str, key: str) -> None:
    """Submit, and die by SIGKILL at one of the crash points on the way."""
    from omero_forms.kit.crash_points import visited
    from omero_forms.services.submissions.submit import submit

    def die(reached: str) -> None:
        if reached == where:
            os.kill(os.getpid(), signal.SIGKILL)

    with visited(die), _session(who) as user:
        submit(user, _submitted(dataset, form, key, {"sample": "HeLa"}))


def checkpoint_and_die(where: str) -> None:
    """Make the checkpoint of the day, and die by SIGKILL at one of the crash points on the way."""
    from omero_forms.kit.crash_points import visited
    from omero_forms.services.log.make import make_due_checkpoint

    def die(reached: str) -> None:
        if reached == where:
            os.kill(os.getpid(), signal.SIGKILL)

    with visited(die):
        make_due_checkpoint()


def checkpoint() -> int:
    """Make the checkpoint of the day, unless another process does; how many there are then."""
    from omero_forms.models import RecordRow
    from omero_forms.services.log.make import make_due_checkpoint

    make_due_checkpoint()
    return RecordRow.objects.filter(stream__name="checkpoint").count()


def copy(submission: int) -> None:
    """Write the copy of a submission, as a worker does."""
    from tests.support.world import copy_by_agent

    copy_by_agent(submission)


def _session(who: str) -> Any:
    from omero_forms.conf import conf
    from omero_forms.gateway.sessions import open_password_session

    settings = conf()
    return open_password_session(settings.omero_host, settings.omero_port, who, who)


def _submitted(dataset: int, form: str, key: str, answers: dict[str, Any]) -> Any:
    from uuid import UUID

    from omero_forms.domain.records.acts import Via
    from omero_forms.domain.refs import ObjectType
    from omero_forms.services.submissions.request import SubmissionRequest

    return SubmissionRequest(
        object_type=ObjectType.DATASET,
        object_id=dataset,
        form_id=form,
        version=1,
        base=None,
        client_key=UUID(key),
        answers=answers,
        message="",
        via=Via.API,
    )


def _main(database: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    import django

    django.setup()
    # What all of them need, once. Nothing is connected by it.
    from omero_forms.services.records import append  # noqa: F401
    from omero_forms.services.submissions import copy, submit  # noqa: F401

    # Nobody waits for those who watch.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            folder, function, arguments = json.loads(line)
            _watch(Path(folder), function, arguments)


def _watch(folder: Path, function: str, arguments: list[Any]) -> None:
    """Start it, and write down how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        _work(folder, function, arguments)
    _child, status = os.waitpid(child, 0)
    made = folder / "status.made"
    made.write_text(str(os.waitstatus_to_exitcode(status)), encoding="utf-8")
    made.replace(folder / "status")
    os._exit(0)


def _work(folder: Path, function: str, arguments: list[Any]) -> None:
    """Call it."""
    from omero_forms.gateway.sessions import close_pools

    with (folder / "errors").open("w", encoding="utf-8") as errors:
        os.dup2(errors.fileno(), sys.stderr.fileno())
    status = 1
    try:
        value = globals()[function](*arguments)
        (folder / "result").write_text(json.dumps(value), encoding="utf-8")
        close_pools()
        status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _main(*sys.argv[1:])
