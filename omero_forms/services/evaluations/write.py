# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing what changed, in transactions so short that nobody else has to wait."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from omero_forms.domain.chunks import chunks
from omero_forms.domain.policies.exemptions import ExemptionState
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.transactions import short_write
from omero_forms.models import Evaluation, ExemptedObject, Finding, GateTurn, JudgedPage
from omero_forms.selectors.windows import Window
from omero_forms.services.evaluations.counts import Counts
from omero_forms.services.evaluations.findings import KEY, WRITTEN, Changes, Row
from omero_forms.services.evaluations.judge import LEFT
from omero_forms.services.evaluations.judged_pages import drop, forget, keep
from omero_forms.services.evaluations.runs import Run, hold, recount, save_progress


@dataclass(slots=True)
class Pace:
    """How many rows one transaction takes, so that others wait for the lock at most a moment."""

    rows: int = 200
    target_seconds: float = 0.08

    def took(self, seconds: float) -> None:
        """Adapt to how long the last batch held the database."""
        if seconds > self.target_seconds:
            self.rows = max(20, self.rows // 2)
        elif seconds < self.target_seconds / 3:
            self.rows = min(1000, self.rows * 3 // 2)


def write_changes(
    run: Run, changes: Changes, *, fingerprint: str, pace: Pace, judged: Sequence[JudgedPage] = ()
) -> int:
    """Write a page in short transactions, the last of which moves the run's cursor past it and keeps by what pages were
    `judged`.

    A worker that dies in between leaves the cursor before the page, and writing the page again changes
    nothing. Raises `RunLostError` when another worker took the run over.
    """
    now = timezone.now()
    closing = [(reason, pk) for reason, pks in changes.close.items() for pk in pks]
    putting = changes.put
    forgotten = False
    while putting or closing:
        put, putting = putting[: pace.rows], putting[pace.rows :]
        room = pace.rows - len(put)
        close, closing = closing[:room], closing[room:]
        with short_write():
            # Timed from here: what came before was waiting for others.
            begun = time.monotonic()
            hold(run)
            if not forgotten:
                drop(judged)
                forgotten = True
            _put(put)
            _close(close, now)
            _ask_gates(changes)
        pace.took(time.monotonic() - begun)
        crash_point("found")
    with short_write():
        hold(run)
        keep(judged)
        save_progress(run, fingerprint)
    return len(changes)


def write_between(
    run: Run,
    base: Evaluation,
    changes: Changes,
    *,
    object_type: ObjectType,
    window: Window,
    before: Counts,
    after: Counts,
) -> int:
    """Write what judging the objects of a window changed, at most a page of them, and its effect on the numbers of the
    run that it builds upon.

    In one transaction: were it broken off, the numbers would never learn of what the findings say.
    """
    now = timezone.now()
    with short_write():
        hold(run)
        _put(changes.put)
        _close(((reason, pk) for reason, pks in changes.close.items() for pk in pks), now)
        _ask_gates(changes)
        if changes:
            forget(base.group_id, object_type.value, window)
            recount(base, before, after)
    return len(changes)


def _ask_gates(changes: Changes) -> None:
    """Have the gates of these policies looked at, with whatever is written: other objects may comply now."""
    if changes.gates:
        GateTurn.objects.filter(policy__in=changes.gates).update(asked=F("asked") + 1)


def _put(findings: Sequence[Row]) -> None:
    """One prepared statement for all rows: to make one of many rows costs Django longer than writing them."""
    if findings:
        with connection.cursor() as cursor:
            cursor.executemany(_upsert(), findings)


@cache
def _upsert() -> str:
    """As SQLite and PostgreSQL read it, with the columns of `Row`."""
    quote = connection.ops.quote_name
    ours = {one.name: quote(one.column or one.name) for one in Finding._meta.concrete_fields}  # noqa: SLF001  (documented)
    columns = {name: ours[name] for name in (*KEY, *WRITTEN)}
    written = ", ".join(f"{columns[name]} = excluded.{columns[name]}" for name in WRITTEN)
    return (
        f"INSERT INTO {quote(Finding._meta.db_table)} ({', '.join(columns.values())}) "  # noqa: S608, SLF001
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(columns[name] for name in KEY)}) DO UPDATE SET {written}"
    )


def _close(closing: Iterable[tuple[str, int]], now: datetime) -> None:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for reason, pk in closing:
        by_reason[reason].append(pk)
    for reason, pks in by_reason.items():
        # Values over 500 would not fit one statement of SQLite; a batch has at most 1,000.
        for some in chunks(pks, 500):
            closed = Finding.objects.filter(pk__in=some)
            closed.update(closed_at=now, closed_reason=reason, changed_at=now)
            if reason in LEFT:
                _end_exemptions(closed, now)


def _end_exemptions(left: QuerySet[Finding], now: datetime) -> None:
    """Objects that left a policy's scope are not excused any more, should they come back. A worker ends exemptions of
    which no object is left.
    """
    theirs = left.filter(
        policy=OuterRef("exemption__policy"),
        object_type=OuterRef("object_type"),
        object_id=OuterRef("object_id"),
        creation_event=OuterRef("creation_event"),
    )
    ids = left.values("object_id")
    named = ExemptedObject.objects.filter(object_id__in=ids, left_at=None, exemption__state=ExemptionState.APPROVED)
    named.filter(Exists(theirs)).update(left_at=now)
