# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is open of one's own objects, and what one submitted lately, as OMERO lets one see them now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from omero_forms.domain.policies.finding_status import OWED, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.placement import group_names, still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import AskedForm, Finding, PolicyRow, Submission
from omero_forms.selectors.evaluations import EvaluationView, latest
from omero_forms.selectors.excuses import findings_asked
from omero_forms.selectors.finding_pages import Order, Place, Slice, following_of_owner, page_of_owner, place_of
from omero_forms.selectors.findings import answered_since, lacking_still
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.policies import active_policies
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.reports import FindingRow, statuses_asked, visible_rows
from omero_forms.selectors.submissions import SubmissionView, newest_of_author, views

_Policy = TypeVar("_Policy", "MyPolicy", PolicyRow)

SOON = timedelta(days=7)
"""What is due until then is told apart."""

AT_ONCE = 100
TURNS = 5
"""So many findings are looked at together for the next one that is there, and so often."""


@dataclass(frozen=True, slots=True)
class MyPolicy:
    """A policy that holds for objects of somebody's, and how many of them have each status. `forms` are ids and names;
    `has_problems`: the last evaluation could not judge something by it.
    """

    id: int
    name: str
    group_id: int
    group_name: str
    requirement: Requirement
    forms: tuple[tuple[str, str], ...]
    totals: dict[str, int]
    has_problems: bool


@dataclass(frozen=True, slots=True)
class MyRow:
    """A finding of one's own. `place` is where it stands among those that are due; `lacking` are the ids of forms that
    it lacks still; `is_answered`: all that it lacks was submitted since it was judged; `is_asked`: an exemption of it
    waits for a decision.
    """

    row: FindingRow
    place: Place
    lacking: tuple[str, ...]
    is_answered: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class MyTotals:
    """Of all that is open: findings, those past due, those due soon, and the objects they are of."""

    open: int
    late: int
    soon: int
    objects: int


@dataclass(frozen=True, slots=True)
class MyPage:
    """A page of one's own findings, and what to ask for the pages beside it with.

    `left_out` of the page's are of objects that one no longer owns or sees in that group. `evaluated_at` is the oldest
    evaluation that any of them is from; `failed` are ids and names of the groups whose last one failed.
    """

    totals: MyTotals
    policies: tuple[MyPolicy, ...]
    evaluated_at: datetime | None
    failed: tuple[tuple[int, str], ...]
    rows: tuple[MyRow, ...]
    before: str | None
    after: str | None
    left_out: int
    of: int


@dataclass(frozen=True, slots=True)
class Next:
    """The open finding to go on with, and how many objects are open besides the one that somebody comes from; `among`
    is what the policy or group is called that both are of alone.
    """

    row: MyRow | None
    left: int
    among: str


@dataclass(frozen=True, slots=True)
class MySubmission:
    """What one submitted, and the object's name as of now."""

    submission: Submission
    object_name: str
    form_name: str
    view: SubmissionView


def my_page(
    user: UserSession,
    asked: Slice,
    *,
    group_id: int | None = None,
    policy_id: int | None = None,
    status: str = "",
) -> MyPage:
    """A page of what is said of the user's own objects, what is due first at the top.

    `status` is one of `Status`, "all", or empty for what is still to be done. Raises `request_invalid` for another.
    """
    statuses = statuses_asked(status, OWED)
    policies, evaluations = _policies(user)
    chosen = _chosen(policies, group_id, policy_id)
    page = page_of_owner(user.person.id, [one.id for one in chosen], statuses, asked)
    rows = _seen(user, page.rows)
    names = {one.group_id: one.group_name for one in policies}
    return MyPage(
        totals=_totals(user.person.id, [one.id for one in policies]),
        policies=tuple(policies),
        evaluated_at=min((one.evaluated_at for one in evaluations.values() if one.evaluated_at), default=None),
        failed=tuple((one, name) for one, name in names.items() if one in evaluations and evaluations[one].failed),
        rows=tuple(rows),
        before=page.before,
        after=page.after,
        left_out=len(page.rows) - len(rows),
        of=sum(one.totals.get(status, 0) for one in chosen for status in statuses),
    )


def next_of_mine(
    user: UserSession,
    place: Place | None,
    object_type: ObjectType | None,
    object_id: int,
    *,
    group_id: int | None = None,
    policy_id: int | None = None,
    status: str = "",
) -> Next:
    """What is due after a place, from the beginning once nothing is, that is of another object than the one given, and
    that still lacks something beside what was submitted since it was judged; of one group, policy or status alone where
    that is given. Raises `request_invalid` for another than a `Status`.
    """
    refuse_other_server(user.server_uuid)
    statuses = OWED.intersection(statuses_asked(status, OWED))
    rows = _chosen(_policies_of(user.person.id), group_id, policy_id)
    policies = [one.pk for one in rows]
    among = rows[0].name if rows and policy_id is not None else ""
    if rows and policy_id is None and group_id is not None:
        with omero_calls():
            among = group_names(user, {group_id}).get(group_id, "")
    waiting = _open(user.person.id, policies, statuses)
    waiting = waiting.exclude(pk__in=answered_since(waiting))
    if object_type is not None:
        waiting = waiting.exclude(object_type=object_type.value, object_id=object_id)
    left = sum(_objects_of_each_type(waiting).values())
    here = (object_type, object_id)
    for row in _from(user, policies, statuses, place):
        if not row.is_answered and (ObjectType(row.row.finding.object_type), row.row.finding.object_id) != here:
            return Next(row, left, among)
    return Next(None, 0, among)


