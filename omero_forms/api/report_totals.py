# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of reports: now, on any past day and over time, by group, policy, form, question and person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.reports import PolicyOut, Totals
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, GroupOut, NamedFormOut, PersonOut, Shape, UtcTime
from omero_forms.api.streaming import TABLE, whole_table
from omero_forms.domain.errors import wrong_at
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.tallies import Heading
from omero_forms.domain.texts import noop, t
from omero_forms.kit.clocks import today
from omero_forms.selectors.report_totals import (
    MOST_OF_EACH,
    ReportTotals,
    history,
    question_counts,
    report_totals,
)

router = Router(tags=["reports"])

COUNTED = ("objects", *(status.value for status in Status))


class GroupTotalsOut(Shape):
    """What was counted of a group."""

    group: GroupOut
    totals: Totals


class PolicyCountsOut(Shape):
    """What was counted under a policy of a group."""

    policy: PolicyOut
    group: GroupOut
    totals: Totals


class FormTotalsOut(Shape):
    """What was counted by a form: objects that lack it have the status of their finding, all others are compliant."""

    form: NamedFormOut
    totals: Totals


class PersonTotalsOut(Shape):
    """What was counted of the objects that somebody owns, each once by its worst finding."""

    person: PersonOut
    totals: Totals


class NumbersOut(Shape):
    """How many there are, of which no more are listed than were asked for."""

    groups: int
    policies: int
    forms: int
    people: int


class ReportTotalsOut(Shape):
    """The numbers at the end of a day, or now: then `day` is null, also where one was asked for that has not come.
    Those with most failing come first.

    `counted_at` is when the group that waited longest was counted, null where none was yet.
    """

    day: date | None
    counted_at: UtcTime | None
    totals: Totals
    groups: list[GroupTotalsOut]
    policies: list[PolicyCountsOut]
    forms: list[FormTotalsOut]
    people: list[PersonTotalsOut]
    of: NumbersOut


class DayTotalsOut(Shape):
    """The numbers at the end of a day."""

    day: date
    totals: Totals


class ReportHistoryOut(Shape):
    """The numbers at the end of days, in their order; there is none of days before the first that was counted."""

    days: list[DayTotalsOut]


class QuestionOut(Shape):
    """A question: of how many objects a version that asks it was answered, and how many of these lack an answer."""

    pointer: str
    titles: str
    is_required: bool
    objects: int
    unanswered: int


class QuestionsOut(Shape):
    """The questions of a form in their order."""

    form: str
    questions: list[QuestionOut]


GroupQuery = Annotated[int | None, Query(ge=0, le=MAX_ID)]
DayQuery = Annotated[date | None, Query()]
LimitQuery = Annotated[int, Query(ge=1, le=MOST_OF_EACH)]
FormQuery = Annotated[str, Query(min_length=1, max_length=64)]


@router.get(
    "/reports/totals",
    response={200: ReportTotalsOut, READ_ERRORS: ErrorOut},
    url_name="report_totals",
    summary="What was counted, now or on a past day",
)
def read_totals(
    request: HttpRequest, group: GroupQuery = None, day: DayQuery = None, limit: LimitQuery = 100
) -> ReportTotalsOut:
    """By group, policy, form and person: of one group, or of all whose reports you may read."""
    return _totals_out(report_totals(user_of(request), group_id=group, day=day, limit=limit))


By = Literal["group", "policy", "form", "person"]


@router.get(
    "/reports/totals.csv",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": TABLE},
    url_name="report_totals_csv",
    summary="The same as a table",
)
def read_totals_table(
    request: HttpRequest,
    by: By = "group",
    group: GroupQuery = None,
    day: DayQuery = None,
    limit: LimitQuery = MOST_OF_EACH,
) -> HttpResponse:
    """A row for each group, policy (with the name of its group), form or person."""
    found = report_totals(user_of(request), group_id=group, day=day, limit=limit)
    rows = _rows_by(_totals_out(found), by)
    name = f"report by {by} {found.day or today()}.csv"
    return whole_table([by, "id", *(["group"] if by == "policy" else []), *COUNTED], rows, name)


class HistoryIn(BaseModel):
    """Of what, and of which days."""

    by: By = "group"
    key: Annotated[str, Field(max_length=64)] = ""
    group: Annotated[int | None, Field(ge=0, le=MAX_ID)] = None
    first: date | None = None
    last: date | None = None
    step: Annotated[int, Field(ge=1, le=31)] = 1


BEFORE = timedelta(weeks=12)
"""So far a history goes back unless days are given."""


