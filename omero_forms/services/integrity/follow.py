# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from a redaction that is recorded: its content goes wherever a worker reaches it, once and for good.

Each step may be done again, and the row of the redaction stays due until all of them are.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from omero_forms.domain.errors import FormsError, error
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import Pause, is_due, put_off
from omero_forms.kit.leases import to_write
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import CopyState, RedactionRow, Stream, Submission
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.redacted import forget_again
from omero_forms.services.records.verify import verify_even_if_stopped

logger = logging.getLogger(__name__)

RETRY = Pause(timedelta(seconds=10), timedelta(minutes=10))
SECONDS = 60.0


def follow(redaction_id: int) -> bool:
    """Take the content away. True when nothing is left to do.

    Raises `omero_unavailable`, `history_behind`, `other_database`, `site_differs`, `setup_incomplete`: then a worker
    goes on.
    """
    row = RedactionRow.objects.get(pk=redaction_id)
    if row.record_id is None or row.done_at is not None:
        return row.done_at is not None
    _remove(row)
    _have_copied_anew(row.stream)
    crash_point("forgotten")
    scrub()
    RedactionRow.objects.filter(pk=row.pk).update(done_at=timezone.now(), next_at=None, attempts=0)
    return True


def follow_due(deadline: Deadline, *, now: datetime | None = None) -> int:
    """Go on with all redactions that are not done, and look for content that came back; how many were done."""
    done = 0
    if forget_again():
        scrub()
    due = RedactionRow.objects.filter(is_due(now or timezone.now(), RETRY), record__isnull=False, done_at__isnull=True)
    for row in due.order_by("next_at", "pk"):
        if deadline.passed:
            break
        try:
            done += follow(row.pk)
        except Exception as fault:  # what is wrong with one must not keep the others waiting
            known = isinstance(fault, (FormsError, DatabaseError))
            logger.log(logging.WARNING if known else logging.ERROR, "%s is not redacted yet", row, exc_info=not known)
            put_off(RedactionRow.objects.filter(pk=row.pk), row.attempts, RETRY)
    return done


def _remove(row: RedactionRow) -> None:
    """Out of OMERO, and out of the read model."""
    with master_session() as master:
        check_site(master)
        stream = ensure_stream(row.stream)
        with to_write(stream.pk, Deadline.after(SECONDS)) as lease:
            if lease is None:
                raise error("history_behind")
            # What keeps a history from going on keeps nothing in it that was redacted.
            verify_even_if_stopped(stream.pk, lease, master=master, deadline=Deadline.after(SECONDS))


def _have_copied_anew(stream: str) -> None:
    """The copy is made of what is left, or taken off, by whoever makes copies."""
    with short_write():
        number = Stream.objects.get(name=stream).recorded_number
        newest = Submission.objects.filter(record__stream__name=stream, number=number)
        newest.update(copy_state=CopyState.REPAIR, copy_reason="", attempts=0, next_at=timezone.now())


def scrub() -> None:
    """Have SQLite write its file anew, without what it only marked as deleted, and empty the log beside it.

    Raises `database_unavailable` while somebody still reads what was there before. PostgreSQL keeps old rows until they
    are vacuumed, and its own log: `UNREACHED` says so.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if (busy := cursor.fetchone()) is not None and busy[0]:
            raise error("database_unavailable")
