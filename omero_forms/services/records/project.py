# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recorded event changes in the read model.

The same function serves events of ours and those read back from OMERO, so both give the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from omero_forms.domain.canonical import canonical, parse_json
from omero_forms.domain.forms import FormState, time_from_text
from omero_forms.models import Assignment, CopyState, Form, FormVersion, RecordRow, Submission

COPY_GRACE = timedelta(seconds=10)
"""The request that recorded a submission copies it itself; the sweep waits that long for it."""


def project(record: RecordRow) -> None:
    """Apply an event to the read model. Call it in the transaction that marks it as recorded."""
    handler = _HANDLERS.get(record.kind)
    if handler is not None:
        handler(record)


def _content(record: RecordRow) -> Mapping[str, Any]:
    content: Mapping[str, Any] = parse_json(bytes(record.payload))
    return content


def _published(record: RecordRow) -> None:
    content = _content(record)
    form, _ = Form.objects.update_or_create(
        id=content["form"],
        defaults={
            "name": content["name"],
            "description": content["description"],
            "state": FormState.PUBLISHED,
            "owners": content["owners"],
            "current_version": content["version"],
        },
    )
    FormVersion.objects.create(
        form=form,
        number=content["version"],
        schema=content["schema"],
        ui_schema=content["ui_schema"],
        message=content["message"],
        author_id=content["author"]["id"],
        author_name=content["author"]["name"],
        published_at=time_from_text(content["time"]),
        digest=record.digest,
        record=record,
    )


def _state(state: FormState) -> Callable[[RecordRow], None]:
    def apply(record: RecordRow) -> None:
        Form.objects.filter(id=_content(record)["form"]).update(state=state)

    return apply


def _owners(record: RecordRow) -> None:
    content = _content(record)
    Form.objects.filter(id=content["form"]).update(owners=content["owners"])


def _assigned(record: RecordRow) -> None:
    content = _content(record)
    form = Form.objects.get(id=content["form"])
    for object_type in content["object_types"]:
        Assignment.objects.update_or_create(
            form=form,
            group_id=content["group"]["id"],
            object_type=object_type,
            defaults={"group_name": content["group"]["name"]},
        )


def _unassigned(record: RecordRow) -> None:
    content = _content(record)
    Assignment.objects.filter(
        form_id=content["form"],
        group_id=content["group"]["id"],
        object_type__in=content["object_types"],
    ).delete()


def create_submission(
    record: RecordRow, content: Mapping[str, Any], version: FormVersion | None = None, **ours: Any
) -> Submission:
    """The row of a submission; `ours` are the fields that records do not hold (client key, body hash).

    `content` and `version`, where that is at hand, are what the record says, so that nobody reads it to know them.
    """
    reference = content["object"]
    return Submission.objects.create(
        record=record,
        form_id=content["form"],
        version=version or FormVersion.objects.get(form_id=content["form"], digest=content["version_digest"]),
        object_type=reference["type"],
        object_id=reference["id"],
        creation_event=reference["creation_event"],
        number=record.number,
        author_id=content["author"]["id"],
        author_name=content["author"]["name"],
        sudoer=content["sudoer"],
        time=time_from_text(content["time"]),
        message=content["message"],
        answers=canonical(content["answers"]).decode(),
        **ours,
    )


def repeat_submission(record: RecordRow, content: Mapping[str, Any]) -> None:
    """Let the row of a submission say again what its record says."""
    Submission.objects.filter(record=record).update(
        author_id=content["author"]["id"],
        author_name=content["author"]["name"],
        sudoer=content["sudoer"],
        time=time_from_text(content["time"]),
        message=content["message"],
        answers=canonical(content["answers"]).decode(),
    )


def _submitted(record: RecordRow) -> None:
    if not Submission.objects.filter(record=record).exists():
        create_submission(record, _content(record))
    Submission.objects.filter(record=record).update(next_at=timezone.now() + COPY_GRACE)
    # The copy is always of the newest recorded one: what an earlier one still lacks is not owed any more.
    Submission.objects.filter(record__stream=record.stream_id, number__lt=record.number).exclude(
        copy_state__in=[CopyState.COPIED, CopyState.SUPERSEDED]
    ).update(copy_state=CopyState.SUPERSEDED, next_at=None)


_HANDLERS: Mapping[str, Callable[[RecordRow], None]] = {
    "form.published": _published,
    "form.retired": _state(FormState.RETIRED),
    "form.restored": _state(FormState.PUBLISHED),
    "form.owners": _owners,
    "assignment.assigned": _assigned,
    "assignment.unassigned": _unassigned,
    "submission": _submitted,
}
