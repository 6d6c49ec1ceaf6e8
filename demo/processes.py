# SPDX-License-Identifier: AGPL-3.0-or-later
"""One supervised process tree: every process a group of its own, a log each, and none outlives the supervisor.

Three nets: `stop()` ends all in the reverse order of their start; the kernel kills each child whose supervisor dies
(PR_SET_PDEATHSIG, on Linux); and a watchdog kills whole process groups, the children's children with them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """A process ended or did not answer; the message names it and quotes the end of its log."""


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Ask the kernel to send *sign* to this process when the thread that started it ends. Does nothing elsewhere than
    on Linux.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)


class Process:
    """One process of the tree; `log` holds what it printed."""

    def __init__(self, name: str, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.popen = popen
        self.log = log

    @property
    def pid(self) -> int:
        """Process id, which is also that of its group."""
        return self.popen.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.popen.poll() is None

    def tail(self, lines: int = 12) -> str:
        """The last lines of its log."""
        with contextlib.suppress(FileNotFoundError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""


class ProcessTree:
    """Starts, watches and ends processes. Use as a context manager, in the main thread."""

    def __init__(self, log_directory: Path) -> None:
        self.log_directory = log_directory
        log_directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._processes: list[Process] = []
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("watchdog.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> ProcessTree:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def processes(self) -> tuple[Process, ...]:
        """All that were started and not stopped, in the order of their start."""
        return tuple(self._processes)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> Process:
        """Start *command*; its output goes to `<name>.log`."""
        log = self.log_directory / f"{name}.log"
        log.touch(mode=0o600)
        with log.open("ab") as output:
            popen = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                cwd=directory,
                start_new_session=True,
                # Of all that it makes: logs, databases, sessions.
                umask=0o077,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - started from the main thread, and only calls prctl
            )
        process = Process(name, popen, log)
        self._tell_watchdog("+", process.pid)
        self._processes.append(process)
        return process

    def wait_until(self, process: Process, ready: Callable[[], bool], *, seconds: float, what: str = "answer") -> None:
        """Wait until *ready*; raises StartError when *process* ends before that, or *seconds* have passed."""
        end = time.monotonic() + seconds
        while not ready():
            if not process.running:
                message = (
                    f"{process.name} ended with status {process.popen.returncode} ({process.log}):\n{process.tail()}"
                )
                raise StartError(message)
            if time.monotonic() > end:
                message = f"{process.name} did not {what} within {seconds:.0f} s ({process.log}):\n{process.tail()}"
                raise StartError(message)
            time.sleep(0.05)

    def end(self, process: Process, *, patience: float = 8.0) -> None:
        """End *process* and its group: politely first, after *patience* seconds by force."""
        self._ask([process])
        self._force([process], time.monotonic() + patience)

    def stop(self, *, patience: float = 8.0) -> None:
        """End all, the last started first to be asked, within *patience* seconds together; then the watchdog."""
        processes = list(reversed(self._processes))
        self._ask(processes)
        self._force(processes, time.monotonic() + patience)
        if self._watchdog.stdin is not None and not self._watchdog.stdin.closed:
            self._watchdog.stdin.close()
        self._watchdog.wait()

    def _ask(self, processes: Sequence[Process]) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                # One that a test froze could not end.
                os.killpg(process.pid, signal.SIGCONT)
                process.popen.terminate()

    def _force(self, processes: Sequence[Process], end: float) -> None:
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.popen.wait(max(0.0, end - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.popen.wait()
            self._tell_watchdog("-", process.pid)
            with contextlib.suppress(ValueError):
                self._processes.remove(process)

    def _tell_watchdog(self, sign: str, group: int) -> None:
        pipe = self._watchdog.stdin
        if pipe is not None and not pipe.closed:
            with contextlib.suppress(BrokenPipeError):
                pipe.write(f"{sign}{group}\n".encode())
                pipe.flush()
