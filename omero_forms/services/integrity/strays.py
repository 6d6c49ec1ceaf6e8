# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies in the store and is of no stream that the database knows: page by page, whoever owns it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.findings import Scope
from omero_forms.domain.sites import SITE_STREAM
from omero_forms.domain.texts import t
from omero_forms.gateway import store
from omero_forms.gateway.store import StoreReader, Whereabouts
from omero_forms.models import RecordRow, Stream
from omero_forms.services.integrity.streams import Compared, Reading, compare_alone, compare_unknown
from omero_forms.services.records.damage import were_holders

OURS = "omero-forms/"
"""What the namespaces of records begin with."""


@dataclass(frozen=True, slots=True)
class Strays:
    """What one page has; `last` is its last annotation, None after the last page. `again` are histories that were
    compared before.
    """

    last: int | None
    found: list[Compared] = field(default_factory=list)
    again: list[Compared] = field(default_factory=list)


def look_for_strays(reading: Reading, scope: Scope, after: int, named: Collection[str]) -> Strays:
    """The next page after an annotation: histories that the database does not know, where their first annotation is on
    it, and what carries no name of any. Of histories that it knows, only where it was not looked for what else carries
    their names (`reading.newest`): all but those that were `named` as damaged, since of them everything was.
    """
    reader = reading.reader
    there = store.page(reader, after=after, likes=scope.likes)
    if not there:
        return Strays(None)
    names = store.stream_names(reader, [one.id for one in there])
    wanted = {name for name in names.values() if scope.holds(name)}
    known = set(Stream.objects.filter(name__in=wanted).values_list("name", flat=True))
    unknown = wanted - known
    ids_of = store.ids_by_stream(reader, unknown)
    begun_here = {name: ids for name, ids in sorted(ids_of.items()) if ids and ids[0] > after}
    found = [_told(one) for one in compare_unknown(reading, begun_here) if one.damages]
    of_known = {one: name for one, name in names.items() if name in known}
    again = [] if reading.newest is None else [one for one in _beside(of_known, reading, named) if one.damages]
    if scope.is_all:
        found += _nameless([one for one in there if one.id not in names], reader)
    return Strays(there[-1].id, found, again)


def _beside(names: Mapping[int, str], reading: Reading, named: Collection[str]) -> Iterator[Compared]:
    """What else carries the names of histories that were looked at already, and is none of their records."""
    rows = RecordRow.objects.filter(stream__name__in={*names.values()}, annotation_id__in=names)
    held = set(rows.values_list("annotation_id", flat=True))
    wanted = {name for one, name in names.items() if one not in held}.difference(named)
    for name in sorted(wanted):
        yield compare_alone(reading, name)


def _told(compared: Compared) -> Compared:
    """What is said of a history that the database does not know."""
    if compared.stream != SITE_STREAM:
        return compared
    # Set-up writes it before there is a database, which a worker brings it into later.
    return replace(compared, damages=[one for one in compared.damages if one.kind is not DamageKind.LOST])


def _nameless(candidates: list[Whereabouts], reader: StoreReader) -> list[Compared]:
    """Annotations under our namespaces that carry no stream's name, and never held a record."""
    ids = [one.id for one in candidates if one.namespace.startswith(OURS)]
    if not ids:
        return []
    held = set(RecordRow.objects.filter(annotation_id__in=ids).values_list("annotation_id", flat=True))
    held |= were_holders(ids)
    by_place: dict[str, list[Damage]] = defaultdict(list)
    for one in candidates:
        if one.id in ids and one.id not in held:
            kind = DamageKind.FORGED if one.owner == reader.master_id else DamageKind.FOREIGN
            by_place[""].append(Damage(kind, None, one.id, one.namespace[:64], t("It names no history.")))
    return [Compared(name, 0, damages) for name, damages in by_place.items()]
