# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write accepted records to OMERO as the form master, in their order.

Number n is written when n - 1 is recorded; whoever writes completes the earlier ones first. A record whose digest
OMERO already holds is not written again: its writer died, or its answer was lost, between saving and marking.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.stopping import Stop, history_stopped
from omero_forms.domain.records.verify import is_newer
from omero_forms.domain.refs import namespace_of
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import Pause, put_off
from omero_forms.kit.leases import Lease, to_write
from omero_forms.kit.transactions import forbid_transaction
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.selectors.proven import Prover
from omero_forms.services.records.append import Appended, ensure_stream
from omero_forms.services.records.damage import note
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.heads import Heads, compare_heads, verified_print
from omero_forms.services.records.mark import mark_recorded
from omero_forms.services.records.verify import verify_stream

logger = logging.getLogger(__name__)

RETRY = Pause(timedelta(seconds=10), timedelta(minutes=10))


def check_heads(names: Collection[str], *, master: MasterSession, deadline: Deadline) -> Heads:
    """Before numbers are given: are the streams in OMERO as they were when all of them was verified?

    Those that are not are verified now. The others are returned as `proven`: what is written to them under a lease that
    was taken while they were so needs no other look. Raises `history_behind` when the database learned something new by
    that, or time ran out; `history_stopped` when what OMERO holds contradicts it; `other_database`; `site_differs`;
    `setup_incomplete` when others can read the store.
    """
    check_site(master)
    forbid_transaction()
    gateway.require_private(master)
    heads = compare_heads(names, master)
    proven = heads.proven
    for name in heads.found:
        stream = heads.rows.get(name)
        if name in proven:
            if stream and stream.stopped:
                raise history_stopped(Stop(stream.stopped))
            if heads.is_newer(name):
                raise history_stopped(Stop.NEWER)
        elif not heads.is_being_written(name) and put_right(name, master=master, deadline=deadline):
            raise error("history_behind")
    return heads


def put_right(name: str, *, master: MasterSession, deadline: Deadline) -> bool:
    """Verify a stream that is not as it was verified, under its lease. True when the database learned something new.

    Raises `history_stopped`, and `history_behind` when others hold the lease, or time ran out.
    """
    stream = ensure_stream(name)
    with to_write(stream.pk, deadline) as lease:
        if lease is None:
            raise error("history_behind")
        return _verify_unless_done(stream.pk, lease, master, deadline)


def _verify_unless_done(stream_id: int, lease: Lease, master: MasterSession, deadline: Deadline) -> bool:
    """Verify a stream, unless whoever held the lease before has done so. True when the database learned something
    new.
    """
    stream = Stream.objects.get(pk=stream_id)
    forbid_transaction()
    if compare_heads([stream.name], master).is_as_verified(stream.name):
        if stream.stopped:
            raise history_stopped(Stop(stream.stopped))
        return False
    return verify_stream(stream_id, lease, master=master, deadline=deadline)


def record_stream(name: str, *, upto: int | None, master: MasterSession, deadline: Deadline) -> bool:
    """Write the pending records of a stream. True when all up to number `upto` (None: all) are recorded.

    False when another process still holds the lease at the deadline, or time ran out: the sweep goes on.
    """
    check_site(master)
    stream = Stream.objects.get(name=name)
    target = stream.last_number if upto is None else upto
    while not _is_recorded(stream.pk, target):
        if deadline.passed:
            return False
        with to_write(stream.pk, deadline) as lease:
            if lease is None:
                continue
            _verify_unless_done(stream.pk, lease, master, deadline)
            _write_pending(stream.pk, lease, master, deadline)
    return True


def _is_recorded(stream_id: int, number: int) -> bool:
    return Stream.objects.filter(pk=stream_id, recorded_number__gte=number).exists()


def _write_pending(stream_id: int, lease: Lease, master: MasterSession, deadline: Deadline) -> None:
    stream = Stream.objects.get(pk=stream_id)
    pending = RecordRow.objects.filter(stream=stream_id, state=RecordState.PENDING, number__gt=stream.recorded_number)
    prover = Prover(master.server_uuid)
    seen: StreamPrint | None = verified_print(stream)
    for record in pending.order_by("number").select_related("stream"):
        if deadline.passed or not lease.renew():
            return
        sound = prover.record(record)
        if sound is None:
            # Somebody changed it in the database before OMERO had it. What nobody submitted is not recorded.
            note(stream, [Damage(DamageKind.DATABASE, record.number, None, record.digest)])
            _put_off(record)
            raise error("internal")
        if is_newer(sound):
            # Accepted by a newer version that shares the database: that one has to write it.
            _put_off(record)
            raise history_stopped(Stop.NEWER)
        annotation_id, seen = _write(record, sound, seen, master, is_private=False)
        mark_recorded(record, annotation_id, seen=seen)


def record_accepted(
    appended: Appended,
    lease: Lease,
    *,
    master: MasterSession,
    deadline: Deadline,
    also: Callable[[], object] | None = None,
) -> bool:
    """Write a record that was just accepted, and end the lease of its stream; `also` is done where it is marked.

    `lease` was taken with the number, while :func:`check_heads` had seen the stream to be as verified, the store to be
    private, and nothing waited: as long as it is ours, none of that need be asked again. False where it is not, or time
    ran out: then :func:`record_stream` has to look.
    """
    row = appended.row
    if row.number != row.stream.recorded_number + 1 or deadline.passed or not lease.outlasts_a_call():
        return False
    before = verified_print(row.stream)
    annotation_id, seen = _write(row, appended.record, before, master, is_private=True)
    return mark_recorded(row, annotation_id, seen=seen, ended=lease, also=also)


def _write(
    row: RecordRow, record: Record, before: StreamPrint | None, master: MasterSession, *, is_private: bool
) -> tuple[int, StreamPrint | None]:
    """The id of the annotation, and what the stream looks like with it as far as that is known.

    OMERO is not asked again: what was done to the stream in the meantime is not in that, so the next who looks finds a
    stream that is not as it was verified.
    """
    forbid_transaction()
    try:
        saved = gateway.append(master, record, is_private=is_private)
    except FormsError:
        _put_off(row)
        raise
    crash_point("saved")
    if before is None:
        return saved.annotation_id, None
    namespace = namespace_of(record.stream)
    seen = before.followed_by(master.person.id, namespace, added=saved.annotation_id, event=saved.event)
    return saved.annotation_id, seen


def put_off_stream(name: str) -> None:
    """Let other streams go first: this one's next record could not be written, for a reason of its own."""
    pending = RecordRow.objects.filter(stream__name=name, state=RecordState.PENDING)
    record = pending.order_by("number").first()
    if record is not None:
        _put_off(record)


def _put_off(record: RecordRow) -> None:
    put_off(RecordRow.objects.filter(pk=record.pk), record.attempts, RETRY)
