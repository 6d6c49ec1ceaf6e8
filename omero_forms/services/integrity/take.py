# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take records over from OMERO many at a time: those that are plainly sound, and next in their stream.

Whatever is not so plain puts its stream aside, to be read whole by `services.records.verify`, which knows every damage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Max
from django.utils import timezone

from omero_forms.domain.records.damage import Damage, StoredAnnotation, mark_of
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import NO_PREVIOUS, Record, RecordDamaged, Rows, from_rows
from omero_forms.domain.records.key_chain import Retired
from omero_forms.domain.records.kinds import SUBMITTED
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.verify import INTEGRITY, is_newer, verify
from omero_forms.domain.refs import RecordRef, namespace_of, stream_kind
from omero_forms.gateway.records import Placed, StoredRecord
from omero_forms.kit.kept_writes import insert_all, update_all
from omero_forms.models import CopyState, FormVersion, LogRange, RecordRow, Stream, Submission
from omero_forms.selectors.key_chain import key_chain
from omero_forms.selectors.proven import Prover
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.damage import note
from omero_forms.services.records.mark import verified_row
from omero_forms.services.records.project import HANDLERS, new_submission, project
from omero_forms.services.records.read_back import row_of

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
        return stream_kind(record.stream) != "assignment" or record.payload_json()["form"] in self.forms


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

    def take(self, placed: Sequence[Placed], rows_of: Mapping[int, Rows]) -> Batch:
        """Prove annotations, in the order of their ids. Nothing is written."""
        read = []
        batch = Batch(self.master_id, self.foundations)
        ranges = _ranges(rows_of) if self.ended else {}
        for one in placed:
            rows = rows_of.get(one.id, ())
            record = self._sound(one, rows, ranges)
            name = _claimed_stream(rows) if record is None else record.stream
            if name is None:
                batch.loose.append(StoredAnnotation(one.id, True, tuple(rows)))
            else:
                read.append((name, one, record))
        batch.heads = _heads(name for name, _one, _record in read)
        for name, one, record in read:
            batch.add(batch.heads[name], one, record)
        return batch

    def _sound(self, one: Placed, rows: Rows, ranges: _Ranges) -> Record | None:
        """The record, where it is proven, in its place, and this version may build on it."""
        try:
            record = from_rows(rows)
        except RecordDamaged:
            return None
        if not isinstance(record, Record) or len(record.stream) > LONGEST_NAME:
            return None
        if (record.server, namespace_of(record.stream)) != (self.prover.server, one.namespace):
            return None
        if verify(record, self.prover.keyring, redacted=self.redacted) or is_newer(record):
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
    rows: list[RecordRow] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
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
        self.rows.append(row_of(row, StoredRecord(placed.id, record)))
        self.records.append(record)

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
        last = RecordRow.objects.aggregate(last=Max("pk"))["last"] or 0
        for row in self.rows:
            row.stream = self.heads[row.stream.name].row  # whose key is known only now
        insert_all(self.rows)
        keys = dict(RecordRow.objects.filter(pk__gt=last).values_list("annotation_id", "pk"))
        submissions = []
        for row, record in zip(self.rows, self.records, strict=True):
            row.pk = keys[row.annotation_id]
            if record.kind in SUBMITTED:
                submissions.append(self._submission(row, record))
            elif record.kind in HANDLERS:
                project(row)
        insert_all(submissions)
        grown = [one.row.pk for one in self.heads.values() if not one.is_new]
        if submissions and grown:
            before = Submission.objects.filter(
                record__stream__in=grown, number__lt=F("record__stream__recorded_number")
            )
            before.exclude(copy_state=CopyState.SUPERSEDED).update(copy_state=CopyState.SUPERSEDED, next_at=None)

    def _submission(self, row: RecordRow, record: Record) -> Submission:
        version = self.foundations.version_of(record)
        if version is None:
            raise ValueError("its stream should have been put aside")
        told = Told(record.payload_json(), record.content_json())
        is_newest = row.number == row.stream.recorded_number
        state = {} if is_newest else {"copy_state": CopyState.SUPERSEDED, "next_at": None}
        return new_submission(row, version, told, **state)


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


def _ranges(rows_of: Mapping[int, Rows]) -> _Ranges:
    """The places in the log of all streams that annotations name."""
    names = {value for rows in rows_of.values() for name, value in rows if name == "stream"}
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
