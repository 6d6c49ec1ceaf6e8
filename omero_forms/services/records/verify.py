# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read a stream whole, verify it, and bring database and OMERO together.

What OMERO lost or somebody altered is written again beside what is left of it, from bytes whose seal verifies; what the
database does not know is taken over; what is wrong is noted. Two different records of one number, or a number that
follows on none, stop the stream until an admin has looked.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Final, NoReturn

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.damage import LARGEST_NUMBER, Comparison, Damage, KnownRecord, StoredAnnotation, compare
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import CONTENT, Record
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.stopping import Stop, history_stopped
from omero_forms.domain.records.verify import INTEGRITY, redactions
from omero_forms.domain.refs import RecordRef
from omero_forms.gateway import records as gateway
from omero_forms.gateway.records import StoredRecord
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import Lease
from omero_forms.kit.transactions import forbid_transaction, short_write
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.stored import sealed
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.counting import Counting
from omero_forms.services.records.damage import former_holders, mark_mended, note
from omero_forms.services.records.foundations import build_waiting, form_of
from omero_forms.services.records.mark import check_later, mark_recorded, mark_verified
from omero_forms.services.records.project import forget
from omero_forms.services.records.read_back import adopt, restore_bytes
from omero_forms.services.records.redacted import note_unredacted
from omero_forms.services.records.unbuild import forget_from

logger = logging.getLogger(__name__)

ROUNDS = 3
"""The first finds and mends, the second finds all well; somebody who goes on tampering gets one more."""


STOPPED: Final = frozenset({"history_stopped", "needs_newer_version"})
"""Failures that say what was found: the stream was verified, and goes on no more until somebody has looked."""


def verify_even_if_stopped(stream_id: int, lease: Lease, *, master: MasterSession, deadline: Deadline) -> None:
    """The same as `verify_stream`; that the stream is stopped is no failure. Raises `history_behind`."""
    try:
        verify_stream(stream_id, lease, master=master, deadline=deadline)
    except FormsError as fault:
        if fault.code not in STOPPED:
            raise


def verify_stream(stream_id: int, lease: Lease, *, master: MasterSession, deadline: Deadline) -> bool:
    """Verify all records of a stream, under its lease. True when the database learned something new.

    Raises `history_stopped`; and `history_behind` when time or lease ran out, or somebody keeps on changing it: then a
    worker goes on with it.
    """
    learned = False
    for _round in range(ROUNDS):
        stream = Stream.objects.get(pk=stream_id)
        forbid_transaction()
        before = gateway.head(master, stream.name)
        known = records_of(stream)
        prover = Prover(master.server_uuid)
        stored, redacted = _stored(stream, known, master, prover, lease=lease, deadline=deadline)
        _forget(stream, known, redacted)
        comparison = _compared(stream, known, stored, redacted, master, prover)
        note(stream, comparison.damages)
        note_unredacted(stream, {number: one for one, number in comparison.with_content.items()})
        removed = _remove_redacted(comparison, lease, master)
        if comparison.set_aside:
            _leave_what_was_set_aside(stream, known, comparison, lease, master)
            learned = True
            continue
        if comparison.fork is not None:
            _take_over(stream, comparison, before=comparison.fork)
            # The decision may be there already, and this database not know it.
            check_later([ensure_stream(INTEGRITY).name])
            _stop(stream, before, Stop.FORK)
        mended, unproven = _bring_together(known, comparison, lease, master)
        # What only a later version understands stays in OMERO, for that version to take over.
        learned = _take_over(stream, comparison, before=comparison.newer) or learned
        last = Stream.objects.get(pk=stream_id).last_number
        if comparison.newer is not None:
            _stop(stream, before, Stop.NEWER)
        beyond = min((number for number in comparison.proven if number > last), default=None)
        if beyond is not None:
            # A number given now would be one that OMERO has already.
            note(stream, [Damage(DamageKind.GAP, beyond, None, "")])
            _stop(stream, before, Stop.GAP)
        if not mended and not removed:
            mark_mended(stream, but=unproven)
            mark_verified(stream, before)
            return learned
    check_later([stream.name])
    raise error("history_behind")


def _leave_what_was_set_aside(
    stream: Stream, known: dict[int, RecordRow], comparison: Comparison, lease: Lease, master: MasterSession
) -> None:
    """Forget records that lost a fork, which stay in OMERO: what was accepted is kept, also where it does not count."""
    there = {record.digest for _annotation, record in comparison.settled}
    for number in comparison.set_aside:
        if known[number].digest not in there:
            if not lease.renew():
                raise error("history_behind")
            gateway.append(master, sealed(known[number]))
    forget_from(stream, comparison.set_aside[0])


def _take_over(stream: Stream, comparison: Comparison, *, before: int | None) -> bool:
    """Whether the database learned something: what OMERO holds before that number."""
    end = before or LARGEST_NUMBER + 1
    fresh = [StoredRecord(*held[0]) for number, held in sorted(comparison.proven.items()) if number < end]
    if not adopt(stream, fresh):
        return False
    form = form_of(stream.name)
    if form is not None:
        build_waiting(form)
    return True


def records_of(stream: Stream) -> dict[int, RecordRow]:
    """All that the database knows of a stream, by number."""
    return {record.number: record for record in stream.records.select_related("stream").order_by("number")}


