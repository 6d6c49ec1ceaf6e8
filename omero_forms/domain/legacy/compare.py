# SPDX-License-Identifier: AGPL-3.0-or-later
"""Annotations as they were beside those that are written again, row by row, and why they differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from omero_forms.domain.legacy.annotations import Annotation, Holds, Row, address_of
from omero_forms.domain.legacy.envelopes import read_rows
from omero_forms.domain.legacy.findings import SENTENCES, Finding, FindingKind, Outcome, outcome_of
from omero_forms.domain.legacy.forms import PLAIN, PLAIN_2016
from omero_forms.domain.texts import noop, t


class Change(StrEnum):
    """How a row differs."""

    MISSING = "missing"
    ADDED = "added"
    MOVED = "moved"


MIXED: Final = noop("Rows of different kinds stand in another order; among its like each stands where it stood.")
HERE: Final = noop("It came in here, after the import.")

_COPY_FINDINGS = {
    FindingKind.COPY_EDITED,
    FindingKind.COPY_DOUBLED,
    FindingKind.COPY_SHARED,
    FindingKind.COPY_MISSING,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as it was. `because` is a sentence, None where nothing explains it; `annotation_id` is that
    of the annotation it was in, 0 where it was in none.
    """

    namespace: str
    annotation_id: int
    row: str
    change: Change
    because: str | None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Placed:
    annotation_id: int
    row: Row
    because: str | None
    """why an import leaves it out"""


Key = tuple[str, tuple[str, int] | None]


def compare(before: Iterable[Annotation], after: Iterable[Annotation], findings: Iterable[Finding]) -> list[Difference]:
    """Every difference, by namespace. The layout of 2016 is compared with what later releases make of it."""
    reasons = _reasons(findings)
    were: dict[Key, list[Annotation]] = defaultdict(list)
    are: dict[Key, list[Annotation]] = defaultdict(list)
    for side, by_key in ((before, were), (after, are)):
        for one in side:
            for key in _keys(one):
                by_key[key].append(one)
    found: list[Difference] = []
    for key in sorted(were.keys() | are.keys(), key=str):
        found += _compared(key[0], were[key], are[key], reasons)
    return found


def _keys(one: Annotation) -> list[Key]:
    """What it is compared under: copies by the object, too, which their namespace does not name."""
    address = address_of(one.header.namespace)
    if address is None:
        return [(one.header.namespace, None)]
    if address.holds is Holds.COPY:
        return [(address.namespace, (link.object_type, link.object_id)) for link in one.header.links[:1]]
    return [(address.namespace, None)]


Reasons = dict[tuple[int, str | None], str]


def _reasons(findings: Iterable[Finding]) -> Reasons:
    kinds = {kind for kind in FindingKind if outcome_of(kind) is Outcome.LEFT} | _COPY_FINDINGS
    return {(one.annotation_id, one.row): t(SENTENCES[one.kind]) for one in findings if one.kind in kinds}


def _compared(
    namespace: str, before: Sequence[Annotation], after: Sequence[Annotation], reasons: Reasons
) -> Iterator[Difference]:
    rows = [placed for one in before for placed in _placed(one, reasons)]
    left = Counter(row for one in after for row in one.rows)
    kept: set[int] = set()
    # Of the same row twice that one is taken for kept which an import keeps.
    for place in sorted(range(len(rows)), key=lambda place: rows[place].because is not None):
        if left[rows[place].row] > 0:
            left[rows[place].row] -= 1
            kept.add(place)
    for place, one in enumerate(rows):
        if place not in kept:
            yield Difference(namespace, one.annotation_id, one.row[0], Change.MISSING, one.because)
    for row in (+left).elements():
        yield Difference(namespace, 0, row[0], Change.ADDED, t(HERE))
    stood = [rows[place] for place in sorted(kept)]
    stands = _without(after, +left)
    if len(before) == 1 and [one.row for one in stood] != stands:
        is_mixed = _by_kind([one.row for one in stood]) == _by_kind(stands)
        for one, row in zip(stood, stands, strict=True):
            if one.row != row:
                because = t(MIXED) if is_mixed else None
                yield Difference(namespace, one.annotation_id, one.row[0], Change.MOVED, because)


def _without(after: Sequence[Annotation], added: Counter[Row]) -> list[Row]:
    rows = []
    for row in (row for one in after for row in one.rows):
        if added[row] > 0:
            added[row] -= 1
        else:
            rows.append(row)
    return rows


def _by_kind(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0] if row[0] in PLAIN | PLAIN_2016 else ""].append(row)
    return found


def _placed(one: Annotation, reasons: Reasons) -> Iterator[_Placed]:
    """Its rows. Pieces of a compressed row are left out for the same reason as that row."""
    row_of = {part.prefix: part.key for part in read_rows(one.rows).envelopes if part.prefix}
    whole = reasons.get((one.id, None))
    for row in one.rows:
        compressed = row_of.get(row[0].partition(":")[0], row[0])
        yield _Placed(one.id, row, whole or reasons.get((one.id, row[0])) or reasons.get((one.id, compressed)))
