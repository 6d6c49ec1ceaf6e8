# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams that the database knows, held against what OMERO has of them: many small ones with as many calls as one, a
long one in parts. Nothing is written but what was noticed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage import Damage, claimed_number
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import NO_PREVIOUS
from omero_forms.domain.records.histories import History, Part, Proofs
from omero_forms.domain.records.keyring import Seal
from omero_forms.domain.refs import namespace_of
from omero_forms.domain.texts import t
from omero_forms.gateway import store
from omero_forms.gateway.map_rows import Row, map_rows_later
from omero_forms.gateway.records import ANNOTATIONS_PER_READ
from omero_forms.gateway.store import StoreReader, Whereabouts
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import Lease, to_write
from omero_forms.kit.seal_checks import SealChecks, seals_of
from omero_forms.models import RecordRow, Stream
from omero_forms.services.integrity.held import HeldRecord, HeldSubmissions, records_held, submissions_held
from omero_forms.services.integrity.read_model import Repeated
from omero_forms.services.records.damage import former_holders_of, were_holders

PART = 500
"""Records of one stream that are held in memory together."""

AT_ONCE = 500
"""Records of several streams that are read together."""

WAIT_SECONDS = 5.0
"""For whoever is writing a stream that does not look right: what was seen of it may have been half done."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A stream, how many records it has on either side, what is wrong with it; and where nothing is, how many of the
    annotations that were looked for are proven to hold its records.
    """

    stream: str
    records: int
    damages: list[Damage]
    annotations: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How streams are read: by whom, and what proves them. `newest` is given where the database seems to know of all
    that lies in the store up to that annotation: then nothing else is looked for, and whoever gives it counts.
    """

    reader: StoreReader
    proofs: Proofs
    seals: SealChecks
    newest: int | None = None


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


def compare_streams(
    reading: Reading, many: Iterable[Sequence[Stream]]
) -> Iterator[tuple[Sequence[Stream], list[Compared]]]:
    """Batch after batch. While one is compared, OMERO is at the next, and its seals are checked.

    A stream that does not look right is looked at again while nobody writes it.
    """
    before: _Batch | None = None
    for streams in many:
        batch = _Batch(reading, streams)
        if before is not None:
            yield before.streams, before.compared(batch.seals)
        else:
            reading.seals.ask(batch.seals)
        before = batch
    if before is not None:
        yield before.streams, before.compared(())


def compare_unknown(reading: Reading, ids_of: Mapping[str, Sequence[int]]) -> Iterator[Compared]:
    """Streams that the database does not know, unless it came to know them just now."""
    sizes = [Stream(name=name, last_digest=NO_PREVIOUS, last_number=len(ids)) for name, ids in ids_of.items()]
    for batch in batches(sizes):
        for stream in batch:
            stream.last_number = 0
        found = list(_Batch(replace(reading, newest=None), batch).looked_at())
        known_now = set(Stream.objects.filter(name__in=[one.name for one in batch]).values_list("name", flat=True))
        for one in found:
            yield compare_alone(reading, one.stream) if one.stream in known_now else one


def compare_alone(reading: Reading, name: str, lease: Lease | None = None) -> Compared:
    """One stream, whether the database knows it or not, in parts."""
    reader, server = reading.reader, reading.proofs.server
    row = Stream.objects.filter(name=name).first()
    known = [] if row is None else [row]
    former = {} if row is None else former_holders_of([row.pk]).get(row.pk, {})
    looking = _Looking(reader, reading.proofs, name, row, former)
    records = RecordRow.objects.filter(stream=0 if row is None else row.pk)
    held = records.exclude(annotation_id=None).values_list("annotation_id", "number")
    numbers = {one: number for one, number in held if one is not None}
    ids = store.ids_by_stream(reader, [name])[name]
    homes, guests = _parts(reader, {*ids, *numbers}, {**looking.former, **numbers})
    for part in sorted({*homes, *guests, *range((0 if row is None else row.last_number) // PART + 1)}):
        numbers_of_part = (part * PART + 1, (part + 1) * PART)
        rows = records_held(known, server, *numbers_of_part).get(0 if row is None else row.pk, {})
        submissions = submissions_held(known, *numbers_of_part)
        if lease is not None:
            lease.renew()
        wanted = homes[part] | guests[part]
        there = _annotations(reader, namespace_of(name), wanted)
        looking.look_at(rows, wanted, guests[part], there, submissions)
    return _counted(looking.done(), numbers, reading)


def _counted(compared: Compared, own: Iterable[int], reading: Reading) -> Compared:
    if compared.damages or reading.newest is None:
        return compared
    return replace(compared, annotations=sum(one <= reading.newest for one in own))


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


class _Batch:
    """Streams that are read together: those of the database at once, and OMERO is asked for the others."""

    def __init__(self, reading: Reading, streams: Sequence[Stream]) -> None:
        self.streams = streams
        self.seals: Sequence[Seal] = ()
        self._reading = reading
        if len(streams) == 1:
            # It may be long, and is read in parts.
            return
        reader, server = reading.reader, reading.proofs.server
        # What is recorded meanwhile is in the database when that is read, if it is in OMERO now.
        self._ids_of: Mapping[str, Sequence[int]] = (
            store.ids_by_stream(reader, [one.name for one in streams]) if reading.newest is None else {}
        )
        saved = [one for one in streams if one.pk is not None]
        self._former = former_holders_of([one.pk for one in saved])
        self._rows = records_held(saved, server)
        self._submissions = submissions_held(saved)
        self.seals = seals_of(row.record for rows in self._rows.values() for row in rows.values())
        by_namespace: dict[str, set[int]] = defaultdict(set)
        for one in streams:
            by_namespace[namespace_of(one.name)].update(self._ids_of.get(one.name, ()), self._own(one))
        self._there = _ask(reader, by_namespace)

    def _own(self, stream: Stream) -> set[int]:
        rows = self._rows.get(stream.pk, {}).values()
        return {row.annotation_id for row in rows if row.annotation_id is not None}

    def compared(self, following: Sequence[Seal]) -> list[Compared]:
        """Each of them, while the seals that follow are checked."""
        reading = self._reading
        sound = reading.seals.sound()
        reading.seals.ask(following)
        proofs = replace(reading.proofs, keyring=reading.proofs.keyring.knowing(sound))
        compared = []
        for stream, one in zip(self.streams, self.looked_at(proofs), strict=True):
            if one.damages:
                with to_write(stream.pk, Deadline.after(WAIT_SECONDS)) as lease:
                    compared.append(compare_alone(reading, stream.name, lease))
            else:
                compared.append(one)
        return compared

    def looked_at(self, proofs: Proofs | None = None) -> Iterator[Compared]:
        """Each of them, as it is without waiting for anybody."""
        reading = self._reading
        if len(self.streams) == 1:
            yield compare_alone(reading, self.streams[0].name)
            return
        there = self._there()
        for stream in self.streams:
            row = stream if stream.pk is not None else None
            looking = _Looking(
                reading.reader, proofs or reading.proofs, stream.name, row, self._former.get(stream.pk, {})
            )
            own = self._own(stream)
            ids = {*self._ids_of.get(stream.name, ()), *own}
            looking.look_at(self._rows.get(stream.pk, {}), ids, (), there, self._submissions)
            yield _counted(looking.done(), own, reading)


Annotations = Mapping[int, tuple[Whereabouts, Sequence[Row]]]


def _annotations(reader: StoreReader, namespace: str, ids: Collection[int]) -> Annotations:
    """Annotations with their rows, of those outside of the store without."""
    return _ask(reader, {namespace: ids})()


def _ask(reader: StoreReader, ids_of: Mapping[str, Collection[int]]) -> Callable[[], Annotations]:
    """The same, asked for now; by the namespace that they should lie under. Most lie where they should, and that is
    asked of all of them together.
    """
    asked = [
        (store.places_later(reader, some, namespace), map_rows_later(reader.wire, some, group=reader.group))
        for namespace, ids in ids_of.items()
        for some in chunks(sorted(ids), ANNOTATIONS_PER_READ)
    ]

    def wait() -> Annotations:
        found: dict[int, tuple[Whereabouts, Sequence[Row]]] = {}
        for places, rows in asked:
            rows_of = rows()
            found.update(
                {one.id: (one, rows_of.get(one.id, ()) if one.group == reader.group else ()) for one in places()}
            )
        return found

    return wait


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
        rows: Mapping[int, HeldRecord],
        ids: Collection[int],
        guests: Collection[int],
        there: Annotations,
        submissions: HeldSubmissions,
    ) -> None:
        """The next part: its rows in the database and annotations in OMERO; `guests` are of other parts."""
        reader = self._reader
        own = {*self.former, *(one.annotation_id for one in rows.values())}
        here = [there[one] for one in ids if one in there]
        part = Part(
            self._name,
            [store.as_stored(reader, one, its, self._name) for one, its in here if one.group == reader.group],
            rows,
            self.former,
            {*guests, *self._held_elsewhere([one for one in ids if one not in own])},
            {
                one.id: t("It lies in group {group} now.", group=one.group)
                for one, _its in here
                if one.group != reader.group
            },
        )
        self._damages += self._history.look_at(part)
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
        return [
            Damage(DamageKind.DATABASE, row.last_number, None, row.last_digest, t("The head of the history differs."))
        ]
