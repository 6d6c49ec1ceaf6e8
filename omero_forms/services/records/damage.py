# SPDX-License-Identifier: AGPL-3.0-or-later
"""Damage of records: noticed once, logged once, and kept with the time when it was last seen."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import BESIDE, DamageKind
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.transactions import short_write
from omero_forms.models import DamageRow, Stream

logger = logging.getLogger(__name__)

_STOPPING = frozenset({DamageKind.FORK, DamageKind.GAP})
_RETURNING = [*_STOPPING, DamageKind.DATABASE, DamageKind.LOST, DamageKind.UNREDACTED]
"""What is there again when it is seen again. Of the others an annotation stays as evidence beside the record that
replaced it.
"""

_APART = [*BESIDE, *_RETURNING, DamageKind.FOUNDATION]
"""Of these the annotation holds its record, or never held one."""


def note(stream: Stream, damages: Sequence[Damage], *, is_open: bool = False) -> None:
    """Keep what was noticed of a stream. What was noticed before gets its new time and is not logged again.

    `is_open` is for who knows that none of it lies there as evidence of what was mended.
    """
    now = timezone.now()
    rows = DamageRow.objects.filter(stream=stream, number__in={one.number or 0 for one in damages})
    known = {_key(row): row.pk for row in rows}
    seen = [known[key] for one in damages if (key := _key_of(one)) in known]
    fresh = {_key_of(one): one for one in damages if _key_of(one) not in known}
    with short_write():
        rows = DamageRow.objects.filter(pk__in=seen)
        rows.update(last_seen=now)
        again = rows.exclude(kind__in=BESIDE) if is_open else rows.filter(kind__in=_RETURNING)
        again.filter(mended_at__isnull=False).update(mended_at=None, told_at=None)
        DamageRow.objects.bulk_create([_row(stream, one, now) for one in fresh.values()], ignore_conflicts=True)
    for one in fresh.values():
        logger.log(
            logging.CRITICAL if one.kind in _STOPPING else logging.ERROR,
            "%s, number %s, annotation %s: %s",
            stream,
            one.number,
            one.annotation_id,
            one.kind.value,
        )


def former_holders(stream: Stream) -> dict[int, int]:
    """Annotations of a stream that held a record until they were damaged, with the number that it had."""
    return former_holders_of([stream.pk]).get(stream.pk, {})


def former_holders_of(stream_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Those of many streams, by the stream's id."""
    found: dict[int, dict[int, int]] = {}
    for stream_id, annotation_id, number in _former_holders(list(stream_ids)):
        found.setdefault(stream_id, {})[annotation_id] = number
    return found


@kept_rows
def _former_holders(streams: list[int]) -> QuerySet[Any, Any]:
    """Stream, annotation, number. Whoever verifies asks this of each few histories, which seldom have any."""
    rows = DamageRow.objects.filter(stream__id__in=streams, number__gt=0, annotation_id__gt=0)
    return rows.exclude(kind__in=_APART).values_list("stream_id", "annotation_id", "number")


def were_holders(annotation_ids: Collection[int], *, but: int = 0) -> set[int]:
    """Those of the annotations that held a record until they were damaged, of other streams than `but`."""
    rows = DamageRow.objects.filter(annotation_id__in=annotation_ids, number__gt=0).exclude(stream=but)
    return set(rows.exclude(kind__in=_APART).values_list("annotation_id", flat=True))


def mark_mended(stream: Stream, *, but: Collection[int]) -> None:
    """The history is whole again, except for the numbers that cannot be proven any more; what they stand on is another
    history's.
    """
    apart = [DamageKind.FOUNDATION, DamageKind.ALONE, DamageKind.LATE]
    rows = DamageRow.objects.filter(stream=stream, mended_at__isnull=True).exclude(kind__in=apart)
    rows.exclude(number__in=but).update(mended_at=timezone.now())


def _row(stream: Stream, one: Damage, now: datetime) -> DamageRow:
    return DamageRow(
        stream=stream,
        kind=one.kind,
        number=one.number or 0,
        annotation_id=one.annotation_id or 0,
        mark=one.mark,
        detail=one.detail,
        first_seen=now,
        last_seen=now,
        mended_at=now if one.kind in BESIDE else None,
    )


def _key(row: DamageRow) -> tuple[str, int, int, str]:
    return (row.kind, row.number, row.annotation_id, row.mark)


def _key_of(one: Damage) -> tuple[str, int, int, str]:
    return (one.kind.value, one.number or 0, one.annotation_id or 0, one.mark)
