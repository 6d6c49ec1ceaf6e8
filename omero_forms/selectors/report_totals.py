# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was counted in groups, now and on any past day, for those who may read their reports.

Everything is added up from the rows of `DayCount`, and no finding is read: the numbers of a thousand groups take as
many statements as those of one. They name no objects; people are named by OMERO, in the reader's own session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from omero_forms.domain.answers.unanswered import QuestionCount, count_questions
from omero_forms.domain.errors import error, wrong_at
from omero_forms.domain.policies.tallies import (
    MOST_POINTS,
    Heading,
    Held,
    Point,
    Totals,
    added,
    days_between,
    failing,
    series,
)
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.placement import person_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.omero import omero_calls
from omero_forms.models import AskedForm, CountedGroup, DayCount, Finding, FormVersion, PolicyRow
from omero_forms.selectors.facts import newest_recorded
from omero_forms.selectors.form_list import GroupRef
from omero_forms.selectors.forms import NamedForm, form_names
from omero_forms.selectors.people import People
from omero_forms.selectors.reports import GroupReport, group_report, group_reports

K = TypeVar("K")


MOST_OF_EACH: Final = 1000
"""Groups, policies, forms and people of one answer."""


@dataclass(frozen=True, slots=True)
class Counted(Generic[K]):
    """What was counted of somebody or something."""

    about: K
    totals: Totals


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy by id and name, and its group."""

    id: int
    name: str
    group: GroupRef


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Who it is, and what they are called now."""

    person: Person
    full_name: str


@dataclass(frozen=True, slots=True)
class ReportTotals:
    """What was counted at the end of a day; `day` is None for now.

    `counted_at` is the oldest of the groups', None where none was counted. Of groups, policies, forms and people those
    with most failing come first, and at most as many as were asked for; `of` says how many there are.
    """

    day: date | None
    counted_at: datetime | None
    totals: Totals
    groups: tuple[Counted[GroupRef], ...]
    policies: tuple[Counted[NamedPolicy], ...]
    forms: tuple[Counted[NamedForm], ...]
    people: tuple[Counted[NamedPerson], ...]
    of: Mapping[Heading, int]


def report_totals(user: UserSession, *, group_id: int | None, day: date | None, limit: int) -> ReportTotals:
    """The numbers of a group, or of all whose reports the user may read, now or at the end of a past day.

    What a day that has not come will be at its end nobody knows: the numbers are those of now, and say so. Raises
    `not_found` unless the user owns the group or is an admin, or without a group for who owns none.
    """
    reports = _reports(user, group_id)
    if day is not None and day > today():
        day = None
    named = {one: GroupRef(one, report.group_name) for one, report in reports.items()}
    by_heading = numbers_in(reports.keys(), day)
    groups = {of_group: totals for (of_group, _key), totals in by_heading[Heading.GROUP].items()}
    policies = {int(key): totals for (_group, key), totals in by_heading[Heading.POLICY].items()}
    forms = _together(by_heading[Heading.FORM])
    people = {int(key): totals for key, totals in _together(by_heading[Heading.PERSON]).items()}
    return ReportTotals(
        day,
        _counted_at(reports),
        added(groups.values()),
        tuple(Counted(named[one], of_it) for one, of_it in _worst(groups, limit).items()),
        tuple(_policies(_worst(policies, limit), named)),
        tuple(_forms(_worst(forms, limit))),
        tuple(_people(user, _worst(people, limit))),
        {
            Heading.GROUP: len(groups),
            Heading.POLICY: len(policies),
            Heading.FORM: len(forms),
            Heading.PERSON: len(people),
        },
    )


def numbers_in(group_ids: Collection[int], day: date | None) -> Mapping[Heading, dict[tuple[int, str], Totals]]:
    """What was counted of groups, by group and key under each heading; one statement."""
    by_heading: dict[Heading, dict[tuple[int, str], Totals]] = defaultdict(dict)
    rows = _holding(day).filter(group_id__in=group_ids).order_by()
    for group_id, heading, key, totals in rows.values_list("group_id", "heading", "key", "totals"):
        by_heading[Heading(heading)][group_id, key] = totals
    return by_heading


