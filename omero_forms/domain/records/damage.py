# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a stream as OMERO holds it, against what was recorded.

Pure comparison: the annotations that carry the name of the stream, beside the records that the database knows. A record
is proven by its digest and seal; everything else that lies there is damage, of a kind that an admin can be told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.differences import changed_fields, in_words, names_another_author
from omero_forms.domain.records.forks import set_aside
from omero_forms.domain.records.format import (
    CONTENT,
    EarlierLayout,
    NewerRecord,
    Record,
    RecordDamaged,
    Rows,
    are_rows_of,
    from_rows,
)
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.verify import is_newer, seal_of_newer, verify
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import t

LARGEST_NUMBER = 2**31 - 1
"""Beyond it no record of ours can be; a forged one may say anything."""


Counts = Callable[[Record, bool], bool]
"""Whether a record that is not known counts by the key that sealed it; with whether its number is that of a proven one
that is known.
"""


def all_count(_record: Record, _is_taken: bool) -> bool:
    """Whatever key sealed it."""
    return True


@dataclass(frozen=True, slots=True)
class StoredAnnotation:
    """A map annotation of the store that is, or once was, in a stream. `is_ours`: of the form master, under the right
    namespace. `is_given`: of somebody else; `place` says in what it is not in its place.
    """

    id: int
    is_ours: bool
    rows: Rows
    is_given: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record as the database has it. `annotation_id` is None while OMERO was not seen to hold it."""

    record: Record
    annotation_id: int | None
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong. `mark` stands for what it looks like: another one means that it was changed again.
    `detail` says what differs, as a sentence without anything that somebody typed.
    """

    kind: DamageKind
    number: int | None
    annotation_id: int | None
    mark: str
    detail: str = ""


@dataclass(slots=True)
class Comparison:
    """What a stream is worth: proven records by number, the lowest annotation first; and what is damaged."""

    proven: dict[int, list[tuple[int, Record]]] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)
    fork: int | None = None
    """The first number that two proven records have."""
    newer: int | None = None
    """The first number that only a later version understands."""
    with_content: dict[int, int] = field(default_factory=dict)
    """Proven records that were redacted and have their content, by annotation, with their numbers. In `proven` they
    have none.
    """
    leftovers: list[int] = field(default_factory=list)
    """Annotations that are no record, and hold what a redacted one may have held: its content comes before evidence."""
    settled: list[tuple[int, Record]] = field(default_factory=list)
    """Sealed records that do not count, since an admin resolved the fork that they began, with their annotations"""
    set_aside: list[int] = field(default_factory=list)
    """Numbers whose record in the database is one of those"""

    def add(
        self, kind: DamageKind, number: int | None, annotation_id: int | None, mark: str = "", detail: str = ""
    ) -> None:
        """One more damage."""
        self.damages.append(Damage(kind, number, annotation_id, mark, detail))

    def leave(self, one: StoredAnnotation, is_of_redacted: bool) -> None:
        """Note what may hold the content of a redacted record, and is no record itself."""
        if is_of_redacted and one.is_ours and any(name == CONTENT for name, _value in one.rows):
            self.leftovers.append(one.id)


def compare(
    stream: str,
    server: str,
    stored: Sequence[StoredAnnotation],
    known: Mapping[int, KnownRecord],
    former: Mapping[int, int],
    keyring: Keyring,
    *,
    redacted: Collection[RecordRef] = (),
    others: Collection[str] = (),
    counts: Counts = all_count,
) -> Comparison:
    """Hold what OMERO has of a stream against what is known of it.

    `known` by number; `former` are annotations that held a record before they were damaged, with its number;
    `redacted` are the records whose content may be missing; `others` are digests of those that lost a fork which was
    resolved.
    """
    result = Comparison()
    holder = {one.annotation_id: number for number, one in known.items() if one.annotation_id is not None}
    without = {one.number for one in redacted if one.stream == stream}
    there = set()
    displaced: dict[int, Record] = {}
    for one in sorted(stored, key=lambda one: one.id):
        there.add(one.id)
        number = holder.get(one.id, former.get(one.id))
        record = _read(one, known.get(number or 0))
        is_proven = isinstance(record, Record) and _is_proven(stream, server, record, keyring, redacted)
        is_late = isinstance(record, Record) and is_proven and _is_late(record, known, counts, keyring, redacted)
        if isinstance(record, Record) and is_proven and not is_late and number in {None, record.number}:
            if record.content is not None and record.ref in redacted:
                result.with_content[one.id] = record.number
                record = replace(record, content=None)
            result.proven.setdefault(record.number, []).append((one.id, record))
            if is_newer(record):
                result.newer = min(record.number, result.newer or record.number)
        elif number is not None and number in known:
            kind, detail = _what_changed(one, known[number].record)
            result.add(kind, number, one.id, mark_of(one), detail)
            result.leave(one, number in without)
            if isinstance(record, Record) and record.server == server and _is_sound(record, keyring, redacted):
                displaced[one.id] = record
        elif isinstance(record, NewerRecord) and _goes_on(stream, server, record, known, keyring):
            result.newer = min(record.number, result.newer or record.number)
        else:
            kind, claimed = _what_it_is(one, record, server), claimed_number(one.rows)
            why = one.place
            if isinstance(record, Record) and is_late:
                why = t("Its key was retired before: {key}.", key=record.key)
            result.add(kind, claimed, one.id, mark_of(one), why)
            result.leave(one, claimed in without)
    _tell_swapped(result, stream, displaced)
    known = _settle(result, known, others, lambda one: verify(one, keyring, redacted=redacted))
    for number, versions in result.proven.items():
        _look_for_forks_and_doubles(result, number, versions, known.get(number), keyring, redacted)
    for number, own in known.items():
        held = {annotation for annotation, _record in result.proven.get(number, ())}
        if own.is_recorded and own.annotation_id not in held | there:
            result.add(DamageKind.MISSING, number, own.annotation_id)
    return result


