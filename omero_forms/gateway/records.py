# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records: MapAnnotations of the form master in the store group, linked to nothing.

Anybody can make an annotation that looks like a record; one is trusted only if the form master owns it and it lies
in the store group. What even that does not prove, the seals do.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import omero.model
from omero.rtypes import rstring

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage import StoredAnnotation
from omero_forms.domain.records.format import CONTENT, Record, RecordDamaged, from_rows, to_rows
from omero_forms.domain.records.prints import PrintRow, StreamPrint
from omero_forms.domain.refs import namespace_of
from omero_forms.domain.texts import t
from omero_forms.gateway.map_rows import map_rows
from omero_forms.gateway.sessions import (
    NOT_PRIVATE,
    PRIVATE,
    AgentSession,
    MasterSession,
    incomplete,
)
from omero_forms.gateway.wire import IDS_PER_QUERY

logger = logging.getLogger(__name__)

DELETE_SECONDS = 5.0

ANNOTATIONS_PER_READ = 200
"""So many are read with one call: all rows of that many large records are some megabytes."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record and the annotation that holds it. Believe it only after its digest and seal are verified."""

    annotation_id: int
    record: Record


@dataclass(frozen=True, slots=True)
class Saved:
    """The annotation of a record that was written, and the event that made it."""

    annotation_id: int
    event: int


def append(master: MasterSession, record: Record, *, is_private: bool = False) -> Saved:
    """Write one record."""
    return append_all(master, [record], is_private=is_private)[0]


def append_all(master: MasterSession, records: Sequence[Record], *, is_private: bool = False) -> list[Saved]:
    """Write records in one OMERO transaction, all or none; what came of each, in the same order.

    Raises `setup_incomplete` when others can read the store; `is_private` is for who has just seen that they cannot.
    """
    if not records:
        return []
    if not is_private:
        require_private(master)
    saved = master.wire.save_new([_annotation(one) for one in records], group=master.store_group)
    return [Saved(int(one.id.val), int(one.details.creationEvent.id.val)) for one in saved]


def require_private(master: MasterSession) -> None:
    """Raise `setup_incomplete` when somebody made the store readable since the form master logged in."""
    [[found]] = master.wire.rows(
        "select new map(g.details.permissions as permissions) from ExperimenterGroup g where g.id = :id",
        {"id": master.store_group},
        group=master.store_group,
    )
    if str(found["permissions"]["perm"]) != PRIVATE:
        raise incomplete("store_not_private", t(NOT_PRIVATE))


def heads(master: MasterSession, streams: Collection[str]) -> dict[str, StreamPrint]:
    """What tells whether anything about these streams was touched: one small projection for a thousand of them.

    By the value of the stream's row, which is indexed, and by nothing else: whatever lies in the store under a
    stream's name counts, of whatever owner and namespace, since a record that was given to somebody else must change
    it too. Only the row `kind` does not: it says the same as the row `stream` in records of checkpoints and of the
    site, which would count twice.
    """
    found: dict[str, list[PrintRow]] = {name: [] for name in streams}
    for chunk in chunks(sorted(found), IDS_PER_QUERY):
        for name, *row in master.wire.rows(
            "select s.value, a.details.owner.id, a.ns, count(a.id), max(a.id), max(a.details.creationEvent.id), "
            "max(a.details.updateEvent.id), sum(a.details.creationEvent.id), sum(a.details.updateEvent.id) "
            "from MapAnnotation a join a.mapValue s where s.value in (:streams) and s.name <> 'kind' "
            "group by s.value, a.details.owner.id, a.ns",
            {"streams": chunk},
            group=master.store_group,
        ):
            if name in found:
                owner, namespace, *figures = row
                found[name].append(PrintRow(int(owner), namespace or "", *map(int, figures)))
    return {name: StreamPrint.of(rows) for name, rows in found.items()}


def head(master: MasterSession, stream: str) -> StreamPrint:
    """That of one stream."""
    return heads(master, [stream])[stream]


def stored_ids(master: MasterSession, stream: str) -> list[int]:
    """All annotations in the store under the stream's name, lowest id first; believe nothing of them yet."""
    rows = master.wire.rows(
        "select a.id from MapAnnotation a join a.mapValue s where s.value = :stream",
        {"stream": stream},
        group=master.store_group,
    )
    return sorted({int(row[0]) for row in rows})


