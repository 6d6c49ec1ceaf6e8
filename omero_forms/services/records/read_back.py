# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take over from OMERO what its seals prove: records that the database does not know, or whose bytes it has lost."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from omero_forms.domain.records.format import Record
from omero_forms.domain.times import time_from_text
from omero_forms.gateway.records import StoredRecord
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.services.records.foundations import is_built_on, note_unfounded
from omero_forms.services.records.project import repeat

logger = logging.getLogger(__name__)


def adopt(stream: Stream, history: Sequence[StoredRecord]) -> int:
    """Take over the recorded events that the database does not know, in order; the number of them.

    Stops at the first that does not follow the one before it. What stands on something that is not there is kept, and
    nothing is built on it.
    """
    adopted = 0
    unfounded: list[RecordRow] = []
    for stored in history:
        with short_write():
            row = Stream.objects.select_for_update().get(pk=stream.pk)
            record = stored.record
            if record.number <= row.last_number:
                continue
            if record.number != row.last_number + 1 or record.previous != row.last_digest:
                logger.error("%s: number %d does not follow the one before", stream, record.number)
                break
            made = row_of(row, stored)
            made.save(force_insert=True)
            Stream.objects.filter(pk=row.pk).update(
                last_number=record.number,
                last_digest=record.digest,
                recorded_number=record.number,
                recorded_digest=record.digest,
            )
            if not is_built_on(made):
                unfounded.append(made)
            adopted += 1
    note_unfounded(stream, unfounded)
    return adopted


def row_of(stream: Stream, stored: StoredRecord) -> RecordRow:
    """The row of a proven record that OMERO holds, not yet written."""
    return RecordRow(stream=stream, **columns_of_row(stored))


def columns_of_row(stored: StoredRecord) -> dict[str, Any]:
    """Its columns, but for the stream's."""
    record = stored.record
    return {
        "number": record.number,
        **_as_sealed(record),
        "state": RecordState.RECORDED.value,
        "annotation_id": stored.annotation_id,
        "accepted_at": time_from_text(record.payload_json()["time"]),
        "recorded_at": timezone.now(),
    }


def _as_sealed(record: Record) -> dict[str, Any]:
    """The columns that repeat a proven record: without content it was redacted."""
    return {
        "kind": record.kind,
        "payload": record.payload,
        "content": record.content,
        "redacted": record.content is None,
        "previous": record.previous,
        "digest": record.digest,
        "seal": record.seal,
        "key": record.key,
    }


def restore_bytes(record: RecordRow, stored: Record) -> None:
    """The row of a record as its proven one in OMERO has it, without content if that was redacted; and what repeats
    it.
    """
    with short_write():
        # The stream first, as everybody who writes both: or two would wait for each other.
        last = Stream.objects.select_for_update().get(pk=record.stream_id)
        RecordRow.objects.filter(pk=record.pk).update(**_as_sealed(stored))
        if last.recorded_number == stored.number:
            Stream.objects.filter(pk=last.pk).update(recorded_digest=stored.digest)
        if last.last_number == stored.number:
            Stream.objects.filter(pk=last.pk).update(last_digest=stored.digest)
        record.refresh_from_db()
        repeat(record)
