# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recorded checkpoint changes in the read model: which places in the tree the records have that it counts."""

from __future__ import annotations

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.format import NO_PREVIOUS
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import RecordRange
from omero_forms.models import CheckpointRow, LogRange, RecordRow, Stream

AT_ONCE = 500
"""So many streams are looked for by one statement."""


def count(record: RecordRow, told: Told) -> None:
    """Keep a checkpoint, and number what it counts from where the one before ended."""
    before = CheckpointRow.objects.filter(number__lt=record.number).order_by("-number").first()
    size = 0 if before is None else before.size
    for some in chunks(told.added, AT_ONCE):
        streams = _streams(some)
        ranges = []
        for one in some:
            ranges.append(LogRange(stream_id=streams[one.stream], first=one.first, last=one.last, start=size))
            size += len(one)
        LogRange.objects.bulk_create(ranges)
    CheckpointRow.objects.create(
        record=record, number=record.number, size=size, note=told.payload["note"], made_at=told.time
    )


def _streams(ranges: list[RecordRange]) -> dict[str, int]:
    """Their rows by name, made where the database does not know the stream yet: it may be read back later."""
    names = {one.stream for one in ranges}
    known = dict(Stream.objects.filter(name__in=names).values_list("name", "pk"))
    if names - known.keys():
        new = [
            Stream(name=name, last_digest=NO_PREVIOUS, recorded_digest=NO_PREVIOUS)
            for name in sorted(names - known.keys())
        ]
        Stream.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(Stream.objects.filter(name__in=names).values_list("name", "pk"))
    return known
