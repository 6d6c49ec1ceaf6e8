# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content that was redacted goes out of the database, and stays out of it."""

from __future__ import annotations

import logging

from django.db.models import QuerySet

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RedactionRow, Stream
from omero_forms.services.records.damage import note
from omero_forms.services.records.mark import check_later
from omero_forms.services.records.project import forget

logger = logging.getLogger(__name__)


def settled(stream: str) -> frozenset[int]:
    """The numbers of a stream whose content is gone from everywhere: found again, it was put back."""
    done = RedactionRow.objects.filter(stream=stream, done_at__isnull=False)
    return frozenset(done.values_list("number", flat=True))


def note_unredacted(stream: Stream, found: dict[int, int | None]) -> None:
    """Keep that the content of these numbers was there again, by annotation; None for the database's."""
    if not found:
        return
    gone = settled(stream.name)
    again = [
        Damage(DamageKind.UNREDACTED, number, annotation_id, "")
        for number, annotation_id in found.items()
        if number in gone
    ]
    if again:
        note(stream, again)


def forget_again() -> int:
    """Take out of the database what a restore, or somebody, put back into it; of how many records. OMERO's is looked
    at with the stream.
    """
    found = list(_with_content().select_related("stream"))
    for record in found:
        logger.error("%s: number %d has the content that was redacted", record.stream, record.number)
        note_unredacted(record.stream, {record.number: None})
        with short_write():
            forget(record)
        check_later([record.stream.name])
    return len(found)


def _with_content() -> QuerySet[RecordRow]:
    digests = RedactionRow.objects.filter(done_at__isnull=False).values("digest")
    return RecordRow.objects.filter(digest__in=digests, content__isnull=False)
