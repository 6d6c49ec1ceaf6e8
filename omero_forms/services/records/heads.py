# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is a stream in OMERO as it was when all of it was verified? Asked for many streams as for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from omero_forms.domain.records.format import NO_PREVIOUS, Record
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.records.verify import is_newer
from omero_forms.domain.refs import namespace_of
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.kept_queries import kept_query
from omero_forms.kit.software import software
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.selectors.proven import Prover


@dataclass(frozen=True, slots=True)
class Heads:
    """Streams as OMERO holds them (`found`) beside what the database knows of them (`rows`, where there is one)."""

    found: Mapping[str, StreamPrint]
    rows: Mapping[str, Stream]
    master_id: int
    server: str
    """The OMERO database that all of them are of"""
    _newest: Mapping[int, RecordRow] = field(repr=False)
    _prover: Prover = field(repr=False)
    _proven: dict[int, Record | None] = field(default_factory=dict, repr=False)

    def is_as_verified(self, name: str) -> bool:
        """Whether OMERO holds of a stream what was verified last, and the database still proves its head."""
        stream = self.rows.get(name)
        if stream is None:
            return self.found[name] == StreamPrint()
        if stream.stopped == Stop.NEWER and stream.verified.get("software") != software():
            # Another version stopped it: this one may understand what that one did not.
            return False
        return self.found[name] == verified_print(stream) and self._knows_head(stream)

    @property
    def proven(self) -> dict[str, StreamPrint]:
        """What OMERO holds of those that are as they were verified."""
        return {name: seen for name, seen in self.found.items() if self.is_as_verified(name)}

    @property
    def are_quiet(self) -> bool:
        """Whether all are as they were verified, and nobody was writing any of them when they were read."""
        proven = self.proven
        return proven.keys() == self.found.keys() == self.rows.keys() and all(
            row.lease_until is None and is_still_proven(row, proven[name]) for name, row in self.rows.items()
        )

    def is_newer(self, name: str) -> bool:
        """Whether the newest record of a stream is one that only a later version understands."""
        stream = self.rows.get(name)
        newest = None if stream is None else self._newest.get(stream.pk)
        sound = None if newest is None else self._sound(newest)
        return sound is not None and is_newer(sound)

    def is_being_written(self, name: str) -> bool:
        """Whether all that differs from what was verified may be the one record that another process of ours writes at
        this moment.

        A number may be given meanwhile: nothing becomes final before that process, or the next under the lease, has
        verified it.
        """
        stream = self.rows.get(name)
        if stream is None or stream.stopped or stream.last_number <= stream.recorded_number:
            return False
        if not self._knows_head(stream):
            return False
        before, namespace = verified_print(stream), namespace_of(name)
        return before.is_followed_by(self.found[name], self.master_id, namespace)

    def _knows_head(self, stream: Stream) -> bool:
        """Whether the database has the newest record that was verified, and its seal proves it, or is known not to."""
        if stream.recorded_digest != stream.verified.get("digest", NO_PREVIOUS):
            return False
        if stream.recorded_number == 0:
            return stream.recorded_digest == NO_PREVIOUS
        newest = self._newest.get(stream.pk)
        return (
            newest is not None
            and newest.digest == stream.recorded_digest
            and (newest.unproven or self._sound(newest) is not None)
        )

    def _sound(self, newest: RecordRow) -> Record | None:
        """The newest record of a stream as far as it is proven; proven once, whatever is asked of it."""
        if newest.pk not in self._proven:
            self._proven[newest.pk] = self._prover.record(newest)
        return self._proven[newest.pk]


def compare_heads(names: Collection[str], master: MasterSession, prover: Prover | None = None) -> Heads:
    """What OMERO and the database say of each stream: as many calls and statements for a thousand as for one.

    The site was looked at before (`check_site` in `gate.py`), so the database is of the OMERO that the session is of.
    `prover` is that of the answer for which it is asked.
    """
    found = gateway.heads(master, names)
    of_stream, rows = _newest(found)
    missing = found.keys() - rows.keys()
    if missing:
        empty = {one.name: one for one in Stream.objects.filter(name__in=missing)}
        rows |= empty
        begun = [name for name, one in empty.items() if one.recorded_number]
        if begun:
            # Its first record was recorded in between.
            newest, as_then = _newest(begun)
            of_stream |= newest
            rows |= as_then
    if prover is None or prover.server != master.server_uuid:
        prover = Prover(master.server_uuid)
    return Heads(found, rows, master.person.id, master.server_uuid, of_stream, prover)


def _newest(names: Collection[str]) -> tuple[dict[int, RecordRow], dict[str, Stream]]:
    """The newest recorded record of each stream that has one, by the stream's id; and the streams, as they were in the
    same moment.
    """
    of_stream = {one.stream_id: one for one in _recorded_last(list(names))}
    return of_stream, {one.stream.name: one.stream for one in of_stream.values()}


@kept_query
def _recorded_last(names: list[str]) -> QuerySet[RecordRow]:
    return RecordRow.objects.select_related("stream__copy").filter(
        stream__name__in=names, number=F("stream__recorded_number"), state=RecordState.RECORDED
    )


def verified_print(stream: Stream) -> StreamPrint:
    """What the stream looked like when all of it was last verified; of nothing, when it never was."""
    return StreamPrint.from_json(stream.verified.get("print", []))


def is_still_proven(stream: Stream, seen: StreamPrint) -> bool:
    """Whether nobody of ours has written a stream, or is about to, since OMERO was seen to hold it so.

    Asked of the locked row: what is written gets its number before, and the row tells until it is marked as recorded.
    """
    nothing_waits = stream.last_number == stream.recorded_number and not stream.stopped
    is_the_verified = stream.recorded_digest == stream.verified.get("digest", NO_PREVIOUS)
    return nothing_waits and is_the_verified and verified_print(stream) == seen
