# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demo tells: numbered steps, what was done, how it was read back, and at the end which steps did not
happen.
"""

from __future__ import annotations

import os
import sys
import textwrap
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TextIO, TypeVar

T = TypeVar("T")

WIDTH = 100

A_WHILE = 180.0
"""Seconds for what a worker does in one, unless the machine is busy or only the next sweep finds it."""


class NotSoError(Exception):
    """Something that was read back is not what it should be; the message says what."""


def make_sure(holds: bool, otherwise: str) -> None:
    """Raise NotSoError with *otherwise* unless *holds*."""
    if not holds:
        raise NotSoError(otherwise)


def wait_for(ready: Callable[[], T | None], seconds: float, otherwise: str) -> T:
    """What *ready* returns when it is something; raises NotSoError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        found = ready()
        if found:
            return found
        if time.monotonic() > end:
            raise NotSoError(otherwise)
        time.sleep(0.25)


@dataclass(slots=True)
class Step(Generic[T]):
    """One step of the main job. Its result is there for steps that need it, and so only start when it happened."""

    name: str
    fault: str = ""
    results: list[T] = field(default_factory=list)

    @property
    def happened(self) -> bool:
        """Whether it gave a result."""
        return bool(self.results)

    @property
    def result(self) -> T:
        """What it gave. Raises NotSoError when it did not happen."""
        make_sure(self.happened, f"{self.name} did not happen")
        return self.results[0]


@dataclass(slots=True)
class Transcript:
    """Prints as it goes; `failed` are the steps that did not happen, by name."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    steps: list[Step[Any]] = field(default_factory=list)

    @property
    def failed(self) -> list[Step[Any]]:
        """Steps that did not happen."""
        return [step for step in self.steps if step.fault]

    def step(self, name: str, action: Callable[[], T], *, needs: Sequence[Step[Any]] = ()) -> Step[T]:
        """One step: an exception in *action* means that it did not happen, and the next one goes on."""
        step = Step[T](name)
        self._print("")
        self._print(self._bold(f"{len(self.steps) + 1}. {name}"))
        lacking = [needed.name for needed in needs if not needed.happened]
        self.steps.append(step)
        if lacking:
            step.fault = f"it needs: {', '.join(lacking)}"
            self.fault(step.fault)
            return step
        try:
            step.results.append(action())
        except Exception as error:
            step.fault = str(error) or type(error).__name__
            self.fault(step.fault)
            if os.environ.get("DEMO_TRACEBACK"):
                traceback.print_exc(file=self.out)
        return step

    def note(self, text: str) -> None:
        """One line before or after all steps."""
        self._print(text)

    def say(self, text: str) -> None:
        """What is being done, as sentences."""
        self._wrapped(text, "   ", "   ")

    def checked(self, text: str) -> None:
        """What was read back, and how."""
        self._wrapped(text, f"   {self._green('✓')} ", "     ")

    def fault(self, text: str) -> None:
        """Why a step did not happen."""
        first, *rest = text.splitlines() or [""]
        self._wrapped(f"This did not happen: {first}", f"   {self._red('✗')} ", "     ")
        for line in rest[:25]:
            self._print(f"       {line}")

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows in columns, indented."""
        widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            line = "   ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
            self._print(f"       {line}".rstrip()[: WIDTH + 20])

    def conclude(self) -> int:
        """The last line; the exit status of the demo."""
        self._print("")
        total = len(self.steps)
        if not self.failed:
            self._print(self._bold(self._green(f"All {total} steps happened.")))
            return 0
        self._print(self._bold(self._red(f"{len(self.failed)} of {total} steps did not happen:")))
        for step in self.failed:
            self._print(f"   {step.name}: {step.fault.splitlines()[0]}")
        return 1

    def _wrapped(self, text: str, first: str, rest: str) -> None:
        # Escape sequences of colours take no room on the line.
        visible = first.replace("\x1b[32m", "").replace("\x1b[31m", "").replace("\x1b[0m", "")
        lines = textwrap.wrap(text, WIDTH - len(visible), break_long_words=False, break_on_hyphens=False) or [""]
        self._print(first + lines[0])
        for line in lines[1:]:
            self._print(rest + line)

    def _print(self, text: str) -> None:
        print(text, file=self.out, flush=True)

    def _coloured(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.out.isatty() and "NO_COLOR" not in os.environ else text

    def _bold(self, text: str) -> str:
        return self._coloured("1", text)

    def _green(self, text: str) -> str:
        return self._coloured("32", text)

    def _red(self, text: str) -> str:
        return self._coloured("31", text)
