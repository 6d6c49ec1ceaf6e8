# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take records over from OMERO many at a time: those that are plainly sound, and next in their stream.

Whatever is not so plain puts its stream aside, to be read whole by `services.records.verify`, which knows every damage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from omero_forms.domain.records.damage import Damage, StoredAnnotation, mark_of
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import NO_PREVIOUS, Record, RecordDamaged, Rows, from_rows
from omero_forms.domain.records.key_chain import Retired
from omero_forms.domain.records.keyring import Keyring, Seal
from omero_forms.domain.records.kinds import SUBMITTED, forms_below
from omero_forms.domain.records.parts import Told, answers_in
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.verify import INTEGRITY, is_newer, verify
from omero_forms.domain.refs import RecordRef, namespace_of
from omero_forms.gateway.records import Placed, StoredRecord
from omero_forms.kit.kept_writes import insert_all, insert_columns, update_all
from omero_forms.models import CopyState, FormVersion, LogRange, RecordRow, Stream, Submission
from omero_forms.selectors.key_chain import key_chain
from omero_forms.selectors.proven import Prover
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.damage import note
from omero_forms.services.records.mark import verified_row
from omero_forms.services.records.project import HANDLERS, answers_text, columns_of_new, project
from omero_forms.services.records.read_back import columns_of_row, row_of

LONGEST_NAME = 255

_Ranges = Mapping[str, Sequence[tuple[int, int, int]]]
"""By stream: first number, last number, and the place in the log of the first."""


@dataclass(slots=True)
class Head:
    """Where a stream has got to while its records are taken."""

    row: Stream
    seen: StreamPrint
    is_aside: bool
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Foundations:
    """The versions of forms that are proven, by digest: answers stand on them, and assignments on their forms."""

    versions: Mapping[str, FormVersion]
    forms: frozenset[str]

    @classmethod
    def there(cls) -> Foundations:
        """Those that the database has now."""
        versions = {one.digest: one for one in FormVersion.objects.only("pk", "digest", "form_id")}
        return cls(versions, frozenset(one.form_id for one in versions.values()))

    def version_of(self, record: Record) -> FormVersion | None:
        """The version that a submission answers."""
        payload = record.payload_json()
        version = self.versions.get(str(payload["version_digest"]))
        return version if version is not None and version.form_id == payload["form"] else None

    def hold(self, record: Record) -> bool:
        """Whether what a record stands on is there."""
        if record.kind in SUBMITTED:
            return self.version_of(record) is not None
        return self.forms.issuperset(forms_below(record.kind, record.payload_json()))


@dataclass(frozen=True, slots=True)
class Read:
    """An annotation with its rows, and the record that these are, if they are one; nothing of it is proven."""

    placed: Placed
    rows: Rows
    record: Record | None


def _record_in(rows: Rows) -> Record | None:
    try:
        record = from_rows(rows)
    except RecordDamaged:
        return None
    return record if isinstance(record, Record) else None


@dataclass(frozen=True, slots=True)
class Taking:
    """Proves what is read in one phase. What earlier phases brought is looked up once for all of it."""

    master_id: int
    prover: Prover
    redacted: Collection[RecordRef]
    foundations: Foundations
    ended: Mapping[str, Retired]
    """Keys that were retired"""

    @classmethod
    def begun(cls, master_id: int, server: str) -> Taking:
        """With what the database has now."""
        prover = Prover(server)
        ended = {one.fingerprint: one.retired for one in key_chain().keys.values() if one.retired is not None}
        return cls(master_id, prover, prover.redacted, Foundations.there(), ended)

    @staticmethod
    def read(placed: Sequence[Placed], rows_of: Mapping[int, Rows]) -> list[Read]:
        """Annotations in the order of their ids, with what they seem to hold."""
        return [Read(one, rows, _record_in(rows)) for one in placed for rows in [rows_of.get(one.id, ())]]

    def take(self, some: Sequence[Read], sound: Collection[Seal]) -> Batch:
        """Prove them, of whose seals these are known to be right. Nothing is written."""
        keyring = self.prover.keyring.knowing(sound)
        read = []
        batch = Batch(self.master_id, self.foundations)
        ranges = _ranges(one.rows for one in some) if self.ended else {}
        for one in some:
            record = self._sound(one, keyring, ranges)
            name = _claimed_stream(one.rows) if record is None else record.stream
            if name is None:
                batch.loose.append(StoredAnnotation(one.placed.id, True, tuple(one.rows)))
            else:
                read.append((name, one.placed, record))
        batch.heads = _heads(name for name, _one, _record in read)
        for name, placed, record in read:
            batch.add(batch.heads[name], placed, record)
        return batch

    def _sound(self, one: Read, keyring: Keyring, ranges: _Ranges) -> Record | None:
        """The record, where it is proven, in its place, and this version may build on it."""
        record = one.record
        if record is None or len(record.stream) > LONGEST_NAME:
            return None
        if (record.server, namespace_of(record.stream)) != (self.prover.server, one.placed.namespace):
            return None
        if verify(record, keyring, redacted=self.redacted) or is_newer(record):
            return None
        ended = self.ended.get(record.key)
        if ended is not None and not _is_before(ended.log_size, record, ranges):
            return None
        if record.content is not None and record.ref in self.redacted:
            # Content that was redacted is taken from nowhere, and has to go.
            return None
        return record


