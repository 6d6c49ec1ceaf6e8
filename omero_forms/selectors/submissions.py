# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading submissions of one object. Every caller has loaded the object with the user's own session before.

What somebody said, who and when, is taken from the sealed bytes of its record (selectors/proven.py); what they do not
prove is not shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, QuerySet

from omero_forms.domain.answers.diff import Change, diff
from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage import LARGEST_NUMBER
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import ObjectRef, submission_stream
from omero_forms.domain.schemas.accept import FormSchema, stored_schema
from omero_forms.domain.submissions import CopyReason, SubmissionState
from omero_forms.domain.texts import t
from omero_forms.domain.times import time_text
from omero_forms.kit.deadlines import ending_with_answer
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import CopyState, RecordState, Submission
from omero_forms.selectors.damage import BEING_COMPARED, UNPROVEN, redacted
from omero_forms.selectors.imported import ImportedView, imported_view
from omero_forms.selectors.people import People, PersonView
from omero_forms.selectors.proven import Prover

READ_AT_ONCE = 20
"""Of the newest answers of a form; each may have a megabyte."""

_NOT_READ = ("answers", "version__schema", "version__ui_schema")
"""What the sealed bytes hold, or nobody asks for."""


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission without its answers, as lists show it. Where nothing proves it, `unproven` says so, and neither
    author nor time nor message is told. Of one that was imported, author and time are of the import.
    """

    id: int
    number: int
    version: int
    author: PersonView | None
    sudoer: PersonView | None
    time: datetime | None
    message: str
    state: SubmissionState
    state_reason: CopyReason | None
    state_since: datetime
    digest: str
    unproven: str | None
    imported: ImportedView | None


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


_IN_LISTS = (
    *("form_id", "object_type", "object_id", "creation_event", "number"),
    *("copy_state", "copy_reason", "copy_changed_at", "version__number", "record__stream_id", "record__stream__name"),
    *("record__number", "record__kind", "record__payload", "record__content", "record__previous", "record__digest"),
    *("record__seal", "record__key", "record__state", "record__accepted_at", "record__recorded_at", "record__unproven"),
    "record__redacted",
    *(f"record__stream__copy__{name}" for name in ("annotation_id", "event", "owner_id")),
)
"""What lists of submissions show and prove, and the copies of their streams. Payloads are among it: without all of one,
nothing of it is proven. Each column more costs as much as a row more.
"""


def _in_list(found: QuerySet[Submission]) -> QuerySet[Submission]:
    return found.select_related("record__stream__copy", "version").only(*_IN_LISTS)


def of_object(ref: ObjectRef) -> QuerySet[Submission]:
    """All submissions for an object, of whatever form, without those of another object that had its id."""
    return _of_object(ref.type.value, ref.id, ref.creation_event)


def _of_object(object_type: str, object_id: int, creation_event: int) -> QuerySet[Submission]:
    return Submission.objects.filter(
        object_type=object_type, object_id=object_id, creation_event=creation_event
    ).select_related("record__stream", "version")


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some submissions of one form for an object, the newest first. There are older ones before the number `next`."""

    submissions: list[Submission]
    next: int | None


AT_OPENING = 5
"""So many of the history come with a form that is opened, which then is as large after ten years as after a week."""
PER_PAGE = 20
"""So many with each page of older ones."""


def history(ref: ObjectRef, form_id: str, *, before: int | None = None, most: int = PER_PAGE) -> HistoryPage:
    """A page of the submissions of one form for an object, older than the number `before`; answers and schemas are read
    when they are asked for.
    """
    before = LARGEST_NUMBER if before is None else before
    newest_first = _of_form(ref.type.value, ref.id, ref.creation_event, form_id, before, most=most + 1)
    return HistoryPage(newest_first[:most], newest_first[most - 1].number if len(newest_first) > most else None)


@kept_query
def _of_form(
    object_type: str, object_id: int, creation_event: int, form_id: str, before: int, *, most: int
) -> QuerySet[Submission]:
    of_form = _of_object(object_type, object_id, creation_event).filter(form_id=form_id, number__lt=before)
    return _in_list(of_form).order_by("-number")[:most]


def head(ref: ObjectRef, form_id: str) -> Submission | None:
    """The newest submission of one form for an object, pending or not."""
    return of_object(ref).filter(form_id=form_id).order_by("-number").first()


def latest_by_form(ref: ObjectRef, form_ids: Collection[str]) -> dict[str, Submission]:
    """The newest submission of each of the forms that has one, pointed at by its stream however long that is."""
    named = (ref.type.value, ref.id, ref.creation_event)
    names = [submission_stream(form_id, ref) for form_id in form_ids]
    latest = {one.form_id: one for one in _pointed_at(*named, list(form_ids), names)}
    others = [form_id for form_id in form_ids if form_id not in latest]
    # Nothing was submitted, or the database lost what was: then the newest that is left is shown beside the damage.
    for form_id, newest in _newest_numbers(*named, others):
        latest[form_id] = _in_list(of_object(ref)).get(form_id=form_id, number=newest)
    return latest


@kept_query
def _pointed_at(
    object_type: str, object_id: int, creation_event: int, form_ids: list[str], streams: list[str]
) -> QuerySet[Submission]:
    of_forms = _of_object(object_type, object_id, creation_event).filter(form__id__in=form_ids)
    pointed = of_forms.filter(record__stream__name__in=streams, record__number=F("record__stream__last_number"))
    return _in_list(pointed)


@kept_query
def _newest_numbers(
    object_type: str, object_id: int, creation_event: int, form_ids: list[str]
) -> QuerySet[Submission, tuple[str, int]]:
    of_forms = _of_object(object_type, object_id, creation_event).filter(form__id__in=form_ids)
    return of_forms.values("form_id").annotate(newest=Max("number")).values_list("form_id", "newest")


