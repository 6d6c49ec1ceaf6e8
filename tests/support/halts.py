# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes that stop at a crash point that a test names, to be killed there or let go on; and a clock that it sets.

Test and processes share a folder. The test puts `PART.POINT` there; the first process of that part that comes to that
point takes it, with its process id, and stops: whatever else is to happen happens then, whatever the machine does.
"""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from tests.support.freezing import has_stopped
from tests.support.waiting import wait_for

FOLDER_VARIABLE = "FORMS_TESTS_HALTS"
Part = Literal["web", "worker", "verb"]

_installed = ExitStack()


@dataclass(frozen=True, slots=True)
class Halts:
    """The test's side of the folder."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find it."""
        return {FOLDER_VARIABLE: str(self.folder)}

    def want(self, part: Part, point: str) -> None:
        """Have the next process of that part stop there, once."""
        (self.folder / f"{part}.{point}").touch()

    def reached(self, part: Part, point: str) -> int:
        """Wait until one has stopped there; its process id."""
        found = wait_for(lambda: list(self.folder.glob(f"{part}.{point}.*")), f"{part} to come to {point}")
        process = int(found[0].suffix[1:])
        wait_for(lambda: has_stopped(process), f"{part} to stop at {point}")
        found[0].unlink()
        return process

    def clear(self) -> list[str]:
        """Want nothing any more; where nobody came."""
        left = [one for one in self.folder.iterdir() if one.name.split(".")[0] in {"web", "worker", "verb"}]
        for one in left:
            one.unlink()
        return [one.name for one in left]

    @property
    def clock(self) -> timedelta:
        """How far the clock of the processes is ahead."""
        return timedelta(seconds=_ahead(self.folder))

    def set_clock(self, ahead: timedelta) -> None:
        """Set their clock, at once and for all of them."""
        made = self.folder / "clock.made"
        made.write_text(str(ahead.total_seconds()))
        made.replace(self.folder / "clock")


def install(part: Part) -> None:
    """The other side: in a process that a test starts, and in all that it forks."""
    from django.utils import timezone

    from omero_forms.kit.crash_points import CrashPoint, visited

    folder = Path(os.environ[FOLDER_VARIABLE])
    true_now = timezone.now

    def visit(reached: CrashPoint) -> None:
        wanted = folder / f"{part}.{reached}"
        try:
            wanted.rename(folder / f"{wanted.name}.{os.getpid()}")
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGSTOP)

    def now() -> datetime:
        return true_now() + timedelta(seconds=_ahead(folder))

    _installed.enter_context(visited(visit))
    timezone.now = now


def _ahead(folder: Path) -> float:
    try:
        return float((folder / "clock").read_text())
    except FileNotFoundError:
        return 0.0
