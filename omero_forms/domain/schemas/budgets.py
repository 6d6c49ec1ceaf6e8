# SPDX-License-Identifier: AGPL-3.0-or-later
"""A limit on how long checking may take, so that no schema and no answers can hang a server process.

The one clock of the domain. It decides nothing but when to give up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import regex

MATCH_SECONDS = 0.25
"""What one match of one pattern may take."""


class BudgetSpentError(Exception):
    """The time is up. `pattern` is the pattern that took it, when it was one."""

    def __init__(self, pattern: str | None = None) -> None:
        super().__init__("the time for checking is spent")
        self.pattern = pattern


class Budget:
    """So many seconds of `clock` from now on. `gave_up` is whether something asked by way of :mod:`quick` could not
    say.
    """

    __slots__ = ("_deadline", "clock", "gave_up")

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._deadline = clock() + seconds
        self.gave_up = False

    @property
    def left(self) -> float:
        """Seconds until the time is up."""
        return self._deadline - self.clock()

    def check(self) -> None:
        """Raise BudgetSpentError when the time is up."""
        if self.clock() > self._deadline:
            raise BudgetSpentError

    def matches(self, compiled: regex.Pattern[str], pattern: str, text: str) -> bool:
        """Whether `compiled` is found in `text`. Raises BudgetSpentError when that takes too long."""
        left = self.left
        if left <= 0:
            raise BudgetSpentError
        try:
            return compiled.search(text, timeout=min(left, MATCH_SECONDS)) is not None
        except TimeoutError:
            raise BudgetSpentError(pattern) from None


_CURRENT: ContextVar[Budget] = ContextVar("omero_forms_budget")


@contextmanager
def spending(budget: Budget) -> Iterator[Budget]:
    """Everything that is checked inside the block spends `budget`."""
    token = _CURRENT.set(budget)
    try:
        yield budget
    finally:
        _CURRENT.reset(token)


def check() -> None:
    """Raise BudgetSpentError when the time of an enclosing :func:`spending` is up; nothing where there is none."""
    budget = _CURRENT.get(None)
    if budget is not None:
        budget.check()


def within(seconds: float) -> Budget:
    """A budget of so many seconds, or of what is left of the enclosing one, whose clock it has. Who gives up for the
    latter is not believed by whoever gave it: :func:`check` tells them.
    """
    around = _CURRENT.get(None)
    return Budget(seconds) if around is None else Budget(min(seconds, around.left), around.clock)


def current() -> Budget:
    """The budget of the enclosing :func:`spending`."""
    return _CURRENT.get()
