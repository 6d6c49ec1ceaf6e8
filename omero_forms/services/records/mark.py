# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marking records as recorded, and what a stream in OMERO looked like when all of it was verified."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from omero_forms.domain.records.format import NO_PREVIOUS
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.refs import namespace_of
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.selectors.proven import Prover
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
            next_attempt_at=None,
        )
        Stream.objects.filter(pk=stream.pk).update(
            recorded_number=record.number, recorded_digest=record.digest, **verified
        )
        project(RecordRow.objects.select_related("stream").get(pk=record.pk))


def verified_print(stream: Stream) -> StreamPrint:
    """What the stream looked like when all of it was last verified; of nothing, when it never was."""
    return StreamPrint.from_json(stream.verified.get("print", []))


def mark_verified(stream: Stream, seen: StreamPrint, *, stopped: str = "") -> None:
    """All of the stream was read and verified when OMERO held `seen`; nothing waits to be checked any more."""
    rows = Stream.objects.filter(pk=stream.pk)
    rows.update(
        verified=_verified(rows.get().recorded_digest, seen),
        verified_at=timezone.now(),
        check_due_at=None,
        stopped=stopped,
    )


def _verified(digest: str, seen: StreamPrint) -> dict[str, Any]:
    return {"digest": digest, "print": seen.as_json()}


def is_as_verified(stream: Stream | None, found: StreamPrint) -> bool:
    """Whether OMERO holds of a stream what was verified last, and the database still proves its head."""
    if stream is None:
        return found == StreamPrint()
    return found == verified_print(stream) and _knows_head(stream)


def is_being_written(stream: Stream, found: StreamPrint, master: MasterSession) -> bool:
    """Whether all that differs from what was verified may be the one record that another process of ours writes at
    this moment.

    A number may be given meanwhile: nothing becomes final before that process, or the next under the lease, has
    verified it.
    """
    is_waiting = stream.last_number > stream.recorded_number and not stream.stopped
    if not is_waiting or not _knows_head(stream):
        return False
    namespace = namespace_of(stream.name)
    return verified_print(stream).is_followed_by(found, master.person.id, namespace)


def _knows_head(stream: Stream) -> bool:
    """Whether the database has the newest record that was verified, and its seal proves it, or is known not to."""
    if stream.recorded_digest != stream.verified.get("digest", NO_PREVIOUS):
        return False
    if stream.recorded_number == 0:
        return stream.recorded_digest == NO_PREVIOUS
    head = RecordRow.objects.select_related("stream").filter(
        stream=stream, number=stream.recorded_number, state=RecordState.RECORDED
    )
    record = head.first()
    return (
        record is not None
        and record.digest == stream.recorded_digest
        and (record.unproven or Prover().content(record) is not None)
    )


def check_later(names: list[str]) -> None:
    """Have a worker read these streams whole."""
    due = Stream.objects.filter(Q(name__in=names) & Q(check_due_at__isnull=True))
    due.update(check_due_at=timezone.now())