def history(
    user: UserSession, *, group_id: int | None, heading: Heading, key: str, first: date, last: date, step: int
) -> list[Point]:
    """The numbers at the end of every so many days: of a group or of all whose reports the user may read, as a whole or
    of one policy, form or person. Nothing is told of days that have not come.

    Raises `not_found` as `report_totals` does, `request_invalid` for days that are too many or out of order.
    """
    if last < first or (last - first).days // step >= MOST_POINTS:
        raise wrong_at("/first", t(_TOO_MANY, number=MOST_POINTS))
    reports = _reports(user, group_id)
    is_everything = group_id is None and user.is_admin and heading is Heading.GROUP
    groups = [DayCount.EVERY_GROUP] if is_everything else list(reports)
    held = DayCount.objects.filter(
        Q(until__isnull=True) | Q(until__gt=first), group_id__in=groups, heading=heading, key=key, day__lte=last
    )
    rows = held.order_by().values_list("day", "until", "totals")
    return series((Held(*row) for row in rows), days_between(first, min(last, today()), step))


_TOO_MANY = noop("From the first to the last day there may be at most {number} points, in this order.")


def question_counts(user: UserSession, form_id: str, *, group_id: int | None) -> list[QuestionCount]:
    """Of each question of a form, how many objects lack an answer: of those in the groups whose policies ask for it, by
    their newest recorded answers. Counted by the database, which gives one row for all that left out the same.

    Raises `not_found` as `report_totals` does, and where no policy there asks for the form.
    """
    reports = _reports(user, group_id)
    asking = AskedForm.objects.filter(form=form_id, policy__ended_at__isnull=True, policy__group_id__in=reports.keys())
    policies = list(asking.order_by().values_list("policy", flat=True))
    if not policies:
        raise error("not_found")
    about = Finding.objects.filter(
        policy__in=policies,
        closed_at__isnull=True,
        object_type=OuterRef("object_type"),
        object_id=OuterRef("object_id"),
        creation_event=OuterRef("creation_event"),
    )
    answered = newest_recorded().filter(Exists(about), form=form_id, unanswered__isnull=False).order_by()
    rows = answered.values_list("version__number", "unanswered").annotate(number=Count("pk"))
    alike = [(version, left_out, number) for version, left_out, number in rows]
    given = Q(number__in={version for version, _left_out, _number in alike}) | Q(number=F("form__current_version"))
    versions = FormVersion.objects.filter(given, form=form_id).order_by("-number").only("number", "schema", "refused")
    return count_questions([(one.number, one.judging) for one in versions], alike)


def _reports(user: UserSession, group_id: int | None) -> dict[int, GroupReport]:
    reports = group_reports(user) if group_id is None else [group_report(user, group_id)]
    return {report.group_id: report for report in reports}


def _holding(day: date | None) -> QuerySet[DayCount]:
    """The rows that hold now, or held at the end of a day."""
    if day is None:
        return DayCount.objects.filter(until__isnull=True)
    return DayCount.objects.filter(Q(until__isnull=True) | Q(until__gt=day), day__lte=day)


def _counted_at(group_ids: Collection[int]) -> datetime | None:
    counted = CountedGroup.objects.filter(group_id__in=group_ids)
    return counted.order_by("counted_at").values_list("counted_at", flat=True).first()


def _together(rows: Mapping[tuple[int, str], Totals]) -> dict[str, Totals]:
    """Those of all groups, added by key."""
    several: dict[str, list[Totals]] = defaultdict(list)
    for (_group_id, key), totals in rows.items():
        several[key].append(totals)
    return {key: added(of_key) for key, of_key in several.items()}


def _worst(counted: Mapping[K, Totals], limit: int) -> dict[K, Totals]:
    """Those of which most fail, in that order."""
    in_order = sorted(counted.items(), key=lambda one: (-failing(one[1]), -one[1].get("objects", 0), str(one[0])))
    return dict(in_order[:limit])


def _policies(counted: Mapping[int, Totals], groups: Mapping[int, GroupRef]) -> Iterator[Counted[NamedPolicy]]:
    rows = PolicyRow.objects.filter(pk__in=counted.keys()).values_list("pk", "name", "group_id")
    named = {pk: NamedPolicy(pk, name, groups[group_id]) for pk, name, group_id in rows}
    return (Counted(named[pk], totals) for pk, totals in counted.items() if pk in named)


def _forms(counted: Mapping[str, Totals]) -> Iterator[Counted[NamedForm]]:
    names = form_names(counted.keys())
    return (Counted(NamedForm(one, names.get(one, one)), totals) for one, totals in counted.items())


def _people(user: UserSession, counted: Mapping[int, Totals]) -> Iterator[Counted[NamedPerson]]:
    with omero_calls():
        now = person_names(user, counted.keys())
    # Who was removed from OMERO had an object once.
    known = People(counted.keys() - now.keys())
    for one, totals in counted.items():
        person, full_name = now.get(one) or (Person(one, ""), known.called(Person(one, "")))
        yield Counted(NamedPerson(person, full_name), totals)
