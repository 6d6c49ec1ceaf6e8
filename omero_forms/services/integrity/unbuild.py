# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take back what was built on records that turned out not to stand."""

from __future__ import annotations

from django.db.models import Min

from omero_forms.domain.records.damage import DamageKind
from omero_forms.domain.records.format import NO_PREVIOUS
from omero_forms.domain.refs import stream_kind
from omero_forms.kit.transactions import short_write
from omero_forms.models import Assignment, DamageRow, Form, RecordRow, Stream, Submission
from omero_forms.services.records.heads import verified_print
from omero_forms.services.records.mark import verified_row
from omero_forms.services.records.project import project


def forget_from(stream: Stream) -> None:
    """Let a forked stream end before its fork, and build anew on what is left: which of two records counts is for an
    admin to say.
    """
    forks = DamageRow.objects.filter(stream=stream, kind=DamageKind.FORK, mended_at__isnull=True)
    fork = forks.aggregate(first=Min("number"))["first"]
    if fork is None or stream.last_number < fork:
        return
    with short_write():
        _take_down(stream)
        RecordRow.objects.filter(stream=stream, number__gte=fork).delete()
        left = list(RecordRow.objects.filter(stream=stream).select_related("stream").order_by("number"))
        number, digest = (left[-1].number, left[-1].digest) if left else (0, NO_PREVIOUS)
        Stream.objects.filter(pk=stream.pk).update(
            last_number=number,
            last_digest=digest,
            recorded_number=number,
            recorded_digest=digest,
            verified={**stream.verified, **verified_row(digest, verified_print(stream))},
        )
        for record in left:
            project(record)


def _take_down(stream: Stream) -> None:
    """All rows of the read model that the records of a stream gave."""
    form = stream.name.split("/")[1:2]
    match stream_kind(stream.name):
        case "form":
            Form.objects.filter(id__in=form).delete()
        case "assignment":
            Assignment.objects.filter(form__in=form).delete()
        case "submission":
            Submission.objects.filter(record__stream=stream).delete()
