# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records: MapAnnotations of the form master in the store group, linked to nothing.

Anybody can make an annotation that looks like a record; one is trusted only if the form master owns it and it lies in the
store group. What even that does not prove, the seals do.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import omero.model
from omero.rtypes import rstring

from omero_forms.domain.records import Record, RecordDamaged, from_rows, to_rows
from omero_forms.domain.refs import namespace_of
from omero_forms.gateway.sessions import NOT_PRIVATE, PRIVATE, MasterSession, incomplete

logger = logging.getLogger(__name__)

Row = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record and the annotation that holds it. Believe it only after its digest and seal are verified."""

    annotation_id: int
    record: Record


def append(master: MasterSession, record: Record) -> int:
    """Write one record; the id of its annotation."""
    return append_all(master, [record])[0]


def append_all(master: MasterSession, records: Sequence[Record]) -> list[int]:
    """Write records in one OMERO transaction, all or none; the ids of their annotations in the same order."""
    if not records:
        return []
    require_private(master)
    return master.wire.save_new([_annotation(one) for one in records], group=master.store_group)


def require_private(master: MasterSession) -> None:
    """Raise ``setup_incomplete`` when somebody made the store readable since the form master logged in."""
    group = master.wire.objects(
        "select g from ExperimenterGroup g where g.id = :id",
        {"id": master.store_group},
        group=master.store_group,
    )[0]
    if str(group.details.permissions) != PRIVATE:
        raise incomplete("store_not_private", NOT_PRIVATE)


def head(master: MasterSession, stream: str, *, since: int = 0) -> Record | None:
    """The readable record of the highest number; None when OMERO holds none of this stream.

    Of several with that number, the one written first. An annotation whose rows were damaged counts as missing: whoever asks
    then finds that the database knows more than OMERO. Only annotations from the id ``since`` on are looked at: OMERO gives ids
    in the order of writing, and a long stream takes long to read.
    """
    numbered = sorted(_numbers(master, stream, since), key=lambda one: (-one[0], one[1]))
    for _number, annotation_id in numbered:
        stored = _stored(master, [annotation_id])
        if stored:
            return stored[0].record
    return None


def read_stream(master: MasterSession, stream: str) -> list[StoredRecord]:
    """All readable records of a stream, by number, then by the order of writing; damaged ones are logged."""
    stored = _stored(master, _ids(master, stream))
    return sorted(stored, key=lambda one: (one.record.number, one.annotation_id))


def _annotation(record: Record) -> omero.model.MapAnnotationI:
    annotation = omero.model.MapAnnotationI()
    annotation.ns = rstring(namespace_of(record.stream))
    annotation.mapValue = [omero.model.NamedValue(name, value) for name, value in to_rows(record)]
    return annotation


def _ids(master: MasterSession, stream: str, since: int = 0) -> list[int]:
    """The trusted annotations of a stream, lowest id first: those of the form master in the store group, from ``since`` on.

    Two queries on purpose: the value's index finds few ids at once whatever the statistics say; one query over everything
    took a real server 0.7 s after a bulk insert.
    """
    candidates = {
        int(row[0])
        for row in master.wire.rows(
            "select a.id from MapAnnotation a join a.mapValue s where s.value = :stream and a.id >= :since",
            {"stream": stream, "since": since},
            group=master.store_group,
        )
    }
    trusted = master.wire.rows_by_ids(
        "select a.id from MapAnnotation a join a.mapValue s where a.id in (:ids) and a.ns = :ns "
        "and a.details.owner.id = :owner and a.details.group.id = :store and s.name = 'stream' and s.value = :stream",
        sorted(candidates),
        {
            "ns": namespace_of(stream),
            "owner": master.person.id,
            "store": master.store_group,
            "stream": stream,
        },
        group=master.store_group,
    )
    return sorted({int(row[0]) for row in trusted})


def _numbers(master: MasterSession, stream: str, since: int) -> list[tuple[int, int]]:
    """Number and annotation id of each trusted record of a stream from the id ``since`` on."""
    ids = _ids(master, stream, since)
    rows = master.wire.rows_by_ids(
        "select a.id, n.value from MapAnnotation a join a.mapValue n where a.id in (:ids) and n.name = 'number'",
        ids,
        group=master.store_group,
    )
    return [
        (int(text), int(one)) for one, text in rows if text and text.isascii() and text.isdigit()
    ]


def _stored(master: MasterSession, ids: Sequence[int]) -> list[StoredRecord]:
    rows_of: dict[int, list[Row]] = defaultdict(list)
    for annotation_id, name, value in master.wire.rows_by_ids(
        "select a.id, r.name, r.value from MapAnnotation a join a.mapValue r where a.id in (:ids) "
        "order by a.id, index(r)",
        ids,
        group=master.store_group,
    ):
        rows_of[int(annotation_id)].append((name, value))
    found = []
    for one in ids:
        try:
            found.append(StoredRecord(one, from_rows(rows_of.get(one, []))))
        except RecordDamaged as damage:
            logger.error("annotation %d is damaged: %s", one, damage.reason)
    return found
