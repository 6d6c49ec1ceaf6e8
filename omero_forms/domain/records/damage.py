# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a stream as OMERO holds it, against what was recorded.

Pure comparison: the annotations that carry the name of the stream, beside the records that the database knows. A record
is proven by its digest and seal; everything else that lies there is damage, of a kind that an admin can be told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from omero_forms.domain.canonical import PAYLOAD_DEPTH, parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.format import (
    CONTENT,
    HEADER,
    PAYLOAD,
    EarlierLayout,
    NewerRecord,
    Record,
    RecordDamaged,
    Rows,
    from_rows,
    header_of,
)
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.verify import is_newer, seal_of_newer, verify
from omero_forms.domain.refs import RecordRef

LARGEST_NUMBER = 2**31 - 1
"""Beyond it no record of ours can be; a forged one may say anything."""


class DamageKind(StrEnum):
    """What happened to a record, as far as what is left of it tells."""

    ALTERED = "altered"
    AUTHOR = "author"
    KEY = "key"
    NUMBER = "number"
    MISSING = "missing"
    DOUBLED = "doubled"
    FORGED = "forged"
    EARLIER = "earlier"
    DATABASE = "database"
    FOUNDATION = "foundation"
    FORK = "fork"
    GAP = "gap"


SENTENCES: Mapping[DamageKind, str] = MappingProxyType(
    {
        DamageKind.ALTERED: "Its record in OMERO was altered.",
        DamageKind.AUTHOR: "The author was changed in its record in OMERO.",
        DamageKind.KEY: "The key or the seal was changed in its record in OMERO.",
        DamageKind.NUMBER: "The number was changed in its record in OMERO.",
        DamageKind.MISSING: "Its record was removed from OMERO.",
        DamageKind.DOUBLED: "There is a second copy of its record in OMERO.",
        DamageKind.FORGED: "Something in OMERO looks like a record of this history, but was not recorded here.",
        DamageKind.EARLIER: (
            "Something in OMERO was written by a version before the first release. It is not read and does not count."
        ),
        DamageKind.DATABASE: "It was altered in the forms database.",
        DamageKind.FOUNDATION: "The version of the form that it belongs to is not proven, so it does not count.",
        DamageKind.FORK: "Two different records have this number.",
        DamageKind.GAP: "A record before this one is missing.",
    }
)
"""Of a submission, for those who see its history."""

ADMIN_SENTENCES: Mapping[DamageKind, str] = MappingProxyType(
    {
        DamageKind.ALTERED: "The record was altered in OMERO.",
        DamageKind.AUTHOR: "The record's author was changed in OMERO.",
        DamageKind.KEY: "The record's key or seal was changed in OMERO.",
        DamageKind.NUMBER: "The record's number was changed in OMERO.",
        DamageKind.MISSING: "The record was deleted from OMERO or transferred to somebody else.",
        DamageKind.DOUBLED: "There is a copy of the record. It is harmless: a save may have been repeated.",
        DamageKind.FORGED: "An annotation looks like a record, but was not written by the forms. It is ignored.",
        DamageKind.EARLIER: (
            "The record was written by a version before the first release, whose records no version reads. It is ignored."
        ),
        DamageKind.DATABASE: "The row of the record in the forms database was altered.",
        DamageKind.FOUNDATION: (
            "The record is sound, but the version of the form that it belongs to is not proven. It is kept, and nothing is built on it."
        ),
        DamageKind.FORK: "Two different records, both sealed, have the same number. The history is stopped.",
        DamageKind.GAP: "A record before this one is missing, and the forms database does not have it. The history is stopped.",
    }
)
"""Of a record of any kind, for admins."""

BESIDE: frozenset[DamageKind] = frozenset({DamageKind.DOUBLED, DamageKind.FORGED, DamageKind.EARLIER})
"""What lies beside a history and takes nothing from it."""


@dataclass(frozen=True, slots=True)
class StoredAnnotation:
    """A map annotation of the store that is, or once was, in a stream. `is_ours`: of the form master, under the right
    namespace.
    """

    id: int
    is_ours: bool
    rows: Rows


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record as the database has it. `annotation_id` is None while OMERO was not seen to hold it."""

    record: Record
    annotation_id: int | None
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong. `mark` stands for what it looks like: another one means that it was changed again."""

    kind: DamageKind
    number: int | None
    annotation_id: int | None
    mark: str


@dataclass(slots=True)
class Comparison:
    """What a stream is worth: proven records by number, the lowest annotation first; and what is damaged."""

    proven: dict[int, list[tuple[int, Record]]] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)
    fork: int | None = None
    """The first number that two proven records have."""
    newer: int | None = None
    """The first number that only a later version understands."""

    def add(self, kind: DamageKind, number: int | None, annotation_id: int | None, mark: str = "") -> None:
        """One more damage."""
        self.damages.append(Damage(kind, number, annotation_id, mark))


