# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams that the database knows, held against what OMERO has of them: many small ones with as many calls as one, a
long one in parts. Nothing is written but what was noticed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage import Damage, KnownRecord, claimed_number
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import NO_PREVIOUS
from omero_forms.domain.records.histories import History, Part, Proofs
from omero_forms.gateway import store
from omero_forms.gateway.map_rows import Row, map_rows
from omero_forms.gateway.records import ANNOTATIONS_PER_READ
from omero_forms.gateway.store import StoreReader, Whereabouts
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import Lease, to_write
from omero_forms.models import RecordRow, Stream, Submission
from omero_forms.selectors.proven import as_stored
from omero_forms.services.integrity.read_model import Repeated, submissions_by_record
from omero_forms.services.records.damage import former_holders_of, were_holders

PART = 500
"""Records of one stream that are held in memory together."""

AT_ONCE = 500
"""Records of several streams that are read together."""

WAIT_SECONDS = 5.0
"""For whoever is writing a stream that does not look right: what was seen of it may have been half done."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A stream, how many records it has on either side, and what is wrong with it."""

    stream: str
    records: int
    damages: list[Damage]


def batches(streams: Iterable[Stream]) -> Iterator[list[Stream]]:
    """Streams that are read together, in their order."""
    batch: list[Stream] = []
    records = 0
    for one in streams:
        if batch and records + one.last_number > AT_ONCE:
            yield batch
            batch, records = [], 0
        batch.append(one)
        # One without records takes its place in questions, too.
        records += max(1, one.last_number)
    if batch:
        yield batch


def compare_streams(reader: StoreReader, proofs: Proofs, streams: Sequence[Stream]) -> Iterator[Compared]:
    """Each of them; one that does not look right is looked at again while nobody writes it."""
    for stream, compared in zip(streams, _compared(reader, proofs, streams), strict=True):
        if not compared.damages:
            yield compared
            continue
        with to_write(stream.pk, Deadline.after(WAIT_SECONDS)) as lease:
            yield compare_alone(reader, proofs, stream.name, lease)


def compare_unknown(reader: StoreReader, proofs: Proofs, ids_of: Mapping[str, Sequence[int]]) -> Iterator[Compared]:
    """Streams that the database does not know, unless it came to know them just now."""
    sizes = [Stream(name=name, last_digest=NO_PREVIOUS, last_number=len(ids)) for name, ids in ids_of.items()]
    for batch in batches(sizes):
        for stream in batch:
            stream.last_number = 0
        found = list(_compared(reader, proofs, batch))
        known_now = set(Stream.objects.filter(name__in=[one.name for one in batch]).values_list("name", flat=True))
        for one in found:
            yield compare_alone(reader, proofs, one.stream) if one.stream in known_now else one