@router.get(
    "/reports/history",
    response={200: ReportHistoryOut, READ_ERRORS: ErrorOut},
    url_name="report_history",
    summary="What was counted from day to day",
)
def read_history(request: HttpRequest, asked: Query[HistoryIn]) -> ReportHistoryOut:
    """As a whole, or of the policy, form or person of the id `key`; of 12 weeks up to today unless days are given.

    Every `step` days, counted back from the last.
    """
    return ReportHistoryOut(days=_history(request, asked))


@router.get(
    "/reports/history.csv",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": TABLE},
    url_name="report_history_csv",
    summary="The same as a table",
)
def read_history_table(request: HttpRequest, asked: Query[HistoryIn]) -> HttpResponse:
    """A row for each day."""
    days = _history(request, asked)
    rows = ([one.day.isoformat(), *_numbers(one.totals)] for one in days)
    return whole_table(["day", *COUNTED], rows, f"report over time {today()}.csv")


@router.get(
    "/reports/questions",
    response={200: QuestionsOut, READ_ERRORS: ErrorOut},
    url_name="report_questions",
    summary="Which questions lack answers",
)
def read_questions(request: HttpRequest, form: FormQuery, group: GroupQuery = None) -> QuestionsOut:
    """Of the newest recorded answers to a form in a group, or in all whose reports you may read."""
    found = question_counts(user_of(request), form, group_id=group)
    return QuestionsOut(form=form, questions=[QuestionOut.model_validate(one) for one in found])


@router.get(
    "/reports/questions.csv",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": TABLE},
    url_name="report_questions_csv",
    summary="The same as a table",
)
def read_questions_table(request: HttpRequest, form: FormQuery, group: GroupQuery = None) -> HttpResponse:
    """A row for each question."""
    found = question_counts(user_of(request), form, group_id=group)
    rows = (
        [one.titles, one.pointer, str(one.is_required).lower(), str(one.objects), str(one.unanswered)] for one in found
    )
    headings = ["question", "pointer", "required", "objects", "unanswered"]
    return whole_table(headings, rows, f"questions of {form} {today()}.csv")


def _history(request: HttpRequest, asked: HistoryIn) -> list[DayTotalsOut]:
    if (asked.by == "group") == bool(asked.key):
        raise wrong_at("/key", t(_KEY))
    last = asked.last or today()
    points = history(
        user_of(request),
        group_id=asked.group,
        heading=Heading(asked.by),
        key=asked.key,
        first=asked.first or last - min(BEFORE, last - date.min),
        last=last,
        step=asked.step,
    )
    return [DayTotalsOut(day=one.day, totals=one.totals) for one in points]


_KEY = noop("The id of a policy, form or person, and none for groups as a whole.")


def _totals_out(found: ReportTotals) -> ReportTotalsOut:
    return ReportTotalsOut(
        day=found.day,
        counted_at=found.counted_at,
        totals=found.totals,
        groups=[
            GroupTotalsOut(group=GroupOut(id=one.about.id, name=one.about.name), totals=one.totals)
            for one in found.groups
        ],
        policies=[
            PolicyCountsOut(
                policy=PolicyOut(id=one.about.id, name=one.about.name),
                group=GroupOut(id=one.about.group.id, name=one.about.group.name),
                totals=one.totals,
            )
            for one in found.policies
        ],
        forms=[
            FormTotalsOut(form=NamedFormOut(id=one.about.id, name=one.about.name), totals=one.totals)
            for one in found.forms
        ],
        people=[
            PersonTotalsOut(
                person=PersonOut(id=one.about.person.id, name=one.about.person.name, full_name=one.about.full_name),
                totals=one.totals,
            )
            for one in found.people
        ],
        of=NumbersOut(
            groups=found.of[Heading.GROUP],
            policies=found.of[Heading.POLICY],
            forms=found.of[Heading.FORM],
            people=found.of[Heading.PERSON],
        ),
    )


def _rows_by(found: ReportTotalsOut, by: By) -> Iterable[list[str]]:
    match by:
        case "group":
            return ([one.group.name, str(one.group.id), *_numbers(one.totals)] for one in found.groups)
        case "policy":
            return (
                [one.policy.name, str(one.policy.id), one.group.name, *_numbers(one.totals)] for one in found.policies
            )
        case "form":
            return ([one.form.name, one.form.id, *_numbers(one.totals)] for one in found.forms)
        case "person":
            return ([one.person.full_name, str(one.person.id), *_numbers(one.totals)] for one in found.people)


def _numbers(totals: Totals) -> list[str]:
    return [str(totals.get(name, 0)) for name in COUNTED]
