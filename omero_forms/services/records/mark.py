# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mark records as recorded, and streams as verified or to be verified."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from omero_forms.domain.records.prints import StreamPrint
from omero_forms.kit.software import software
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.services.records.project import project


def mark_recorded(record: RecordRow, annotation_id: int, *, seen: StreamPrint | None = None) -> None:
    """Number and bytes are final now. `seen` is the stream's fingerprint with this record, where all of it is
    verified.
    """
    now = timezone.now()
    verified = {} if seen is None else {"verified": _verified(record.digest, seen), "verified_at": now}
    with short_write():
        stream = Stream.objects.select_for_update().get(pk=record.stream_id)
        if stream.recorded_number != record.number - 1:
            return  # another writer, whose lease had run out, marked it meanwhile
        RecordRow.objects.filter(pk=record.pk).update(
            state=RecordState.RECORDED,
            annotation_id=annotation_id,
            recorded_at=now,
            next_at=None,
        )
        Stream.objects.filter(pk=stream.pk).update(
            recorded_number=record.number, recorded_digest=record.digest, **verified
        )
        project(RecordRow.objects.select_related("stream").get(pk=record.pk))


def mark_verified(stream: Stream, seen: StreamPrint, *, stopped: str = "") -> None:
    """All of the stream was read and verified when OMERO held `seen`; nothing waits to be checked any more."""
    rows = Stream.objects.filter(pk=stream.pk)
    rows.update(
        verified={**_verified(rows.get().recorded_digest, seen), "software": software()},
        verified_at=timezone.now(),
        next_at=None,
        stopped=stopped,
    )


def _verified(digest: str, seen: StreamPrint) -> dict[str, Any]:
    return {"digest": digest, "print": seen.as_json()}


def check_later(names: list[str]) -> None:
    """Have a worker read these streams whole."""
    due = Stream.objects.filter(Q(name__in=names) & Q(next_at__isnull=True))
    due.update(next_at=timezone.now())