def read_annotations(master: MasterSession, stream: str, ids: Sequence[int]) -> Iterator[list[StoredAnnotation]]:
    """Annotations of the store with all their rows, a chunk at a time. What the form master does not see is left
    out.
    """
    for chunk in chunks(ids, ANNOTATIONS_PER_READ):
        placed = master.wire.rows_by_ids(
            "select a.id, a.ns, a.details.owner.id, a.details.group.id from MapAnnotation a where a.id in (:ids)",
            chunk,
            group=master.store_group,
        )
        rows_of = map_rows(master.wire, chunk, group=master.store_group)
        yield [
            StoredAnnotation(
                int(one),
                namespace == namespace_of(stream) and owner == master.person.id and group == master.store_group,
                tuple(rows_of.get(int(one), ())),
            )
            for one, namespace, owner, group in sorted(placed)
        ]


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation of the form master in the store, of which no rows were read yet, and the events that made and last
    changed it.
    """

    id: int
    namespace: str
    created: int
    updated: int


def count_in_store(master: MasterSession) -> int:
    """How many map annotations the form master has in the store."""
    hql = f"select count(a.id) from MapAnnotation a where {_IN_STORE}"  # noqa: S608  (it is ours)
    [[found]] = master.wire.rows(hql, _in_store(master), group=master.store_group)
    return int(found)


def placed_in_store(master: MasterSession, namespaces: Collection[str], *, after: int, others: bool) -> list[Placed]:
    """The next thousand annotations under one of these namespaces, or with `others` under any but them, by id.

    By keyset, so that a store of any size is read in as many questions as it has thousands.
    """
    among = "(a.ns is null or a.ns not in (:namespaces))" if others else "a.ns in (:namespaces)"
    rows = master.wire.rows(
        "select a.id, a.ns, a.details.creationEvent.id, a.details.updateEvent.id from MapAnnotation a "  # noqa: S608
        f"where {_IN_STORE} and {among} and a.id > :after order by a.id",
        {**_in_store(master), "namespaces": list(namespaces), "after": after},
        group=master.store_group,
        limit=IDS_PER_QUERY,
    )
    return [Placed(int(one), namespace or "", int(made), int(changed)) for one, namespace, made, changed in rows]


def streams_in_store(master: MasterSession) -> Iterator[set[str]]:
    """The names that stand in the stream rows of all annotations, a thousand annotations at a time."""
    after = 0
    while rows := master.wire.rows(
        f"select a.id, s.value from MapAnnotation a join a.mapValue s where {_IN_STORE} and s.name = 'stream' "  # noqa: S608
        "and a.id > :after order by a.id",
        {**_in_store(master), "after": after},
        group=master.store_group,
        limit=IDS_PER_QUERY,
    ):
        after = int(rows[-1][0])
        yield {name for _id, name in rows if name}


_IN_STORE = "a.details.owner.id = :owner and a.details.group.id = :store"


def _in_store(master: MasterSession) -> dict[str, int]:
    return {"owner": master.person.id, "store": master.store_group}


@dataclass(frozen=True, slots=True)
class Stranger:
    """An annotation of somebody else in the store, and the stream whose name it carries."""

    annotation_id: int
    stream: str


def of_others(session: AgentSession, store: int, master_id: int, *, since: int) -> list[Stranger]:
    """What others than the form master have put into the store under the name of a stream, after the annotation
    `since`.
    """
    rows = session.wire.rows(
        "select a.id, s.value from MapAnnotation a join a.mapValue s "
        "where a.details.group.id = :store and a.details.owner.id != :master and a.id > :since and s.name = 'stream' "
        "order by a.id",
        {"store": store, "master": master_id, "since": since},
        group=store,
    )
    return [Stranger(int(one), stream or "") for one, stream in rows]


def read_stream(master: MasterSession, stream: str) -> list[StoredRecord]:
    """All readable records of a stream, by number, then by the order of writing; damaged ones are left out."""
    found = []
    for chunk in read_annotations(master, stream, stored_ids(master, stream)):
        for one in chunk:
            try:
                record = from_rows(one.rows)
            except RecordDamaged:
                continue
            if one.is_ours and isinstance(record, Record) and record.stream == stream:
                found.append(StoredRecord(one.id, record))
    return sorted(found, key=lambda one: (one.record.number, one.annotation_id))


def remove_content(master: MasterSession, annotation_ids: Collection[int]) -> None:
    """Take the rows of the content out of records, for good; nothing else in them changes. Who wrote one meanwhile is
    asked to try again by OMERO.
    """
    for one in sorted(annotation_ids):
        found = master.wire.objects(
            "select a from MapAnnotation a where a.id = :id", {"id": one}, group=master.store_group
        )
        for annotation in found:
            kept = [row for row in annotation.mapValue or () if row.name != CONTENT]
            if len(kept) < len(annotation.mapValue or ()):
                annotation.mapValue = kept
                master.wire.save(annotation, group=master.store_group)


def remove(master: MasterSession, annotation_ids: Collection[int]) -> None:
    """Delete annotations of the form master's. Raises `omero_unavailable`, `forbidden`."""
    if annotation_ids:
        master.wire.delete({"Annotation": sorted(annotation_ids)}, timeout=DELETE_SECONDS)


def _annotation(record: Record) -> omero.model.MapAnnotationI:
    annotation = omero.model.MapAnnotationI()
    annotation.ns = rstring(namespace_of(record.stream))
    annotation.mapValue = [omero.model.NamedValue(name, value) for name, value in to_rows(record)]
    return annotation
