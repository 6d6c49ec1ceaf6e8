# SPDX-License-Identifier: AGPL-3.0-or-later
"""Give the next number of a stream to an entry, once. No call to OMERO happens here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from omero_forms.domain.records.acts import Act
from omero_forms.domain.records.format import NO_PREVIOUS, Parts, Record, new_unsealed, seal_record
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.records.stopping import Stop, history_stopped
from omero_forms.kit.kept_writes import Rows, insert
from omero_forms.kit.software import software
from omero_forms.models import RecordRow, Stream


class StaleNumberError(Exception):
    """The stream has gone on since its reader looked; `head` is its number now."""

    def __init__(self, head: int) -> None:
        super().__init__(head)
        self.head = head


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be appended: the kind, its own fields, and whose deed it was."""

    server: str
    stream: str
    kind: str
    parts: Parts
    act: Act


def ensure_stream(name: str) -> Stream:
    """The row of a stream, made when it is new."""
    stream, _ = Stream.objects.get_or_create(
        name=name, defaults={"last_digest": NO_PREVIOUS, "recorded_digest": NO_PREVIOUS}
    )
    return stream


def last_number(name: str) -> int:
    """The number of the newest record of a stream; 0 before there is one."""
    last = RecordRow.objects.filter(stream__name=name).order_by("-number").values_list("number", flat=True).first()
    return last or 0


def locked_stream(name: str) -> Stream:
    """The row of a stream, locked until the transaction ends."""
    return locked_streams([name])[name]


def locked_streams(names: Collection[str]) -> dict[str, Stream]:
    """The rows of streams, made where they are new, locked until the transaction ends."""
    known = set(Stream.objects.filter(name__in=names).values_list("name", flat=True))
    # In one order, so that two who make or lock several never wait for each other.
    new = [Stream(name=name, last_digest=NO_PREVIOUS, recorded_digest=NO_PREVIOUS) for name in sorted({*names} - known)]
    Stream.objects.bulk_create(new, ignore_conflicts=True)
    return {one.name: one for one in Stream.objects.select_for_update().filter(name__in=names).order_by("name")}


def lock_streams(names: Collection[str]) -> None:
    """Keep the rows of streams, as far as there are such, locked until the transaction ends."""
    for _row in Stream.objects.select_for_update().filter(name__in=names).order_by("name"):
        pass


@dataclass(frozen=True, slots=True)
class Appended:
    """An entry that was accepted: its row, and the record in it. That was sealed here, and needs no proof."""

    row: RecordRow
    record: Record


Move = Callable[[Stream, dict[str, Any]], bool]
"""Writes changes to the row of a stream, unless it is not as it was read any more: then False."""


def append(entry: Entry, *, base: int | None, sealer: Sealer) -> RecordRow:
    """Accept an entry, of a stream that nothing was read of: see :func:`append_to`."""
    _require_transaction()
    return append_to(locked_stream(entry.stream), entry, base=base, sealer=sealer).row


def move_locked(stream: Stream, changes: dict[str, Any]) -> bool:
    """The compare of compare-and-set: on a database whose lock did not hold, nothing is numbered twice."""
    return Rows(Stream).filter(pk=stream.pk, last_number=stream.last_number).update(**changes) == 1


def append_to(stream: Stream, entry: Entry, *, base: int | None, sealer: Sealer, move: Move = move_locked) -> Appended:
    """Accept an entry: number, time, bytes and seal are fixed from here on.

    Call it inside a short_write(), together with the rows of the read model that belong to the entry. `base` is the
    number after which it may come, None for any. `stream` is locked, unless `move` does without. Raises
    StaleNumberError when the stream is elsewhere, `history_stopped` when an admin has to look at the stream first.
    """
    _require_transaction()
    if stream.stopped:
        raise history_stopped(Stop(stream.stopped))
    if base is not None and stream.last_number != base:
        raise StaleNumberError(stream.last_number)
    now = timezone.now()
    unsealed = new_unsealed(
        server=entry.server,
        kind=entry.kind,
        stream=entry.stream,
        number=stream.last_number + 1,
        previous=stream.last_digest,
        key=sealer.fingerprint,
        act=entry.act,
        time=now,
        software=software(),
        parts=entry.parts,
        salt=secrets.token_hex(16),
    )
    sealed = seal_record(unsealed, sealer)
    if not move(stream, {"last_number": sealed.number, "last_digest": sealed.digest}):
        raise StaleNumberError(sealed.number)
    stream.last_number, stream.last_digest = sealed.number, sealed.digest
    row = RecordRow(
        stream=stream,
        number=sealed.number,
        kind=sealed.kind,
        payload=sealed.payload,
        content=sealed.content,
        previous=sealed.previous,
        digest=sealed.digest,
        seal=sealed.seal,
        key=sealed.key,
        accepted_at=now,
        next_at=now,
    )
    insert(row)
    return Appended(row, sealed)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given inside a transaction")
