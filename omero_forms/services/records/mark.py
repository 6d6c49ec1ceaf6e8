# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mark records as recorded, and streams as verified or to be verified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from omero_forms.domain.records.prints import StreamPrint
from omero_forms.kit.kept_writes import Rows
from omero_forms.kit.leases import Lease
from omero_forms.kit.software import software
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.services.records.project import project


def mark_recorded(
    record: RecordRow,
    annotation_id: int,
    *,
    seen: StreamPrint | None = None,
    ended: Lease | None = None,
    also: Callable[[], object] | None = None,
) -> bool:
    """Number and bytes are final now. False where another writer, whose lease had run out, marked it meanwhile.

    `seen` is the stream's fingerprint with this record, where all of it is verified; `ended` the lease of a writer that
    has nothing more to write. `also` is done in the same transaction.
    """
    now = timezone.now()
    changes: dict[str, Any] = {"recorded_number": record.number, "recorded_digest": record.digest}
    if seen is not None:
        changes |= {"verified": verified_row(record.digest, seen), "verified_at": now}
    # The compare of compare-and-set; it locks the row, too.
    is_next = Q(recorded_number=record.number - 1)
    recorded = {"state": RecordState.RECORDED, "annotation_id": annotation_id, "recorded_at": now, "next_at": None}
    with short_write():
        moved = ended is not None and ended.release_if(is_next, **changes)
        if not moved and not Rows(Stream).filter(is_next, pk=record.stream_id).update(**changes):
            return False
        Rows(RecordRow).filter(pk=record.pk).update(**recorded)
        for name, value in recorded.items():
            setattr(record, name, value)
        project(record)
        if also is not None:
            also()
    return True


def mark_verified(stream: Stream, seen: StreamPrint, *, stopped: str = "") -> None:
    """All of the stream was read and verified when OMERO held `seen`; nothing waits to be checked any more."""
    rows = Stream.objects.filter(pk=stream.pk)
    rows.update(
        verified={**verified_row(rows.get().recorded_digest, seen), "software": software()},
        verified_at=timezone.now(),
        next_at=None,
        stopped=stopped,
    )


def verified_row(digest: str, seen: StreamPrint) -> dict[str, Any]:
    """`verified` of a stream: its newest record, and what OMERO held when all of it was verified."""
    return {"digest": digest, "print": seen.as_json()}


def check_later(names: list[str]) -> None:
    """Have a worker read these streams whole."""
    if not names:
        return
    due = Stream.objects.filter(Q(name__in=names) & Q(next_at__isnull=True))
    due.update(next_at=timezone.now())