def compare_stream(stream: Stream, known: dict[int, RecordRow], master: MasterSession, prover: Prover) -> Comparison:
    """Hold all that OMERO has of a stream, which the database need not know, against what is known."""
    stored, redacted = _stored(stream, known, master, prover)
    return _compared(stream, known, stored, redacted, master, prover)


def _compared(
    stream: Stream,
    known: dict[int, RecordRow],
    stored: list[StoredAnnotation],
    redacted: Collection[RecordRef],
    master: MasterSession,
    prover: Prover,
) -> Comparison:
    return compare(
        stream.name,
        prover.server,
        stored,
        {number: _known(record) for number, record in known.items()},
        former_holders(stream) if stream.pk else {},
        keyring(),
        redacted=redacted,
        others=prover.set_aside.get(stream.name, ()),
        counts=Counting.by(master).counts,
    )


def _stored(
    stream: Stream,
    known: dict[int, RecordRow],
    master: MasterSession,
    prover: Prover,
    *,
    lease: Lease | None = None,
    deadline: Deadline | None = None,
) -> tuple[list[StoredAnnotation], Collection[RecordRef]]:
    """What OMERO has of a stream, and the records whose content must be missing.

    Raises `history_behind` when time or lease ran out: then a worker does it.
    """
    ids = gateway.stored_ids(master, stream.name)
    # Those whose rows were emptied, or changed beyond recognition, do not carry the name of the stream any more.
    held = {one.annotation_id for one in known.values() if one.annotation_id is not None}
    stored: list[StoredAnnotation] = []
    for chunk in gateway.read_annotations(master, stream.name, sorted({*ids, *held})):
        stored.extend(chunk)
        if (deadline and deadline.passed) or (lease and not lease.renew()):
            check_later([stream.name])
            raise error("history_behind")
    return stored, _redacted(stored, master, prover)


def _redacted(stored: list[StoredAnnotation], master: MasterSession, prover: Prover) -> Collection[RecordRef]:
    """The redacted records that the database knows of, and those that OMERO knows of where some content is missing."""
    known = prover.redacted
    if all(any(name == CONTENT for name, _value in one.rows) for one in stored):
        return known
    ensure_stream(INTEGRITY)
    check_later([INTEGRITY])
    in_omero = [one.record for one in gateway.read_stream(master, INTEGRITY)]
    return {*redactions(in_omero, master.server_uuid, keyring()), *known}


def _forget(stream: Stream, known: dict[int, RecordRow], redacted: Collection[RecordRef]) -> None:
    """Take out of the database what it still has, or has again, of redacted records."""
    held = {
        number: one
        for number, one in known.items()
        if RecordRef(stream.name, number, one.digest) in redacted and (one.content is not None or not one.redacted)
    }
    note_unredacted(stream, {number: None for number, one in held.items() if one.content is not None})
    for one in held.values():
        with short_write():
            forget(one)


def _remove_redacted(comparison: Comparison, lease: Lease, master: MasterSession) -> bool:
    """Take out of OMERO what it still has, or has again; whether that was anything."""
    if not comparison.with_content and not comparison.leftovers:
        return False
    if not lease.renew():
        raise error("history_behind")
    forbid_transaction()
    gateway.remove_content(master, comparison.with_content)
    gateway.remove(master, comparison.leftovers)
    crash_point("redacted")
    return True


def _known(record: RecordRow) -> KnownRecord:
    is_recorded = record.state == RecordState.RECORDED
    return KnownRecord(sealed(record), record.annotation_id, is_recorded)


def _bring_together(
    known: dict[int, RecordRow], comparison: Comparison, lease: Lease, master: MasterSession
) -> tuple[bool, set[int]]:
    """Whether OMERO got something again, and the numbers that nothing proves any more."""
    mended, unproven = False, set()
    prover = Prover()
    for number, record in known.items():
        held = comparison.proven.get(number)
        is_sound = prover.record(record) is not None
        if held:
            _take_from_omero(record, held, is_sound=is_sound)
        elif record.state != RecordState.RECORDED:
            continue
        elif is_sound:
            logger.error("record %s is not in OMERO as it was written, and is written again", record)
            _write_again(record, lease, master)
            mended = True
        else:
            unproven.add(number)
        if record.unproven != (number in unproven):
            RecordRow.objects.filter(pk=record.pk).update(unproven=number in unproven)
    return mended, unproven


def _take_from_omero(record: RecordRow, held: list[tuple[int, Record]], *, is_sound: bool) -> None:
    # The lower id counts when a save was repeated.
    annotation_id, stored = held[0]
    if not is_sound:
        restore_bytes(record, stored)
    if record.state == RecordState.PENDING:
        mark_recorded(record, annotation_id)
    elif record.annotation_id != annotation_id:
        RecordRow.objects.filter(pk=record.pk).update(annotation_id=annotation_id)


def _write_again(record: RecordRow, lease: Lease, master: MasterSession) -> None:
    if not lease.renew():
        raise error("history_behind")
    forbid_transaction()
    saved = gateway.append(master, sealed(record))
    crash_point("saved")
    RecordRow.objects.filter(pk=record.pk).update(annotation_id=saved.annotation_id)


def _stop(stream: Stream, seen: StreamPrint, why: Stop) -> NoReturn:
    """Looked at again once OMERO holds something else than now."""
    mark_verified(stream, seen, stopped=why)
    raise history_stopped(why)