def my_submissions(user: UserSession, limit: int) -> list[MySubmission]:
    """What the user submitted last, the newest first, of objects that the user sees now."""
    refuse_other_server(user.server_uuid)
    newest = newest_of_author(user.person.id, limit)
    with omero_calls():
        there = still_there(user, newest)
    shown = views([one for one, _now in there], Prover(user.server_uuid))
    names = form_names({one.form_id for one, _now in there})
    return [
        MySubmission(one, now.name, names[one.form_id], view)
        for (one, now), view in zip(there, shown, strict=True)
        # The database alone says whose it is; what is said here was proven.
        if view.author is not None and view.author.id == user.person.id
    ]


def _policies(user: UserSession) -> tuple[list[MyPolicy], dict[int, EvaluationView]]:
    """Those that hold for objects of the user's, and the last evaluation of each of their groups."""
    refuse_other_server(user.server_uuid)
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    mine = Finding.objects.filter(owner_id=user.person.id, closed_at__isnull=True)
    for policy_id, status, count in mine.values_list("policy_id", "status").annotate(count=Count("pk")).order_by():
        counted[policy_id][status] = count
    rows = list(active_policies().filter(pk__in=counted.keys()).prefetch_related(None))
    forms: dict[int, list[tuple[str, str]]] = defaultdict(list)
    asked = AskedForm.objects.filter(policy__in=[one.pk for one in rows]).order_by("policy", "position")
    for policy_id, form_id, name in asked.values_list("policy_id", "form_id", "form__name"):
        forms[policy_id].append((form_id, name))
    with omero_calls():
        names = group_names(user, {one.group_id for one in rows}) if rows else {}
    evaluations = latest(names)
    problems = {policy_id for one in evaluations.values() for policy_id, _message in one.problems}
    policies = [
        MyPolicy(
            id=one.pk,
            name=one.name,
            group_id=one.group_id,
            group_name=names[one.group_id],
            requirement=Requirement(one.requirement),
            forms=tuple(forms[one.pk]),
            totals=dict(counted[one.pk]),
            has_problems=one.pk in problems,
        )
        for one in rows
        if one.group_id in names
    ]
    return policies, evaluations


def _policies_of(owner_id: int) -> QuerySet[PolicyRow]:
    """Those that say something of objects of somebody's, without their forms."""
    counted = Finding.objects.filter(owner_id=owner_id, closed_at__isnull=True).values("policy")
    return active_policies().filter(pk__in=counted).prefetch_related(None)


def _chosen(policies: Iterable[_Policy], group_id: int | None, policy_id: int | None) -> list[_Policy]:
    return [one for one in policies if group_id in {None, one.group_id} and policy_id in {None, one.id}]


def _open(owner_id: int, policies: Collection[int], statuses: Collection[Status] = OWED) -> QuerySet[Finding]:
    return Finding.objects.filter(
        owner_id=owner_id, closed_at__isnull=True, status__in=list(statuses), policy__in=list(policies)
    )


def _objects_of_each_type(found: QuerySet[Finding]) -> dict[str, int]:
    return dict(found.values_list("object_type").annotate(count=Count("object_id", distinct=True)).order_by())


def _totals(owner_id: int, policies: Collection[int]) -> MyTotals:
    found = _open(owner_id, policies)
    is_late = ~Q(status=Status.GRACE)
    counted: dict[str, Any] = found.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=is_late),
        soon=Count("pk", filter=~is_late & Q(due__lte=today() + SOON)),
    )
    return MyTotals(**counted, objects=sum(_objects_of_each_type(found).values()))


def _from(
    user: UserSession, policies: Sequence[int], statuses: Collection[Status], place: Place | None
) -> Iterator[MyRow]:
    """What is open and there, from a place on to the end, and then from the beginning."""
    for start in (place, None) if place is not None else (None,):
        last = start
        for _turn in range(TURNS):
            rows = following_of_owner(user.person.id, policies, statuses, last, AT_ONCE)
            yield from _seen(user, rows)
            if len(rows) < AT_ONCE:
                break
            last = place_of(rows[-1], Order.DUE)


def _seen(user: UserSession, found: Sequence[Finding]) -> list[MyRow]:
    prefetch_related_objects(found, "policy")
    own = [row for row in visible_rows(user, found) if row.owner.id == user.person.id]
    of_these = Finding.objects.filter(pk__in=[row.finding.pk for row in own])
    still = lacking_still(of_these) if own else {}
    asked = findings_asked([row.finding for row in own if row.finding.status == Status.EXEMPT])
    return [
        MyRow(
            row,
            place_of(row.finding, Order.DUE),
            still.get(row.finding.pk, tuple(row.finding.lacking)),
            still.get(row.finding.pk) == (),
            row.finding.pk in asked,
        )
        for row in own
    ]
