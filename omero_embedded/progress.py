# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a request is: its steps, told to whoever waits for them, and whether it is to be broken off."""

from __future__ import annotations

import threading
from collections.abc import Callable

TOLD_OF = 10
"""Steps of which callbacks hear; of a request with more, every so many."""


def _nobody(done: int, total: int) -> None:
    """Nobody waits for the steps."""


class Stopped(Exception):
    """A request goes no further, for the reason that its response names."""


class Progress:
    """The steps of one submitted request, those of the requests within it included."""

    def __init__(self, tell: Callable[[int, int], None] = _nobody) -> None:
        self._tell = tell
        self.done, self.total = 0, 1
        self.under_way = threading.Event()
        self.broken_off = threading.Event()

    def expect(self, steps: int) -> None:
        """Say how many steps there are. Raises Stopped for none."""
        self.total = steps
        if steps == 0:
            raise Stopped("no-steps")

    def begin(self) -> None:
        """The steps take their time from here on: nobody should wait for the end without being told of them."""
        self.under_way.set()

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self.done % max(1, self.total // TOLD_OF) == 0:
            self._tell(self.done, self.total)

    def check(self) -> None:
        """Raises Stopped when somebody has broken the request off."""
        if self.broken_off.is_set():
            raise Stopped("cancel-called")

    def wait(self, seconds: float) -> None:
        """Let time pass, until the request is broken off at the latest."""
        self.broken_off.wait(seconds)