def _is_late(
    record: Record,
    known: Mapping[int, KnownRecord],
    counts: Counts,
    keyring: Keyring,
    redacted: Collection[RecordRef],
) -> bool:
    """Whether a sealed record is by a key that had ended. What is known was taken when it counted."""
    own = known.get(record.number)
    if own is not None and own.record.digest == record.digest:
        return False
    return not counts(record, own is not None and not verify(own.record, keyring, redacted=redacted))


def _settle(
    result: Comparison,
    known: Mapping[int, KnownRecord],
    others: Collection[str],
    problems: Callable[[Record], Sequence[str]],
) -> Mapping[int, KnownRecord]:
    """Take out what does not count since forks were resolved; what is known beside it."""
    if not others:
        return known
    sealed = [record for versions in result.proven.values() for _id, record in versions]
    aside = set_aside([*sealed, *(one.record for one in known.values() if not problems(one.record))], others)
    for number, versions in list(result.proven.items()):
        result.settled += [one for one in versions if one[1].digest in aside]
        result.proven[number] = [one for one in versions if one[1].digest not in aside]
        if not result.proven[number]:
            del result.proven[number]
    result.set_aside = sorted(number for number, one in known.items() if one.record.digest in aside)
    return {number: one for number, one in known.items() if one.record.digest not in aside}


def _read(one: StoredAnnotation, known: KnownRecord | None) -> Record | NewerRecord | RecordDamaged:
    """What lies there. Where it is what the database has, it is that very record: what is read of one is read once."""
    if not one.is_ours:
        return RecordDamaged("it is not in its place")
    if known is not None and are_rows_of(one.rows, known.record):
        return known.record
    try:
        return from_rows(one.rows)
    except RecordDamaged as damaged:
        return damaged


def _is_proven(stream: str, server: str, record: Record, keyring: Keyring, redacted: Collection[RecordRef]) -> bool:
    return (record.stream, record.server) == (stream, server) and _is_sound(record, keyring, redacted)


def _is_sound(record: Record, keyring: Keyring, redacted: Collection[RecordRef]) -> bool:
    return not verify(record, keyring, redacted=redacted)


def _what_it_is(one: StoredAnnotation, record: Record | NewerRecord | RecordDamaged, server: str) -> DamageKind:
    """What lies there that nobody recorded here."""
    if isinstance(record, EarlierLayout):
        return DamageKind.EARLIER
    named = next((value for name, value in one.rows if name == "server"), None)
    return DamageKind.FOREIGN if one.is_given or named not in {None, server} else DamageKind.FORGED


def _tell_swapped(result: Comparison, stream: str, displaced: Mapping[int, Record]) -> None:
    """Annotations that hold a genuine record, and not their own, which lies in another one."""
    here = {*result.proven, *(one.number for one in displaced.values() if one.stream == stream)}
    for place, damage in enumerate(result.damages):
        genuine = displaced.get(damage.annotation_id or 0)
        if (
            genuine is not None
            and damage.number in here
            and (genuine.stream, genuine.number) != (stream, damage.number)
        ):
            detail = t("It holds number {number} of {stream}.", number=genuine.number, stream=genuine.stream)
            result.damages[place] = replace(damage, kind=DamageKind.SWAPPED, detail=detail)


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
    if known is not None and len(versions) == 1 and versions[0][1] is known.record:
        return
    digests = {record.digest for _id, record in versions}
    if known is not None:
        is_held = any(record == known.record for _id, record in versions)
        if is_held or not verify(known.record, keyring, redacted=redacted):
            digests.add(known.record.digest)
        elif len(digests) == 1:
            result.add(DamageKind.DATABASE, number, versions[0][0], known.record.digest)
    if len(digests) > 1:
        result.add(DamageKind.FORK, number, versions[-1][0], "".join(sorted(digests))[:64])
        result.fork = min(number, result.fork or number)
        return
    for annotation_id, record in versions[1:]:
        result.add(DamageKind.DOUBLED, number, annotation_id, record.digest)


def _what_changed(one: StoredAnnotation, true: Record) -> tuple[DamageKind, str]:
    """The kind of damage that turned the true record into what is stored, and what differs."""
    changed = changed_fields(one.rows, true)
    detail = " ".join(filter(None, (one.place, in_words(changed))))
    if one.is_given and not changed:
        return DamageKind.GIVEN, detail
    if changed == {"number"}:
        return DamageKind.NUMBER, detail
    if changed == {"seal"}:
        return DamageKind.SEAL, detail
    if changed and changed <= {"key", "seal"}:
        return DamageKind.KEY, detail
    if changed and changed <= {"author", "names"} and names_another_author(one.rows, true):
        return DamageKind.AUTHOR, detail
    return DamageKind.ALTERED, detail


def claimed_number(rows: Rows) -> int | None:
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
