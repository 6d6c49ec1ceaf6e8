# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a part of a history, database and OMERO held against each other: the comparison of `damage`, and
what it leaves to whoever only looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from omero_forms.domain.records.damage import Counts, Damage, KnownRecord, StoredAnnotation, all_count, compare
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import NO_PREVIOUS, Record
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.verify import verify
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import noop, t

NOWHERE = noop("Neither OMERO nor the forms database has it.")


@dataclass(frozen=True, slots=True)
class Proofs:
    """What records are proven by: of which OMERO, the keys, those whose content was redacted; and by stream the digests
    of those that lost a fork which was resolved.
    """

    server: str
    keyring: Keyring
    redacted: Collection[RecordRef] = ()
    set_aside: Mapping[str, Collection[str]] = field(default_factory=dict)
    counts: Counts = all_count


@dataclass(frozen=True, slots=True)
class Part:
    """Records of a stream whose numbers follow each other, on both sides.

    `former` as for `compare`; `of_others` are annotations that hold a record of another part or stream; `moved` are
    those that lie in another group now, with a sentence.
    """

    stream: str
    stored: Sequence[StoredAnnotation]
    known: Mapping[int, KnownRecord]
    former: Mapping[int, int] = field(default_factory=dict)
    of_others: Collection[int] = ()
    moved: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """Goes through a history from its first record on; `sound` are the records of the last part that are proven."""

    proofs: Proofs
    number: int = 0
    """The last that was looked at"""
    digest: str | None = NO_PREVIOUS
    """Its digest; None where nothing proves one"""
    counted: int = 0
    newer: int | None = None
    sound: dict[int, Record] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)
    """Digests of what follows on a record that lost a fork"""

    def look_at(self, part: Part) -> list[Damage]:
        """What is wrong with the next part."""
        proofs = self.proofs
        comparison = compare(
            part.stream,
            proofs.server,
            part.stored,
            part.known,
            part.former,
            proofs.keyring,
            redacted=proofs.redacted,
            others={*proofs.set_aside.get(part.stream, ()), *self.aside},
            counts=proofs.counts,
        )
        self.aside |= {record.digest for _annotation, record in comparison.settled}
        known = {number: one for number, one in part.known.items() if number not in comparison.set_aside}
        held = {number: records[0][1] for number, records in comparison.proven.items()}
        proven_known = {
            # The same bytes are parsed once: where OMERO holds them, too, it is that very record.
            number: one.record
            for number, one in known.items()
            if held.get(number) is one.record or not verify(one.record, proofs.keyring, redacted=proofs.redacted)
        }
        self.newer = min(filter(None, (self.newer, comparison.newer)), default=None)
        self.sound = {**held, **proven_known}
        found = [_with_place(one, part) for one in comparison.damages if not _is_over(one, part, comparison.proven)]
        found += self._of_database(part, comparison.proven, proven_known)
        found += self._unredacted(part)
        return found + self._chain(part, found)

    def _of_database(
        self, part: Part, proven: Mapping[int, list[tuple[int, Record]]], proven_known: Mapping[int, Record]
    ) -> list[Damage]:
        """Rows of the database that nothing proves, or that are not there."""
        altered = [
            Damage(DamageKind.DATABASE, number, one.annotation_id, one.record.digest, self._why(one.record))
            for number, one in part.known.items()
            if number not in proven_known
        ]
        lost = [
            Damage(DamageKind.LOST, number, held[0][0], held[0][1].digest)
            for number, held in proven.items()
            if number not in part.known and held[0][0] not in part.of_others and not self._is_newer(number)
        ]
        return altered + lost

    def _why(self, record: Record) -> str:
        problems = verify(record, self.proofs.keyring, redacted=self.proofs.redacted)
        said = "; ".join(t(one) for one in problems)
        return f"{said[:1].upper()}{said[1:]}."

    def _is_newer(self, number: int) -> bool:
        return self.newer is not None and number >= self.newer

    def _unredacted(self, part: Part) -> list[Damage]:
        """Content that a redaction took away, and that is there."""
        redacted = {one.number: one.digest for one in self.proofs.redacted if one.stream == part.stream}
        if not redacted:
            return []
        in_omero = [
            Damage(DamageKind.UNREDACTED, number, one.id, "")
            for one in part.stored
            for number in [_number_of(one, part)]
            if number in redacted and any(name == "content" for name, _value in one.rows)
        ]
        in_database = [
            Damage(DamageKind.UNREDACTED, number, None, "", t("It is in the forms database."))
            for number, one in part.known.items()
            if redacted.get(number) == one.record.digest and one.record.content is not None
        ]
        return in_omero + in_database

    def _chain(self, part: Part, found: Sequence[Damage]) -> list[Damage]:
        """Numbers that are nowhere, and records that follow on another one than the one before."""
        problems = []
        told = {one.number for one in found if one.kind is DamageKind.FORK}
        for number in sorted({*self.sound, *part.known}):
            problems += self.missing_up_to(number - 1)
            record = self.sound.get(number)
            before = self.digest if number == self.number + 1 else None
            if record is not None and before not in {None, record.previous} and not {number, number - 1} & told:
                detail = t("It does not follow on the record before it.")
                problems.append(Damage(DamageKind.FORK, number, None, record.digest, detail))
            self.number, self.digest = number, None if record is None else record.digest
            self.counted += 1
        return problems

    def missing_up_to(self, last: int) -> list[Damage]:
        """The numbers that were given and are on neither side."""
        missing = [
            Damage(DamageKind.MISSING, number, None, "", t(NOWHERE)) for number in range(self.number + 1, last + 1)
        ]
        if missing:
            self.number, self.digest = last, None
        return missing


def _is_over(damage: Damage, part: Part, proven: Mapping[int, object]) -> bool:
    """Whether it is of another part, or lies there as evidence only, since the record was written again."""
    if damage.annotation_id in part.of_others:
        return True
    own = part.known.get(damage.number or 0)
    holder = None if own is None else own.annotation_id
    is_proven = damage.number in proven
    if damage.annotation_id in part.former and damage.annotation_id != holder and (holder is not None or is_proven):
        return True
    return is_proven and damage.kind in {DamageKind.MISSING, DamageKind.DATABASE}


def _with_place(damage: Damage, part: Part) -> Damage:
    moved = part.moved.get(damage.annotation_id or 0)
    return damage if moved is None else replace(damage, detail=moved)


def _number_of(one: StoredAnnotation, part: Part) -> int | None:
    held = {known.annotation_id: number for number, known in part.known.items()}
    return held.get(one.id, part.former.get(one.id))
