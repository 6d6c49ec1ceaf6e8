# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child processes that are there at once: starting Python with Django and OMERO takes seconds each time.

`python -m tests.support.children DATABASE MODULE...` has imported all that they need, and forks one for each line that
it is given, as Celery's worker does: `[FOLDER, "MODULE:FUNCTION", [ARGUMENT...]]`. The folder gets `result`, `errors`
and, when it has ended, `status`.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]


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


def result(child: Child, *, seconds: float = 120) -> Any:
    """What the function returned. Fails with the child's errors when it did not."""
    assert child.status(seconds) == 0, child.errors
    return child.result


def was_killed(child: Child, *, seconds: float = 120) -> bool:
    """Whether the process died of SIGKILL, as it was meant to."""
    assert child.status(seconds) == -signal.SIGKILL, child.errors
    return True


class Mother:
    """The process that forks them, in the environment of the test or of a site; `database` where it is another one than
    that of the settings. Their folders lie in `folder`, and it has imported the modules `warm`.
    """

    def __init__(
        self, environment: Mapping[str, str], folder: Path, *, database: str = "", warm: Sequence[str] = ()
    ) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.children", database, *warm],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        atexit.register(self.end)

    def start(self, function: str, *arguments: Any) -> Child:
        """Call `MODULE:FUNCTION` in a process of its own."""
        child = Child(Path(tempfile.mkdtemp(prefix="child-", dir=self._folder)))
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(json.dumps([str(child.folder), function, arguments]) + "\n")
        pipe.flush()
        return child

    def end(self) -> None:
        """It ends when there is nobody any more who could give it something, and all of its children with it."""
        atexit.unregister(self.end)
        self._process.communicate()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _main(database: str, *warm: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    from django.conf import settings

    if database:
        settings.DATABASES["default"]["NAME"] = database
    import django

    django.setup()
    # Nothing is connected by it.
    for module in warm:
        importlib.import_module(module)
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
        module, _, name = function.partition(":")
        value = getattr(importlib.import_module(module), name)(*arguments)
        (folder / "result").write_text(json.dumps(value), encoding="utf-8")
        close_pools()
        status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _main(*sys.argv[1:])
