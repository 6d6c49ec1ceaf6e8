# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write accepted records to OMERO as the form master, in their order.

Number n is written when n - 1 is recorded; whoever writes completes the earlier ones first. A record whose digest OMERO
already holds is not written again: its writer died, or its answer was lost, between saving and marking.
"""

import logging
from datetime import timedelta
from typing import NoReturn

from django.db.models import F, Min
from django.utils import timezone

from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records import NO_PREVIOUS
from omero_forms.domain.records import Record as SealedRecord
from omero_forms.domain.stopping import Stop, history_stopped
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.models import Record, RecordState, Stream
from omero_forms.services.deadlines import Deadline
from omero_forms.services.leases import Lease, leased
from omero_forms.services.projecting import project
from omero_forms.services.restoring import adopt, stored_history
from omero_forms.services.retries import doubling
from omero_forms.services.servers import check_server
from omero_forms.services.streams import ensure_stream
from omero_forms.services.transactions import forbid_transaction, short_write

logger = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=10)
RETRY_AT_MOST = timedelta(minutes=10)

LOOKED_AT_AGAIN = 20
"""Recorded numbers that are read again before the next is given. Two would do; these find a late double or fork too."""


def check_head(name: str, *, master: MasterSession, deadline: Deadline) -> None:
    """Before a number is given: does the database know what OMERO holds of this stream?

    Raises `history_behind` when it did not and the stream was read again, `history_stopped` when what OMERO holds
    contradicts it. Records that are recorded here and missing in OMERO are written again. Raises `other_database`, and `setup_incomplete` when others
    can read the store.
    """
    check_server(master.server_uuid)
    stream = Stream.objects.filter(name=name).first()
    forbid_transaction()
    gateway.require_private(master)
    head = _stored_head(name, stream, master)
    recorded = stream.recorded_number if stream else 0
    if head is None and recorded == 0:
        return
    if head is not None and _is_known(name, head, at_least=recorded):
        return
    if _reconcile_under_lease(name, master=master, deadline=deadline):
        raise error("history_behind")


def _stored_head(name: str, stream: Stream | None, master: MasterSession) -> SealedRecord | None:
    """The newest record of a stream in OMERO, looked for among the newest ones.

    Whatever was added since, by whomever, lies behind what was recorded last. Where that is not as it was, all are looked at.
    """
    since = _looked_through(stream) if stream else 0
    head = gateway.head(master, name, since=since)
    if stream and since and (head is None or head.digest != stream.recorded_digest):
        head = gateway.head(master, name)
    return head


def _looked_through(stream: Stream) -> int:
    """The annotation id from which on a stream is read again before a number is given; 0 for from its beginning."""
    newest = Record.objects.filter(
        stream=stream,
        state=RecordState.RECORDED,
        number__gt=stream.recorded_number - LOOKED_AT_AGAIN,
    )
    first: int | None = newest.aggregate(first=Min("annotation_id"))["first"]
    return first or 0


def _is_known(name: str, head: SealedRecord, *, at_least: int) -> bool:
    if head.number < at_least:
        return False
    rows = Record.objects.filter(stream__name=name, number=head.number, digest=head.digest)
    return rows.exists()


def _reconcile_under_lease(name: str, *, master: MasterSession, deadline: Deadline) -> bool:
    stream = ensure_stream(name)
    with leased(stream.pk, "lease", deadline) as lease:
        if lease is None:
            raise error("history_behind")
        return _reconcile(stream.pk, lease, master)


def _reconcile(stream_id: int, lease: Lease, master: MasterSession) -> bool:
    """Bring a stream and its records in OMERO together. True when the database learned something new."""
    stream = Stream.objects.get(pk=stream_id)
    history = stored_history(stream.name, master)
    known = {record.number: record for record in stream.records.order_by("number")}
    for number, versions in history.items():
        digests = {proven.record.digest for proven in versions}
        if number in known:
            digests.add(known[number].digest)
        if len(digests) > 1:
            _stop_for_fork(stream, number)
    for number, record in known.items():
        if number in history:
            # The lower id counts when a save was repeated.
            annotation_id = min(proven.annotation_id for proven in history[number])
            if record.state == RecordState.PENDING:
                _mark_recorded(record, annotation_id)
        elif record.state == RecordState.RECORDED:
            logger.error("a recorded record was missing in OMERO and is written again")
            _write_again(record, lease, master)
    adopted = adopt(stream, [versions[0] for number, versions in sorted(history.items())])
    if history and max(history) > Stream.objects.get(pk=stream_id).last_number:
        # One in between is missing or damaged. A number given now would be one that OMERO has already.
        logger.critical("%s: OMERO holds numbers that do not follow those known here", stream)
        _stop(stream, Stop.GAP)
    return adopted > 0


def _stop_for_fork(stream: Stream, number: int) -> NoReturn:
    logger.critical("fork in %s: two records of number %d; the stream is stopped", stream, number)
    _stop(stream, Stop.FORK)


def _stop(stream: Stream, why: Stop) -> NoReturn:
    Stream.objects.filter(pk=stream.pk).update(stopped=why)
    raise history_stopped(why)


def _write_again(record: Record, lease: Lease, master: MasterSession) -> None:
    if not lease.renew():
        raise error("history_behind")
    forbid_transaction()
    annotation_id = gateway.append(master, sealed(record))
    Record.objects.filter(pk=record.pk).update(annotation_id=annotation_id)


def sealed(record: Record) -> SealedRecord:
    """The record as OMERO gets it; not a byte is computed again."""
    return SealedRecord(
        server=parse_json(bytes(record.payload))["server"],
        kind=record.kind,
        stream=record.stream.name,
        number=record.number,
        previous=record.previous,
        digest=record.digest,
        key=record.key,
        seal=record.seal,
        payload=bytes(record.payload),
    )


def record_stream(
    name: str, *, upto: int | None, master: MasterSession, deadline: Deadline
) -> bool:
    """Write the pending records of a stream. True when all up to number `upto` (None: all) are recorded.

    False when another process still holds the lease at the deadline, or time ran out: the sweep goes on.
    """
    check_server(master.server_uuid)
    stream = Stream.objects.get(name=name)
    target = stream.last_number if upto is None else upto
    while not _is_recorded(stream.pk, target):
        if deadline.passed:
            return False
        with leased(stream.pk, "lease", deadline) as lease:
            if lease is None:
                continue
            _write_pending(stream.pk, lease, master, deadline)
    return True


def _is_recorded(stream_id: int, number: int) -> bool:
    return Stream.objects.filter(pk=stream_id, recorded_number__gte=number).exists()


def _write_pending(stream_id: int, lease: Lease, master: MasterSession, deadline: Deadline) -> None:
    stream = Stream.objects.get(pk=stream_id)
    if stream.stopped:
        raise history_stopped(stream.stopped)
    forbid_transaction()
    head = _stored_head(stream.name, stream, master)
    there = head.digest if head else NO_PREVIOUS
    if there != stream.recorded_digest:
        _reconcile(stream_id, lease, master)
    pending = Record.objects.filter(
        stream=stream_id, state=RecordState.PENDING, number__gt=stream.recorded_number
    )
    for record in pending.order_by("number").select_related("stream"):
        if deadline.passed or not lease.renew():
            return
        forbid_transaction()
        try:
            annotation_id = gateway.append(master, sealed(record))
        except FormsError:
            _put_off(record)
            raise
        _mark_recorded(record, annotation_id)


def put_off_stream(name: str) -> None:
    """Let other streams go first: this one's next record could not be written, for a reason of its own."""
    pending = Record.objects.filter(stream__name=name, state=RecordState.PENDING)
    record = pending.order_by("number").first()
    if record is not None:
        _put_off(record)


def _put_off(record: Record) -> None:
    """Try again later, less and less often; `next_attempt_at` is what the sweep looks for."""
    delay = doubling(RETRY_AFTER, record.attempts, RETRY_AT_MOST)
    Record.objects.filter(pk=record.pk).update(
        attempts=F("attempts") + 1, next_attempt_at=timezone.now() + delay
    )


def _mark_recorded(record: Record, annotation_id: int) -> None:
    now = timezone.now()
    with short_write():
        stream = Stream.objects.select_for_update().get(pk=record.stream_id)
        if stream.recorded_number != record.number - 1:
            return  # another writer, whose lease had run out, marked it meanwhile
        Record.objects.filter(pk=record.pk).update(
            state=RecordState.RECORDED,
            annotation_id=annotation_id,
            recorded_at=now,
            next_attempt_at=None,
        )
        Stream.objects.filter(pk=stream.pk).update(
            recorded_number=record.number, recorded_digest=record.digest
        )
        project(Record.objects.select_related("stream").get(pk=record.pk))
