# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading submissions of one object. Every caller has loaded the object with the user's own session before."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from omero_forms.domain.canonical import parse_json
from omero_forms.domain.diffs import Change, diff
from omero_forms.domain.forms import time_text
from omero_forms.domain.refs import ObjectRef
from omero_forms.domain.schemas import FormSchema, stored_schema
from omero_forms.domain.submissions import CopyReason, SubmissionState
from omero_forms.models import CopyState, RecordState, Submission
from omero_forms.selectors.people import People, PersonView


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission without its answers, as lists show it."""

    id: int
    number: int
    version: int
    author: PersonView
    sudoer: PersonView | None
    time: datetime
    message: str
    state: SubmissionState
    state_reason: CopyReason | None
    state_since: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What one needs to find and check the record of a submission."""

    digest: str
    previous: str
    seal: str
    key: str
    number: int
    stream: str


_COPY_STATES_SHOWN = {
    CopyState.COPIED: SubmissionState.COPIED,
    CopyState.REPAIR: SubmissionState.REPAIR,
    CopyState.NOCOPY: SubmissionState.NOCOPY,
}


_LARGE = ("answers", "record__payload", "version__schema", "version__ui_schema")
"""What a list of submissions does not show."""


def of_object(ref: ObjectRef) -> QuerySet[Submission]:
    """All submissions for an object, of whatever form, without those of another object that had its id."""
    return Submission.objects.filter(
        object_type=ref.type.value, object_id=ref.id, creation_event=ref.creation_event
    ).select_related("record", "version")


def history(ref: ObjectRef, form_id: str) -> list[Submission]:
    """The submissions of one form for an object, the newest first; answers and schemas are read when they are asked for."""
    of_form = of_object(ref).filter(form_id=form_id)
    return list(of_form.defer(*_LARGE).order_by("-number"))


def head(ref: ObjectRef, form_id: str) -> Submission | None:
    """The newest submission of one form for an object, pending or not."""
    return of_object(ref).filter(form_id=form_id).order_by("-number").first()


def latest_by_form(ref: ObjectRef, form_ids: Iterable[str]) -> dict[str, Submission]:
    """The newest submission of each of the forms that has one."""
    of_forms = of_object(ref).filter(form_id__in=list(form_ids))
    numbers = of_forms.values("form_id").annotate(newest=Max("number"))
    newest = Q(pk__in=[])
    for row in numbers:
        newest |= Q(form_id=row["form_id"], number=row["newest"])
    return {one.form_id: one for one in of_forms.filter(newest).defer(*_LARGE)}


def views(submissions: Sequence[Submission]) -> list[SubmissionView]:
    """Submissions as the API shows them."""
    people = People(
        person_id
        for one in submissions
        for person_id in (one.author_id, *([one.sudoer["id"]] if one.sudoer else []))
    )
    return [_view(one, people) for one in submissions]


def _view(one: Submission, people: People) -> SubmissionView:
    state, since, reason = _state(one)
    sudoer = one.sudoer
    return SubmissionView(
        id=one.pk,
        number=one.number,
        version=one.version.number,
        author=people.view(one.author_id, one.author_name),
        sudoer=people.view(sudoer["id"], sudoer["name"]) if sudoer else None,
        time=one.time,
        message=one.message,
        state=state,
        state_reason=reason,
        state_since=since,
        digest=one.record.digest,
    )


def _state(one: Submission) -> tuple[SubmissionState, datetime, CopyReason | None]:
    record = one.record
    if record.state == RecordState.PENDING:
        return SubmissionState.PENDING, record.accepted_at, None
    shown = _COPY_STATES_SHOWN.get(CopyState(one.copy_state))
    if shown is not None and one.copy_changed_at:
        return shown, one.copy_changed_at, CopyReason.from_text(one.copy_reason)
    return SubmissionState.RECORDED, record.recorded_at or record.accepted_at, None


def as_json(one: Submission) -> dict[str, Any]:
    """A submission as the details of an error hold it, in the shape of the API."""
    view = asdict(views([one])[0])
    return {**view, "time": time_text(view["time"]), "state_since": time_text(view["state_since"])}


def answers_of(one: Submission) -> dict[str, Any]:
    """The answers as they were given."""
    answers: dict[str, Any] = parse_json(one.answers)
    return answers


def schema_of(one: Submission) -> FormSchema:
    """The schema that the answers were given to."""
    return stored_schema(one.version.schema)


def changes(one: Submission) -> list[Change]:
    """What a submission changed against the one before it; everything is added by the first."""
    before = (
        Submission.objects.filter(record__stream=one.record.stream_id, number__lt=one.number)
        .order_by("-number")
        .first()
    )
    return diff(schema_of(one), answers_of(before) if before else {}, answers_of(one))


def proof(one: Submission) -> Proof:
    """The proof of a submission."""
    record = one.record
    return Proof(
        digest=record.digest,
        previous=record.previous,
        seal=record.seal,
        key=record.key,
        number=record.number,
        stream=record.stream.name,
    )


def by_id(submission_id: int) -> Submission | None:
    """A submission by the id of the API. Load its object as the user before anything of it leaves."""
    rows = Submission.objects.select_related("record__stream", "version")
    return rows.filter(pk=submission_id).first()
