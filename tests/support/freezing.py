# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stopping a process so that it has stopped: the signal only asks for it, and on a busy machine a thread may still
answer for a while.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.support.waiting import wait_for


def freeze(process: int) -> None:
    """Stop a process with all its threads; SIGCONT lets it go on."""
    os.kill(process, signal.SIGSTOP)
    wait_for(lambda: has_stopped(process), f"process {process} to stop")


def freeze_group(group: int) -> None:
    """The same with all processes of a group."""
    os.killpg(group, signal.SIGSTOP)
    members = [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _group_of(entry) == group
    ]
    wait_for(lambda: all(map(has_stopped, members)), f"processes {members} to stop")


def has_stopped(process: int) -> bool:
    """Also of one that has ended."""
    states = [_words(thread)[0] for thread in Path(f"/proc/{process}/task").glob("*")]
    return all(state in {"T", "t", "Z", "X", ""} for state in states)


def _group_of(folder: Path) -> int | None:
    words = _words(folder)
    return int(words[2]) if len(words) > 2 else None


def _words(folder: Path) -> list[str]:
    """State, parent, group and so on of a process or thread; the state alone, empty, of one that is no more."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return [""]
