# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store as a whole, by whoever can read it: the form agent sees what others put there or were given, the form
master its own alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage import StoredAnnotation
from omero_forms.domain.refs import namespace_of
from omero_forms.domain.texts import t
from omero_forms.gateway.map_rows import Row
from omero_forms.gateway.wire import ALL_GROUPS, IDS_PER_QUERY, Wire


@dataclass(frozen=True, slots=True)
class StoreReader:
    """A session that reads the store, and whose records lie there."""

    wire: Wire
    group: int
    master_id: int
    server: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """An annotation and where it lies, of which no rows were read yet."""

    id: int
    namespace: str
    owner: int
    group: int


def count(reader: StoreReader) -> tuple[int, int]:
    """How many map annotations there are in the store, and the highest of their ids."""
    [[found, newest]] = reader.wire.rows(
        "select count(a.id), max(a.id) from MapAnnotation a where a.details.group.id = :store",
        {"store": reader.group},
        group=reader.group,
    )
    return int(found), int(newest or 0)


def ids_by_stream(reader: StoreReader, streams: Collection[str]) -> dict[str, list[int]]:
    """All annotations in the store under the names of streams; believe nothing of them yet."""
    found: dict[str, set[int]] = {name: set() for name in streams}
    for some in chunks(sorted(found), IDS_PER_QUERY):
        for name, one in reader.wire.rows(
            "select s.value, a.id from MapAnnotation a join a.mapValue s where s.value in (:streams)",
            {"streams": some},
            group=reader.group,
        ):
            if name in found:
                found[name].add(int(one))
    return {name: sorted(ids) for name, ids in found.items()}


def claimed_numbers(reader: StoreReader, ids: Sequence[int]) -> dict[int, str]:
    """What the row `number` of annotations says."""
    rows = reader.wire.rows_by_ids(
        "select a.id, n.value from MapAnnotation a join a.mapValue n where a.id in (:ids) and n.name = 'number'",
        ids,
        group=reader.group,
    )
    return {int(one): value or "" for one, value in rows}


def places(reader: StoreReader, ids: Sequence[int]) -> list[Whereabouts]:
    """Where annotations lie, in whatever group they are now; what is not there is left out."""
    rows = reader.wire.rows_by_ids(
        "select a.id, a.ns, a.details.owner.id, a.details.group.id from MapAnnotation a where a.id in (:ids)",
        ids,
        group=ALL_GROUPS,
    )
    return [Whereabouts(int(one), namespace or "", int(owner), int(group)) for one, namespace, owner, group in rows]


def places_later(reader: StoreReader, ids: Sequence[int], namespace: str) -> Callable[[], list[Whereabouts]]:
    """The same of a few of which most lie in the store, under this namespace and of the form master: asked for now as
    how many do, which is one row, and one by one only where not all do.
    """
    asked = reader.wire.rows_later(
        "select a.ns, a.details.owner.id, a.details.group.id, count(a.id) from MapAnnotation a where a.id in (:ids) "
        "group by a.ns, a.details.owner.id, a.details.group.id",
        {"ids": ids},
    )
    where_all_are = [(namespace, reader.master_id, reader.group, len(ids))]

    def wait() -> list[Whereabouts]:
        if asked() != where_all_are:
            return places(reader, ids)
        return [Whereabouts(one, namespace, reader.master_id, reader.group) for one in ids]

    return wait


def page(reader: StoreReader, *, after: int, likes: Sequence[str] = ()) -> list[Whereabouts]:
    """The next thousand annotations of the store by id, whoever owns them; with `likes` those alone whose stream fits
    one of the patterns.
    """
    fits = " or ".join(f"s.value like :like{place}" for place in range(len(likes)))
    named = ("join a.mapValue s ", f"and s.name = 'stream' and ({fits}) ") if likes else ("", "")
    rows = reader.wire.rows(
        f"select a.id, a.ns, a.details.owner.id from MapAnnotation a {named[0]}"  # noqa: S608  (it is ours)
        f"where a.details.group.id = :store and a.id > :after {named[1]}order by a.id",
        {"store": reader.group, "after": after, **{f"like{place}": like for place, like in enumerate(likes)}},
        group=reader.group,
        limit=IDS_PER_QUERY,
    )
    return [Whereabouts(int(one), namespace or "", int(owner), reader.group) for one, namespace, owner in rows]


def stream_names(reader: StoreReader, ids: Sequence[int]) -> dict[int, str]:
    """The stream whose name annotations carry."""
    rows = reader.wire.rows_by_ids(
        "select a.id, s.value from MapAnnotation a join a.mapValue s where a.id in (:ids) and s.name = 'stream'",
        ids,
        group=reader.group,
    )
    return {int(one): value or "" for one, value in rows}


def as_stored(reader: StoreReader, one: Whereabouts, rows: Sequence[Row], stream: str) -> StoredAnnotation:
    """An annotation beside the records of a stream."""
    if (one.owner, one.namespace) == (reader.master_id, namespace_of(stream)):
        return StoredAnnotation(one.id, True, rows)
    is_given, is_elsewhere = one.owner != reader.master_id, one.namespace != namespace_of(stream)
    place = " ".join(
        sentence
        for sentence, holds in (
            (t("It belongs to user {owner}.", owner=one.owner), is_given),
            (t("It lies under another namespace."), is_elsewhere),
        )
        if holds
    )
    return StoredAnnotation(one.id, not place, tuple(rows), is_given, place)