def compare(
    stream: str,
    server: str,
    stored: Sequence[StoredAnnotation],
    known: Mapping[int, KnownRecord],
    former: Mapping[int, int],
    keyring: Keyring,
    *,
    redacted: Collection[RecordRef] = (),
) -> Comparison:
    """Hold what OMERO has of a stream against what is known of it.

    `known` by number; `former` are annotations that held a record before they were damaged, with its number;
    `redacted` are the records whose content may be missing.
    """
    result = Comparison()
    holder = {one.annotation_id: number for number, one in known.items() if one.annotation_id is not None}
    there = set()
    for one in sorted(stored, key=lambda one: one.id):
        there.add(one.id)
        record = _read(one)
        number = holder.get(one.id, former.get(one.id))
        is_proven = isinstance(record, Record) and _is_proven(stream, server, record, keyring, redacted)
        if isinstance(record, Record) and is_proven and number in {None, record.number}:
            result.proven.setdefault(record.number, []).append((one.id, record))
            if is_newer(record):
                result.newer = min(record.number, result.newer or record.number)
        elif number is not None and number in known:
            kind = _what_changed(one, known[number].record)
            result.add(kind, number, one.id, mark_of(one))
        elif isinstance(record, NewerRecord) and _goes_on(stream, server, record, known, keyring):
            result.newer = min(record.number, result.newer or record.number)
        else:
            kind = DamageKind.EARLIER if isinstance(record, EarlierLayout) else DamageKind.FORGED
            result.add(kind, _claimed_number(one.rows), one.id, mark_of(one))
    for number, versions in result.proven.items():
        _look_for_forks_and_doubles(result, number, versions, known.get(number), keyring, redacted)
    for number, own in known.items():
        held = {annotation for annotation, _record in result.proven.get(number, ())}
        if own.is_recorded and own.annotation_id not in held | there:
            result.add(DamageKind.MISSING, number, own.annotation_id)
    return result


def _read(one: StoredAnnotation) -> Record | NewerRecord | RecordDamaged:
    if not one.is_ours:
        return RecordDamaged("it is not in its place")
    try:
        return from_rows(one.rows)
    except RecordDamaged as damaged:
        return damaged


def _is_proven(stream: str, server: str, record: Record, keyring: Keyring, redacted: Collection[RecordRef]) -> bool:
    return (record.stream, record.server) == (stream, server) and not verify(record, keyring, redacted=redacted)


def _goes_on(stream: str, server: str, record: NewerRecord, known: Mapping[int, KnownRecord], keyring: Keyring) -> bool:
    """Whether a record of a higher format may be a sound one. Where only a later version can tell, it counts as one.

    It would be forked by the next number of ours otherwise.
    """
    if (record.stream, record.server) != (stream, server) or seal_of_newer(record, keyring) is False:
        return False
    here = known.get(record.number)
    return here is None or not here.is_recorded


def _look_for_forks_and_doubles(
    result: Comparison,
    number: int,
    versions: Sequence[tuple[int, Record]],
    known: KnownRecord | None,
    keyring: Keyring,
    redacted: Collection[RecordRef],
) -> None:
    digests = {record.digest for _id, record in versions}
    if known is not None:
        if not verify(known.record, keyring, redacted=redacted):
            digests.add(known.record.digest)
        elif len(digests) == 1:
            result.add(DamageKind.DATABASE, number, versions[0][0], known.record.digest)
    if len(digests) > 1:
        result.add(DamageKind.FORK, number, versions[-1][0], "".join(sorted(digests))[:64])
        result.fork = min(number, result.fork or number)
        return
    for annotation_id, record in versions[1:]:
        result.add(DamageKind.DOUBLED, number, annotation_id, record.digest)


def _what_changed(one: StoredAnnotation, true: Record) -> DamageKind:
    """The kind of damage that turned the true record into what is stored."""
    given = dict(reversed([(name, value) for name, value in one.rows[: len(HEADER)]]))
    expected = dict(header_of(true))
    changed = {name for name in HEADER if given.get(name) != expected[name]}
    for part, then in ((PAYLOAD, true.payload), (CONTENT, true.content)):
        now = "".join(value or "" for name, value in one.rows if name == part).encode(errors="replace")
        if then is not None and now != then:
            changed |= _changed_fields(now, then, part)
    if changed == {"number"}:
        return DamageKind.NUMBER
    if changed and changed <= {"key", "seal"}:
        return DamageKind.KEY
    if changed and changed <= {"author", "names"} and _names_another_author(one, true):
        return DamageKind.AUTHOR
    return DamageKind.ALTERED


def _changed_fields(now: bytes, then: bytes, part: str) -> set[str]:
    """Names of the fields of a part that differ; only that of the part where it cannot be read."""
    was, is_now = _fields(then), _fields(now)
    if was is None or is_now is None:
        return {part}
    names = is_now.keys() | was.keys()
    return {name for name in names if is_now.get(name) != was.get(name)} or {part}


def _fields(part: bytes) -> dict[str, Any] | None:
    try:
        value = parse_json(part, max_depth=PAYLOAD_DEPTH)
    except FormsError:
        return None
    return value if isinstance(value, dict) else None


def _names_another_author(one: StoredAnnotation, true: Record) -> bool:
    """Whether of all names nothing but the author's was changed."""
    text = "".join(value or "" for name, value in one.rows if name == CONTENT)
    parts = [_fields(text.encode(errors="replace")), _fields(true.content or b"")]
    named = [(part or {}).get("names") for part in parts]
    now, then = (names if isinstance(names, dict) else {} for names in named)
    return {**now, "author": None} == {**then, "author": None}


def _claimed_number(rows: Rows) -> int | None:
    """The number that a row claims, if one of ours could have it."""
    for name, value in rows:
        if name == "number" and value and value.isascii() and value.isdigit() and len(value) <= 10:
            number = int(value)
            return number if 1 <= number <= LARGEST_NUMBER else None
    return None


def mark_of(one: StoredAnnotation) -> str:
    """64 hexadecimal digits that change with any row, the owner or the namespace."""
    text = json.dumps([one.is_ours, [list(row) for row in one.rows]])
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