def views(
    submissions: Sequence[Submission], prover: Prover | None = None, names: Mapping[int, str] | None = None
) -> list[SubmissionView]:
    """Submissions as the API shows them; `prover` may know some of them already. `names` are full names that are
    known, as that of who reads: most people look at what they submitted themselves.
    """
    prover = prover or Prover()
    all_told = [prover.submission(one) for one in submissions]
    gone = {one.pk: redaction_of(one, told, prover) for one, told in zip(submissions, all_told, strict=True)}
    people = People(people_in([*all_told, *gone.values()]), names)
    return [_view(one, told, people, gone[one.pk]) for one, told in zip(submissions, all_told, strict=True)]


def view_in_hand(one: Submission, told: Told, names: Mapping[int, str]) -> SubmissionView:
    """A submission that was sealed just now, so what it says needs no proof; `names` are full names that are known."""
    return _view(one, told, People(people_in([told]), names))


def people_in(all_told: Iterable[Told | None]) -> set[int]:
    """Ids of all who did something in these records."""
    found = [told for told in all_told if told is not None]
    people = [person for told in found for person in (told.author, told.sudoer, told.approver)]
    people += [told.claim.who for told in found if told.claim is not None]
    return {one.id for one in people if one is not None}


def redaction_of(one: Submission, told: Told | None, prover: Prover) -> Told | None:
    """What took the answers of a submission away, where something did."""
    return prover.redaction(one.record) if told is not None and told.content is None else None


def _view(one: Submission, told: Told | None, people: People, gone: Told | None = None) -> SubmissionView:
    state, since, reason = _state(one)
    author = told.author if told else None
    sudoer = told.sudoer if told else None
    claim = told.claim if told else None
    return SubmissionView(
        id=one.pk,
        number=one.number,
        version=told.payload["version"] if told else one.version.number,
        author=people.view(author.id, author.name) if author else None,
        sudoer=people.view(sudoer.id, sudoer.name) if sudoer else None,
        time=told.time if told else None,
        message=told.text("message") if told else "",
        state=state,
        state_reason=reason,
        state_since=since,
        digest=one.record.digest,
        unproven=why_unshown(one, told, people, gone),
        imported=imported_view(claim, told.source_fault, people) if told and claim else None,
    )


def why_unshown(one: Submission, told: Told | None, people: People, gone: Told | None) -> str | None:
    """Why nothing is told of a submission, or its answers are not; None where they are. `gone` is its redaction."""
    if told is not None:
        return redacted(gone, people.called) if told.content is None else None
    # Until a worker has compared it with OMERO, it may be that only the database was altered.
    return t(UNPROVEN) if one.record.unproven else t(BEING_COMPARED)


def is_unexplained(view: SubmissionView) -> bool:
    """Whether nothing proves an entry here, and OMERO was not asked yet whether it can."""
    return view.unproven == BEING_COMPARED


def _state(one: Submission) -> tuple[SubmissionState, datetime, CopyReason | None]:
    record = one.record
    if record.state == RecordState.PENDING:
        return SubmissionState.PENDING, record.accepted_at, None
    shown = _COPY_STATES_SHOWN.get(CopyState(one.copy_state))
    if shown is not None and one.copy_changed_at:
        return shown, one.copy_changed_at, CopyReason.from_text(one.copy_reason)
    return SubmissionState.RECORDED, record.recorded_at or record.accepted_at, None


def newest_of_author(author_id: int, limit: int) -> list[Submission]:
    """What the database says somebody submitted last, the newest first; `views` tells what is proven."""
    return list(_in_list(Submission.objects.filter(author_id=author_id)).order_by("-pk")[:limit])


def as_json(one: Submission) -> dict[str, Any]:
    """A submission as the details of an error hold it, in the shape of the API."""
    view = asdict(views([one])[0])
    time = view["time"] and time_text(view["time"])
    return {**view, "time": time, "state_since": time_text(view["state_since"])}


def newest_answers(form_id: str) -> QuerySet[Submission]:
    """The newest submission of a form for each object, wherever that is."""
    newest = Submission.objects.filter(form=form_id, record__number=F("record__stream__last_number"))
    return newest.select_related("record__stream", "version")


def read_newest(form_id: str, ids: Sequence[int]) -> Iterator[list[Submission]]:
    """Those of the newest answers that have these ids, to be read a few at a time. Who answered anew meanwhile has a
    newer row; the older one is left out.
    """
    for some in chunks(ids, READ_AT_ONCE):
        yield list(newest_answers(form_id).filter(pk__in=some).order_by("pk").defer(*_NOT_READ))


def answers_of(one: Submission, prover: Prover | None = None) -> dict[str, Any] | None:
    """The answers as they were given; None where nothing proves them, or they were redacted."""
    told = (prover or Prover()).submission(one)
    return None if told is None or told.content is None else dict(told.content["answers"])


def schema_of(one: Submission) -> FormSchema:
    """The schema that the answers were given to."""
    return stored_schema(one.version.judging)


def changes(one: Submission) -> list[Change] | None:
    """What a submission changed against the one before it; everything is added by the first.

    None where either of them is not proven.
    """
    before = (
        Submission.objects.filter(record__stream=one.record.stream_id, number__lt=one.number)
        .select_related("record__stream", "version")
        .order_by("-number")
        .first()
    )
    then, now = (answers_of(before) if before else {}), answers_of(one)
    with ending_with_answer():
        return None if then is None or now is None else diff(schema_of(one), then, now)


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