def compare_alone(reader: StoreReader, proofs: Proofs, name: str, lease: Lease | None = None) -> Compared:
    """One stream, whether the database knows it or not, in parts."""
    row = Stream.objects.filter(name=name).first()
    looking = _Looking(reader, proofs, name, row, {} if row is None else former_holders_of([row.pk]).get(row.pk, {}))
    records = RecordRow.objects.filter(stream=0 if row is None else row.pk).select_related("stream")
    held = records.exclude(annotation_id=None).values_list("annotation_id", "number")
    numbers = {one: number for one, number in held if one is not None}
    ids = store.ids_by_stream(reader, [name])[name]
    homes, guests = _parts(reader, {*ids, *numbers}, {**looking.former, **numbers})
    for part in sorted({*homes, *guests, *range((0 if row is None else row.last_number) // PART + 1)}):
        rows = {one.number: one for one in records.filter(number__gt=part * PART, number__lte=(part + 1) * PART)}
        if lease is not None:
            lease.renew()
        looking.look_at(rows, homes[part] | guests[part], guests[part])
    return looking.done()


def _parts(
    reader: StoreReader, ids: Collection[int], numbers: Mapping[int, int]
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Annotations by the part that their record is of; and those of other parts that claim to be of this one."""
    homes: dict[int, set[int]] = defaultdict(set)
    guests: dict[int, set[int]] = defaultdict(set)
    claims = store.claimed_numbers(reader, sorted(ids))
    for one in ids:
        claimed = claimed_number([("number", claims.get(one))]) or 1
        home = (numbers.get(one, claimed) - 1) // PART
        homes[home].add(one)
        if (claimed - 1) // PART != home:
            guests[(claimed - 1) // PART].add(one)
    return homes, guests


def _compared(reader: StoreReader, proofs: Proofs, streams: Sequence[Stream]) -> Iterator[Compared]:
    """Streams that are read together; a long one is alone."""
    if len(streams) == 1:
        yield compare_alone(reader, proofs, streams[0].name)
        return
    ids_of = store.ids_by_stream(reader, [one.name for one in streams])
    former = former_holders_of([one.pk for one in streams])
    rows: dict[int, dict[int, RecordRow]] = defaultdict(dict)
    for row in RecordRow.objects.filter(stream__in=[one.pk for one in streams]):
        rows[row.stream_id][row.number] = row
    records = [row for of_one in rows.values() for row in of_one.values()]
    held = {row.annotation_id for row in records if row.annotation_id is not None}
    there = _annotations(reader, {*held, *(one for ids in ids_of.values() for one in ids)})
    submissions = submissions_by_record(records)
    for stream in streams:
        for row in rows[stream.pk].values():
            row.stream = stream
        own = {row.annotation_id for row in rows[stream.pk].values() if row.annotation_id is not None}
        looking = _Looking(reader, proofs, stream.name, stream, former.get(stream.pk, {}))
        looking.look_at(rows[stream.pk], {*ids_of[stream.name], *own}, (), there, submissions)
        yield looking.done()


Annotations = Mapping[int, tuple[Whereabouts, Sequence[Row]]]


def _annotations(reader: StoreReader, ids: Collection[int]) -> Annotations:
    """Annotations with their rows, of those outside of the store without."""
    found: dict[int, tuple[Whereabouts, Sequence[Row]]] = {}
    for some in chunks(sorted(ids), ANNOTATIONS_PER_READ):
        placed = store.places(reader, some)
        rows = map_rows(reader.wire, [one.id for one in placed if one.group == reader.group], group=reader.group)
        found.update({one.id: (one, rows.get(one.id, ())) for one in placed})
    return found


class _Looking:
    """Goes through one stream, part after part."""

    def __init__(
        self, reader: StoreReader, proofs: Proofs, name: str, row: Stream | None, former: Mapping[int, int]
    ) -> None:
        self.former = former
        self._reader = reader
        self._name = name
        self._row = row
        self._history = History(proofs)
        self._repeated = Repeated(name)
        self._damages: list[Damage] = []

    def look_at(
        self,
        rows: Mapping[int, RecordRow],
        ids: Collection[int],
        guests: Collection[int],
        there: Annotations | None = None,
        submissions: Mapping[int, Submission] | None = None,
    ) -> None:
        """The next part: its rows in the database and annotations in OMERO; `guests` are of other parts."""
        reader, server = self._reader, self._history.proofs.server
        if there is None:
            there = _annotations(reader, ids)
        known = {
            number: KnownRecord(as_stored(row, server=server), row.annotation_id, row.is_recorded)
            for number, row in rows.items()
        }
        own = {*self.former, *(one.annotation_id for one in known.values())}
        here = [there[one] for one in ids if one in there]
        part = Part(
            self._name,
            [store.as_stored(reader, one, its, self._name) for one, its in here if one.group == reader.group],
            known,
            self.former,
            {*guests, *self._held_elsewhere([one for one in ids if one not in own])},
            {one.id: f"It lies in group {one.group} now." for one, _its in here if one.group != reader.group},
        )
        self._damages += self._history.look_at(part)
        if submissions is None:
            submissions = submissions_by_record(rows.values())
        self._damages += self._repeated.look_at(rows, self._history.sound, submissions)

    def _held_elsewhere(self, ids: Sequence[int]) -> set[int]:
        """Annotations that carry the name of this stream, and hold or held a record of another one."""
        if not ids:
            return set()
        own = 0 if self._row is None else self._row.pk or 0
        held = RecordRow.objects.filter(annotation_id__in=ids).exclude(stream=own)
        there = held.values_list("annotation_id", flat=True)
        return {one for one in there if one is not None} | were_holders(ids, but=own)

    def done(self) -> Compared:
        """All of it was looked at."""
        row = self._row
        if row is not None:
            self._damages += self._history.missing_up_to(row.recorded_number)
            if not self._damages and self._history.number == row.last_number:
                self._damages += self._of_head(row)
        if not self._damages:
            self._damages += self._repeated.in_the_end()
        return Compared(self._name, self._history.counted, self._damages)

    def _of_head(self, row: Stream) -> list[Damage]:
        """The row of the stream itself repeats the newest digest."""
        if self._history.digest in {None, row.last_digest}:
            return []
        return [Damage(DamageKind.DATABASE, row.last_number, None, row.last_digest, "The head of the history differs.")]
