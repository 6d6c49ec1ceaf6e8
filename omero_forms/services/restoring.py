# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read streams back from OMERO. What a seal does not prove is left out."""

import logging
from collections.abc import Sequence

from django.utils import timezone

from omero_forms.domain.records import verify
from omero_forms.gateway import records as gateway
from omero_forms.gateway.records import StoredRecord
from omero_forms.gateway.sessions import MasterSession
from omero_forms.models import Record, RecordState, Stream
from omero_forms.services.projecting import project
from omero_forms.services.sealing import public_keys
from omero_forms.services.transactions import forbid_transaction, short_write

logger = logging.getLogger(__name__)


def stored_history(name: str, master: MasterSession) -> dict[int, list[StoredRecord]]:
    """The proven records of a stream by number, the lowest annotation id first.

    Records without a valid seal are what somebody else put there: they are logged and otherwise ignored.
    """
    forbid_transaction()
    stored = gateway.read_stream(master, name)
    keys = public_keys()
    history: dict[int, list[StoredRecord]] = {}
    for one in sorted(stored, key=lambda one: one.annotation_id):
        record = one.record
        if record.stream != name or record.server != master.server_uuid or verify(record, keys):
            logger.error("annotation %d is not a proven record of its stream", one.annotation_id)
            continue
        history.setdefault(record.number, []).append(one)
    return history


def adopt(stream: Stream, history: Sequence[StoredRecord]) -> int:
    """Take over the recorded events that the database does not know, in order; the number of them.

    Stops at the first that does not follow the one before it.
    """
    adopted = 0
    for stored in history:
        with short_write():
            row = Stream.objects.select_for_update().get(pk=stream.pk)
            record = stored.record
            if record.number <= row.last_number:
                continue
            if record.number != row.last_number + 1 or record.previous != row.last_digest:
                logger.error("%s: number %d does not follow the one before", stream, record.number)
                return adopted
            now = timezone.now()
            made = Record.objects.create(
                stream=row,
                number=record.number,
                kind=record.kind,
                payload=record.payload,
                previous=record.previous,
                digest=record.digest,
                seal=record.seal,
                key=record.key,
                state=RecordState.RECORDED,
                annotation_id=stored.annotation_id,
                accepted_at=now,
                recorded_at=now,
            )
            Stream.objects.filter(pk=row.pk).update(
                last_number=record.number,
                last_digest=record.digest,
                recorded_number=record.number,
                recorded_digest=record.digest,
            )
            project(made)
            adopted += 1
    return adopted
