# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was recorded since the last checkpoint, in the order in which the next one counts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Collate

from omero_forms.domain.log.tree import Frontier, leaf_hash
from omero_forms.domain.refs import RecordRange
from omero_forms.kit.leases import Lease
from omero_forms.models import LogRange, RecordRow, RecordState, Stream
from omero_forms.selectors.log import STREAM
from omero_forms.selectors.proven import Prover
from omero_forms.services.log.when import MOST_RANGES
from omero_forms.services.records.mark import check_later

RENEW_AFTER = 1000
"""Records between two looks at the lease."""


class LeaseLostError(Exception):
    """Somebody else counts now."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one checkpoint counts; `last` is the name of the last stream that was looked at, `is_all` whether nothing
    was left for another one.
    """

    ranges: list[RecordRange]
    last: str
    is_all: bool


def count_next(frontier: Frontier, after: str, prover: Prover, lease: Lease) -> Batch:
    """Add to the frontier what comes next: of the streams whose names come after `after`, and of the checkpoints.

    A record that its seal does not prove is not counted, nor what follows on it: a worker looks at that stream first.
    """
    ranges, suspicious = [], []
    streams = list(_uncounted(after)[: MOST_RANGES + 1])
    renewed = 0
    for stream in streams[:MOST_RANGES]:
        first = last = stream.counted
        for row in _records(stream, first):
            if row.number != last + 1 or not prover.is_sealed(row):
                break
            frontier.append(leaf_hash(bytes.fromhex(row.digest)))
            last = row.number
            renewed += 1
            if renewed % RENEW_AFTER == 0 and not lease.renew():
                raise LeaseLostError
        if last > first:
            ranges.append(RecordRange(stream.name, first + 1, last))
        if last < stream.recorded_number:
            suspicious.append(stream.name)
    check_later(suspicious)
    if not lease.renew():
        raise LeaseLostError
    is_all = len(streams) <= MOST_RANGES
    return Batch(ranges, after if is_all else streams[MOST_RANGES - 1].name, is_all)


def _uncounted(after: str) -> QuerySet[Any]:
    """Streams with records that no checkpoint counts, in the order of the bytes of their names on any database."""
    newest = LogRange.objects.filter(stream=OuterRef("pk")).order_by("-last").values("last")[:1]
    bytewise = Collate("name", "C" if connection.vendor == "postgresql" else "BINARY")
    rows = Stream.objects.annotate(bytewise=bytewise, counted=Coalesce(Subquery(newest), 0))
    wanted = Q(bytewise__gt=after) | Q(name=STREAM)
    return rows.filter(wanted, recorded_number__gt=F("counted")).order_by("bytewise")


def _records(stream: Stream, counted: int) -> Iterator[RecordRow]:
    rows = RecordRow.objects.filter(
        stream=stream, state=RecordState.RECORDED, number__gt=counted, number__lte=stream.recorded_number
    )
    for row in rows.order_by("number").iterator(chunk_size=RENEW_AFTER):
        row.stream = stream
        yield row
