# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records that are sound, but stand on something that nothing proves: a version of a form that was damaged or lost.

They are kept with their number, and nothing is built on them; once the version is there again, they count.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils import timezone

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.kinds import forms_below
from omero_forms.domain.refs import assignment_stream, form_stream, stream_kind
from omero_forms.kit.transactions import short_write
from omero_forms.models import Assignment, DamageRow, RecordRow, Stream
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.damage import note
from omero_forms.services.records.mark import check_later
from omero_forms.services.records.project import project, told_by


def note_unfounded(stream: Stream, records: Sequence[RecordRow]) -> None:
    """Say of records that what they stand on is not there, and have a worker look whether OMERO holds it."""
    if not records:
        return
    note(stream, [Damage(DamageKind.FOUNDATION, one.number, one.annotation_id, one.digest) for one in records])
    forms = {form for one in records for form in forms_below(one.kind, told_by(one).payload)}
    check_later([ensure_stream(form_stream(form)).name for form in sorted(forms)])


def build_waiting(form_id: str) -> None:
    """Build on what waited for a version of this form, as far as it is there now."""
    waiting = DamageRow.objects.filter(kind=DamageKind.FOUNDATION, mended_at__isnull=True).select_related("stream")
    of_assignments = waiting.filter(stream__name=assignment_stream(form_id))
    if of_assignments.exists():
        _assign_anew(form_id)
    others = waiting.filter(
        Q(stream__name__startswith=f"submission/{form_id}/") | Q(stream__name__startswith="policy/")
    )
    for damage in others.order_by("stream", "number"):
        record = RecordRow.objects.select_related("stream").get(stream=damage.stream_id, number=damage.number)
        with short_write():
            if is_built_on(record):
                DamageRow.objects.filter(pk=damage.pk).update(mended_at=timezone.now())


def _assign_anew(form_id: str) -> None:
    """From the first event on: whether an assignment holds is for all of them together to say."""
    records = RecordRow.objects.select_related("stream").filter(stream__name=assignment_stream(form_id), unproven=False)
    with short_write():
        Assignment.objects.filter(form=form_id).delete()
        if all(is_built_on(one) for one in records.order_by("number")):
            damages = DamageRow.objects.filter(kind=DamageKind.FOUNDATION, stream__name=assignment_stream(form_id))
            damages.filter(mended_at__isnull=True).update(mended_at=timezone.now())


def is_built_on(record: RecordRow) -> bool:
    """Apply an event to the read model; False where what it stands on is not there."""
    try:
        project(record)
    except ObjectDoesNotExist:
        return False
    return True


def form_of(stream: str) -> str | None:
    """The form whose own events a stream holds; None of every other stream."""
    return stream.partition("/")[2] if stream_kind(stream) == "form" else None
