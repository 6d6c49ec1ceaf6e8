# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may work on a row at the moment. Held in the database (`models.waiting.Leased`), so processes share it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from omero_forms.kit.clocks import has_come
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.kept_writes import Rows
from omero_forms.models import CopyRow, Stream

POLL_SECONDS = 0.02

WRITE = timedelta(seconds=15)
COPY = timedelta(seconds=60)
"""Both are longer than any single call to OMERO takes: of the form master 3 s, of a worker that copies 30 s. So a
living holder renews in time, between its calls.
"""

RELEASED: dict[str, Any] = {"lease_owner": "", "lease_until": None}
"""For who ends a row in the same statement."""


@dataclass(slots=True)
class Lease:
    """The right to work on the rows that were claimed with it, until it runs out."""

    rows: QuerySet[Any] | Rows
    token: str
    lasts: timedelta
    until: datetime
    is_over: bool = False
    """whether it was given back, for good: in a transaction that was not taken back"""

    @property
    def held(self) -> QuerySet[Any]:
        """Those rows that nobody else took over meanwhile."""
        rows = self.rows.queryset if isinstance(self.rows, Rows) else self.rows
        return rows.filter(lease_owner=self.token)

    def _change(self, condition: Q, **changes: Any) -> bool:
        return self.rows.filter(condition, lease_owner=self.token).update(**changes) > 0

    def renew(self, *, now: datetime | None = None) -> bool:
        """Extend it. False when somebody else took over meanwhile: then stop writing."""
        return self.renew_if(Q(), now=now)

    def renew_if(self, condition: Q, /, *, now: datetime | None = None, **changes: Any) -> bool:
        """The same, with `changes` in the same statement; does nothing, and says so, when the rows are not as the
        condition says.
        """
        self.until = (now or timezone.now()) + self.lasts
        return self._change(condition, lease_until=self.until, **changes)

    def outlasts_a_call(self, *, now: datetime | None = None) -> bool:
        """Whether it is ours while OMERO is called once. Extended only where half of it is gone: before that nobody
        takes it over, whose clock is this one.
        """
        left = self.until - (now or timezone.now())
        return self.lasts / 2 < left <= self.lasts or self.renew(now=now)

    def release(self, **outcome: Any) -> bool:
        """Give it back and write the outcome with it; does nothing, and says so, when it is no longer ours."""
        return self.release_if(Q(), **outcome)

    def delete(self) -> None:
        """Delete the rows, where they are still ours; nothing else may hang on them."""
        self.rows.filter(lease_owner=self.token).delete()

    def give_up(self) -> None:
        """Give it back, unless that was done, with whatever came of it."""
        if not self.is_over:
            self.release()

    def release_if(self, condition: Q, /, **outcome: Any) -> bool:
        """The same, and nothing either when the rows are not as the condition says."""
        released = self._change(condition, **RELEASED, **outcome)
        if released:
            transaction.on_commit(self._end)
        return released

    def _end(self) -> None:
        self.is_over = True


def free(now: datetime, lasts: timedelta) -> Q:
    """Rows that nobody holds, or that are in the hands of somebody who is taken for dead."""
    return Q(lease_until__isnull=True) | has_come("lease_until", now, lasts)


def claim(
    rows: QuerySet[Any] | Rows,
    lasts: timedelta,
    *,
    only_if: Q | None = None,
    or_if: Q | None = None,
    now: datetime | None = None,
    **changes: Any,
) -> Lease | None:
    """The lease of those of the rows that are free, with `changes` written in the same statement; None when none is.

    Of rows that are not as `only_if` says, none is taken. Rows that are as `or_if` says are taken from whoever holds
    them. What `rows` selects by has to stay as it is while they are held.
    """
    moment = now or timezone.now()
    lease = Lease(rows, secrets.token_hex(16), lasts, moment + lasts)
    is_free = free(moment, lasts) if or_if is None else free(moment, lasts) | or_if
    taken = rows.filter(is_free) if only_if is None else rows.filter(is_free, only_if)
    count = taken.update(lease_owner=lease.token, lease_until=lease.until, **changes)
    return lease if count else None


@contextmanager
def leased(rows: QuerySet[Any] | Rows, lasts: timedelta, deadline: Deadline) -> Iterator[Lease | None]:
    """Wait for the lease until the deadline; None when it did not become free by then."""
    lease = claim(rows, lasts)
    while lease is None and not deadline.passed:
        time.sleep(POLL_SECONDS)
        lease = claim(rows, lasts)
    try:
        yield lease
    finally:
        if lease is not None:
            lease.give_up()


def to_write(stream_id: int, deadline: Deadline) -> AbstractContextManager[Lease | None]:
    """The lease of whoever writes a stream's records to OMERO."""
    return leased(Rows(Stream).filter(pk=stream_id), WRITE, deadline)


def to_copy(stream_id: int, deadline: Deadline) -> AbstractContextManager[Lease | None]:
    """The lease of whoever writes the copy of a stream's newest record."""
    CopyRow.objects.get_or_create(stream_id=stream_id)
    return leased(Rows(CopyRow).filter(stream=stream_id), COPY, deadline)
