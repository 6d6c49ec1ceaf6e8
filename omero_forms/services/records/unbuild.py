# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take back what was built on records that turned out not to stand."""

from __future__ import annotations

from django.db.models import F

from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.records.format import NO_PREVIOUS
from omero_forms.domain.refs import stream_kind
from omero_forms.kit.transactions import short_write
from omero_forms.models import (
    Assignment,
    ExemptionRow,
    Form,
    KeptReport,
    PolicyRow,
    RecordRow,
    RedactionRow,
    SitePolicyRow,
    Stream,
    Submission,
)
from omero_forms.services.records.heads import verified_print
from omero_forms.services.records.mark import verified_row
from omero_forms.services.records.project import project


def forget_from(stream: Stream, number: int) -> None:
    """Let the database know a stream only up to before that number, and build anew on what is left."""
    if stream.last_number < number:
        return
    with short_write():
        Stream.objects.select_for_update().get(pk=stream.pk)
        _take_down(stream)
        # Of those before, what is in no record stays: files, and who approved.
        for of_record in (KeptReport, RedactionRow):
            of_record.objects.filter(record__stream=stream, record__number__gte=number).delete()
        RecordRow.objects.filter(stream=stream, number__gte=number).delete()
        left = list(RecordRow.objects.filter(stream=stream).select_related("stream").order_by("number"))
        last, digest = (left[-1].number, left[-1].digest) if left else (0, NO_PREVIOUS)
        Stream.objects.filter(pk=stream.pk).update(
            last_number=last,
            last_digest=digest,
            recorded_number=last,
            recorded_digest=digest,
            verified={**stream.verified, **verified_row(digest, verified_print(stream))},
        )
        for record in left:
            project(record)
        _drop_unsaid(stream)


def _take_down(stream: Stream) -> None:
    """All rows of the read model that the records of a stream gave."""
    of = stream.name.split("/")[1:2]
    match stream_kind(stream.name):
        case "form":
            Form.objects.filter(id__in=of).delete()
        case "assignment":
            Assignment.objects.filter(form__in=of).delete()
        case "submission":
            Submission.objects.filter(record__stream=stream).delete()
        case "policy":
            # Findings hang on them: they go only if no record is left that says them. Names may have gone around.
            ExemptionRow.objects.filter(policy__group_id__in=of, number__gt=0).delete()
            PolicyRow.objects.filter(group_id__in=of).update(number=0, name=F("uid"))
            if of == [str(SITE_GROUP)]:
                SitePolicyRow.objects.update(number=0, name=F("uid"))


def _drop_unsaid(stream: Stream) -> None:
    """The policies that no record is left of."""
    if stream_kind(stream.name) == "policy":
        PolicyRow.objects.filter(group_id=stream.name.split("/")[1], number=0).delete()
        # What groups have of one is theirs; whether it goes on is for the records that are left to say.
        SitePolicyRow.objects.filter(number=0, policies=None).delete()
