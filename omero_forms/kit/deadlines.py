# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time budgets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from omero_forms.gateway.patience import calls_end_at, end_of_answer, out_of_time, put_off_end

ANSWER_SECONDS = 5.0
"""What a request may take, from its arrival, whatever is sent or asked for; calls to OMERO end with it. What was
accepted by then is answered so, and the worker goes on.
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which no further call is begun."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """The moment `seconds` from now, whatever the wall clock does meanwhile."""
        return cls(time.monotonic() + seconds)

    @classmethod
    def of_answer(cls) -> Self:
        """When the answer to the request that is being answered has to be there; outside of one as if it came now."""
        end = end_of_answer()
        return cls.after(ANSWER_SECONDS) if end is None else cls(end)

    def share(self, seconds: float) -> Deadline:
        """The moment `seconds` from now, or this one where that comes first: so that one piece of work of many does not
        take the time of all.
        """
        return Deadline(min(self.at, time.monotonic() + seconds))

    @property
    def left(self) -> float:
        """Seconds until then; none once it is over."""
        return max(0.0, self.at - time.monotonic())

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.at


@contextmanager
def answering_in_time() -> Iterator[None]:
    """Around all that answers a request, from its arrival on."""
    with calls_end_at(Deadline.after(ANSWER_SECONDS).at):
        yield


@contextmanager
def ending_with_answer() -> Iterator[None]:
    """Around what the domain makes of answers, which may be large. Raises `omero_unavailable` when the time of the
    request is over, to be asked for again; where nobody waits it takes as long as it takes.
    """
    end = end_of_answer()
    if end is None:
        yield
        return
    try:
        with spending(Budget(end - time.monotonic())):
            yield
    except BudgetSpentError:
        raise out_of_time() from None


@contextmanager
def taking_the_senders_time() -> Iterator[None]:
    """Around what lasts as long as the line to the sender is slow: that does not count."""
    began = time.monotonic()
    yield
    put_off_end(time.monotonic() - began)