@dataclass(slots=True)
class Batch:
    """What is to be written together."""

    master_id: int
    foundations: Foundations
    heads: dict[str, Head] = field(default_factory=dict)
    submissions: list[StoredRecord] = field(default_factory=list)
    others: list[StoredRecord] = field(default_factory=list)
    loose: list[StoredAnnotation] = field(default_factory=list)
    """Annotations that name no stream they could be of"""

    def add(self, head: Head, placed: Placed, record: Record | None) -> None:
        """Take a record that follows on the last of its stream; else put the stream aside."""
        row = head.row
        follows = record is not None and (record.number, record.previous) == (row.last_number + 1, row.last_digest)
        if head.is_aside or record is None or not follows or not self.foundations.hold(record):
            head.is_aside = True
            return
        row.last_number = row.recorded_number = record.number
        row.last_digest = row.recorded_digest = record.digest
        head.seen = head.seen.plus(
            self.master_id, placed.namespace, added=placed.id, created=placed.created, updated=placed.updated
        )
        of_kind = self.submissions if record.kind in SUBMITTED else self.others
        of_kind.append(StoredRecord(placed.id, record))

    def write(self) -> None:
        """Write all of it. Call it in a transaction."""
        now = timezone.now()
        for head in self.heads.values():
            head.row.verified = verified_row(head.row.recorded_digest, head.seen)
            head.row.verified_at = now
            head.row.next_at = now if head.is_aside else None
        new = {name: one.row for name, one in self.heads.items() if one.is_new}
        insert_all(list(new.values()))
        for name, key in Stream.objects.filter(name__in=new).values_list("name", "pk"):
            new[name].pk = key
        update_all([one.row for one in self.heads.values() if not one.is_new], _MOVED)
        self._write_records()

    def _write_records(self) -> None:
        self._write_submissions()
        rows = [row_of(self.heads[one.record.stream].row, one) for one in self.others]
        keys = _inserted(partial(insert_all, rows))
        for row in rows:
            row.pk = keys[row.annotation_id]
            if row.kind in HANDLERS:
                project(row)

    def _write_submissions(self) -> None:
        if not self.submissions:
            return
        streams = [self.heads[one.record.stream].row for one in self.submissions]
        rows = [
            {"stream_id": stream.pk, **columns_of_row(one)}
            for stream, one in zip(streams, self.submissions, strict=True)
        ]
        keys = _inserted(partial(insert_columns, RecordRow, rows))
        insert_columns(
            Submission,
            [
                {"record_id": keys[one.annotation_id], **self._submission(one.record, stream)}
                for stream, one in zip(streams, self.submissions, strict=True)
            ],
        )
        if grown := [one.row.pk for one in self.heads.values() if not one.is_new]:
            before = Submission.objects.filter(
                record__stream__in=grown, number__lt=F("record__stream__recorded_number")
            )
            before.exclude(copy_state=CopyState.SUPERSEDED).update(copy_state=CopyState.SUPERSEDED, next_at=None)

    def _submission(self, record: Record, stream: Stream) -> dict[str, Any]:
        version = self.foundations.version_of(record)
        if version is None:
            raise ValueError("its stream should have been put aside")
        told = Told.of(record)
        plainly = answers_in(record.content)
        ours: dict[str, Any] = {"answers": answers_text(told) if plainly is None else plainly}
        if record.number != stream.recorded_number:
            ours |= {"copy_state": CopyState.SUPERSEDED.value, "next_at": None}
        return columns_of_new(version, told, **ours)


def _inserted(insert: Callable[[], None]) -> dict[int | None, int]:
    """The keys of the rows that it inserts, by annotation."""
    last = RecordRow.objects.aggregate(last=Max("pk"))["last"] or 0
    insert()
    return dict(RecordRow.objects.filter(pk__gt=last).values_list("annotation_id", "pk"))


_MOVED = (
    "last_number",
    "last_digest",
    "recorded_number",
    "recorded_digest",
    "verified",
    "verified_at",
    "next_at",
)


def _heads(names: Iterable[str]) -> dict[str, Head]:
    wanted = dict.fromkeys(names)
    heads = {
        row.name: Head(row, StreamPrint.from_json(row.verified.get("print", [])), row.next_at is not None)
        for row in Stream.objects.filter(name__in=wanted)
    }
    for name in wanted.keys() - heads.keys():
        row = Stream(name=name, last_digest=NO_PREVIOUS, recorded_digest=NO_PREVIOUS)
        heads[name] = Head(row, StreamPrint(), is_aside=False, is_new=True)
    return heads


def _ranges(annotations: Iterable[Rows]) -> _Ranges:
    """The places in the log of all streams that annotations name."""
    names = {value for rows in annotations for name, value in rows if name == "stream"}
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for name, *numbers in LogRange.objects.filter(stream__name__in=names).values_list(
        "stream__name", "first", "last", "start"
    ):
        found[name].append((numbers[0], numbers[1], numbers[2]))
    return found


def _is_before(size: int, record: Record, ranges: _Ranges) -> bool:
    """Whether the log had a record when it had so many; the stream of the log itself is read whole instead."""
    return any(
        first <= record.number <= last and start + record.number - first < size
        for first, last, start in ranges.get(record.stream, ())
    )


def _claimed_stream(rows: Rows) -> str | None:
    """The stream whose name an annotation carries, if that could be one."""
    for name, value in rows:
        if name == "stream" and value and len(value) <= LONGEST_NAME and value.isprintable():
            return value
    return None


def note_loose(annotations: Sequence[StoredAnnotation]) -> None:
    """Say of annotations that name no stream that they lie in the store, beside all histories."""
    if annotations:
        damages = [Damage(DamageKind.FORGED, None, one.id, mark_of(one)) for one in annotations]
        note(ensure_stream(INTEGRITY), damages)
