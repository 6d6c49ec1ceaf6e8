# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is open for whoever asks, of their own objects, and what they submitted."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.reports import MAX_ROWS, PAGE_ROWS, FindingOut, FoundObjectOut, Totals, deep_link, finding_out
from omero_forms.api.routing import Router
from omero_forms.api.shapes import (
    MAX_ID,
    GroupOut,
    NamedFormOut,
    PersonOut,
    Shape,
    SubmissionOut,
    UtcTime,
    person_of,
    submission_out,
)
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors.finding_pages import Order, read_place, read_slice
from omero_forms.selectors.mine import MyRow, MySubmission, my_page, my_submissions, next_of_mine
from omero_forms.selectors.reports import next_run

router = Router(tags=["mine"])

MAX_SUBMISSIONS = 100


class MyTotalsOut(Shape):
    """Of all that is open for you: findings, those past due, those due within a week, and the objects they are of."""

    open: int
    late: int
    soon: int
    objects: int


class MyPolicyOut(Shape):
    """A policy that holds for objects of yours, and its forms. `has_problems`: the last evaluation could not judge
    everything by it, or not do what follows from it.
    """

    id: int
    name: str
    group: GroupOut
    requirement: Requirement
    forms: list[NamedFormOut]
    totals: Totals
    has_problems: bool


class MyFindingOut(FindingOut):
    """A finding of your own object.

    `place` is where it stands among what is due, for `GET mine/next`. `answered`: all that it lacks was submitted
    since it was judged; `deep_link` leads to what it lacks still. `exemption_asked`: of one that is exempt, whether
    another exemption waits for a decision.
    """

    place: str
    answered: bool
    exemption_asked: bool


class MineOut(Shape):
    """A page of findings of your own objects, what is due first at the top; the last evaluation counted `of` in all.

    `left_out` of the page's are of objects that are no longer yours, or that you do not see in that group any more.
    `before` and `after` lead to the pages beside it. `evaluated_at` is that of the group whose evaluation is oldest,
    `failed` are the groups whose last one failed, and `next_run` is when all groups are evaluated as a whole next.
    """

    user: PersonOut
    server: str
    totals: MyTotalsOut
    policies: list[MyPolicyOut]
    evaluated_at: UtcTime | None
    failed: list[GroupOut]
    next_run: UtcTime
    findings: list[MyFindingOut]
    before: str | None
    after: str | None
    left_out: int
    of: int


class NextOut(Shape):
    """What to go on with, None where nothing is open; `left` objects are open, besides the one you come from. `among`
    is what the policy or group is called that was asked for; empty without one, or where nothing of yours is of it.
    """

    finding: MyFindingOut | None
    left: int
    among: str


class MySubmissionOut(Shape):
    """What you submitted, for which object."""

    object: FoundObjectOut
    form: str
    submission: SubmissionOut
    deep_link: str


class MySubmissionsOut(Shape):
    """What you submitted last, the newest first, of objects that you see now."""

    submissions: list[MySubmissionOut]


@router.get("mine", response={200: MineOut, READ_ERRORS: ErrorOut}, summary="What is open of your own objects")
def mine(
    request: HttpRequest,
    after: Annotated[str | None, Query(max_length=80)] = None,
    before: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_ROWS)] = PAGE_ROWS,
    group: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None,
    policy: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    status: Annotated[str, Query(max_length=16)] = "",
) -> MineOut:
    """Findings of objects that you own; without `status` those that are to be done still, late or not."""
    user = user_of(request)
    asked = read_slice(after, before, limit, Order.DUE)
    found = my_page(user, asked, group_id=group, policy_id=policy, status=status)
    return MineOut(
        user=person_of(user),
        server=user.server_uuid,
        totals=MyTotalsOut.model_validate(found.totals),
        policies=[
            MyPolicyOut(
                id=one.id,
                name=one.name,
                group=GroupOut(id=one.group_id, name=one.group_name),
                requirement=one.requirement,
                forms=[NamedFormOut(id=form_id, name=name) for form_id, name in one.forms],
                totals={"objects": sum(one.totals.values()), **one.totals},
                has_problems=one.has_problems,
            )
            for one in found.policies
        ],
        evaluated_at=found.evaluated_at,
        failed=[GroupOut(id=group_id, name=name) for group_id, name in found.failed],
        next_run=next_run(),
        findings=[_finding_out(row) for row in found.rows],
        before=found.before,
        after=found.after,
        left_out=found.left_out,
        of=found.of,
    )


@router.get("mine/next", response={200: NextOut, READ_ERRORS: ErrorOut}, summary="What to go on with")
def next_one(
    request: HttpRequest,
    after: Annotated[str | None, Query(max_length=80)] = None,
    type: Annotated[ObjectType | None, Query()] = None,  # noqa: A002
    id: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,  # noqa: A002
    group: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None,
    policy: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    status: Annotated[str, Query(max_length=16)] = "",
) -> NextOut:
    """The open finding that is due after the place `after`, of another object than `type` and `id`: the one that you
    have just filled in. `group`, `policy` and `status` keep to those, as in `GET mine`.
    """
    place = None if after is None else read_place("after", after, Order.DUE)
    found = next_of_mine(user_of(request), place, type, id, group_id=group, policy_id=policy, status=status)
    return NextOut(finding=_finding_out(found.row) if found.row else None, left=found.left, among=found.among)


@router.get("mine/submissions", response={200: MySubmissionsOut, READ_ERRORS: ErrorOut}, summary="What you submitted")
def submitted(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MAX_SUBMISSIONS)] = 10) -> MySubmissionsOut:
    """What you submitted last, without answers."""
    return MySubmissionsOut(submissions=[_submission_out(one) for one in my_submissions(user_of(request), limit)])


def _finding_out(mine: MyRow) -> MyFindingOut:
    finding = mine.row.finding
    return MyFindingOut(
        **{
            **finding_out(mine.row).model_dump(),
            "deep_link": deep_link(finding.object_type, finding.object_id, mine.lacking),
        },
        place=str(mine.place),
        answered=mine.is_answered,
        exemption_asked=mine.is_asked,
    )


def _submission_out(mine: MySubmission) -> MySubmissionOut:
    one = mine.submission
    return MySubmissionOut(
        object=FoundObjectOut(type=ObjectType(one.object_type), id=one.object_id, name=mine.object_name),
        form=mine.form_name,
        submission=submission_out(mine.view),
        deep_link=deep_link(one.object_type, one.object_id, [one.form_id]),
    )
