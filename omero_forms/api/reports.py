# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports of evaluations, for admins and group owners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query
from pydantic import WithJsonSchema

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, GroupOut, IdPath, PersonOut, Shape, UtcTime
from omero_forms.domain.policies.changes import Origin
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors.finding_pages import read_slice
from omero_forms.selectors.reports import (
    FindingFilter,
    FindingRow,
    GroupReport,
    finding_page,
    group_reports,
    next_run,
)

router = Router()

PAGE_ROWS = 20
MAX_ROWS = 1000
"""As many as one question to OMERO may name."""

FINDING_HEADINGS = (
    "object type",
    "object id",
    "object",
    "owner",
    "owner's user name",
    "policy",
    "status",
    "lacking",
    "due",
    "since",
    "reason",
)
"""Of a table of findings, before what it has besides."""

Totals = Annotated[
    dict[str, int],
    WithJsonSchema(
        {
            "type": "object",
            "properties": {name: {"type": "integer"} for name in ("objects", *Status)},
            "required": ["objects"],
            "additionalProperties": False,
        }
    ),
]
"""How many objects, and how many of them have each status that occurs."""


class PolicyTotalsOut(Shape):
    """One policy of a group, with the names of its forms, and where it comes from."""

    id: int
    name: str
    requirement: Requirement
    forms: list[str]
    totals: Totals
    origin: Origin


class PolicyProblemOut(Shape):
    """What an evaluation could not judge under a policy, as a sentence."""

    policy_id: int
    message: str


class BesideOut(Shape):
    """What stands beside a group's policies: images in no dataset, which nothing that is asked of datasets reaches, and
    datasets without images.
    """

    images_in_no_dataset: int
    datasets_without_images: int


class GroupEvaluationOut(Shape):
    """A group's last evaluation.

    `failed` says why there is none, or none that is newer. `problems` are what the run that the numbers come
    from could not judge: it finished, and everything else in it is as new as `evaluated_at` says. `beside` is from the
    last run over the whole group; null where no policy is about datasets or images, or it could not be counted.
    """

    group: GroupOut
    evaluated_at: UtcTime | None
    failed: str | None
    problems: list[PolicyProblemOut]
    totals: Totals
    policies: list[PolicyTotalsOut]
    beside: BesideOut | None


class EvaluationsOut(Shape):
    """The groups that the reader owns, or all for admins. A group without policies requires nothing.

    `next_run` is when all groups are evaluated as a whole next; what changes in between is judged within minutes.
    """

    groups: list[GroupEvaluationOut]
    next_run: UtcTime


class FoundObjectOut(Shape):
    """An object by type, id and name."""

    type: ObjectType
    id: int
    name: str


class PolicyOut(Shape):
    """A policy by id and name."""

    id: int
    name: str


class FindingOut(Shape):
    """What one policy says of one object. `lacking` are names of forms, `reason` why it could not be judged."""

    object: FoundObjectOut
    owner: PersonOut
    policy: PolicyOut
    status: Status
    lacking: list[str]
    reason: str
    due: date | None
    since: UtcTime
    deep_link: str


class GroupFindingsOut(GroupEvaluationOut):
    """A page of a group's findings; the last evaluation counted `of` in all.

    `left_out` of the page's are of objects that the reader cannot see. `before` and `after` lead to the pages beside
    it, by the parameters of these names.
    """

    findings: list[FindingOut]
    before: str | None
    after: str | None
    left_out: int
    of: int


@router.get(
    "/evaluations",
    response={200: EvaluationsOut, READ_ERRORS: ErrorOut},
    url_name="evaluations",
    summary="The last evaluation of each group",
)
def evaluations(request: HttpRequest) -> EvaluationsOut:
    """Totals per group and policy."""
    reports = group_reports(user_of(request))
    return EvaluationsOut(groups=[_group_out(report) for report in reports], next_run=next_run())


@router.get(
    "/evaluations/{group_id}",
    response={200: GroupFindingsOut, READ_ERRORS: ErrorOut},
    url_name="evaluation",
    summary="What the last evaluation found in a group",
)
def evaluation(
    request: HttpRequest,
    group_id: IdPath,
    after: Annotated[str | None, Query(max_length=80)] = None,
    before: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_ROWS)] = PAGE_ROWS,
    policy: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    status: Annotated[str, Query(max_length=16)] = "",
    person: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None,
    form: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
) -> GroupFindingsOut:
    """Findings, failing longest first; without `status` those that fail or could not be checked. `person` is an owner,
    `form` what is lacking.

    The first page; `after` and `before` take what a page has under these names, `before=end` gives the last page.
    """
    asked = read_slice(after, before, limit)
    found = finding_page(user_of(request), group_id, asked, FindingFilter(policy, status, person, form))
    return GroupFindingsOut(
        **_group_out(found.group).model_dump(),
        findings=[finding_out(row) for row in found.page.rows],
        before=found.page.before,
        after=found.page.after,
        left_out=found.page.left_out,
        of=found.of,
    )


def _group_out(report: GroupReport) -> GroupEvaluationOut:
    evaluation = report.evaluation
    return GroupEvaluationOut(
        group=GroupOut(id=report.group_id, name=report.group_name),
        evaluated_at=evaluation.evaluated_at if evaluation else None,
        failed=evaluation.failed if evaluation else None,
        problems=[
            PolicyProblemOut(policy_id=policy_id, message=message)
            for policy_id, message in (evaluation.problems if evaluation else ())
        ],
        totals=evaluation.totals if evaluation else {"objects": 0},
        policies=[
            PolicyTotalsOut(
                id=policy.id,
                name=policy.name,
                requirement=policy.requirement,
                forms=list(policy.forms),
                totals=policy.totals,
                origin=policy.origin,
            )
            for policy in report.policies
        ],
        beside=BesideOut.model_validate(evaluation.beside) if evaluation and evaluation.beside else None,
    )


def finding_out(row: FindingRow) -> FindingOut:
    """A finding as the API tells it."""
    finding = row.finding
    return FindingOut(
        object=FoundObjectOut(type=ObjectType(finding.object_type), id=finding.object_id, name=row.name),
        owner=PersonOut(id=row.owner.id, name=row.owner.name, full_name=row.owner_full_name),
        policy=PolicyOut(id=finding.policy_id, name=finding.policy.name),
        status=Status(finding.status),
        lacking=[name for _form_id, name in row.lacking],
        reason=finding.reason,
        due=finding.due,
        since=finding.since,
        deep_link=deep_link(finding.object_type, finding.object_id, [form_id for form_id, _name in row.lacking]),
    )


def deep_link(object_type: str, object_id: int, form_ids: Sequence[str]) -> str:
    """To an object's forms, and to the very form when only one is meant."""
    query: dict[str, str | int] = {"id": object_id, "type": object_type.lower()}
    if len(form_ids) == 1:
        query["form"] = form_ids[0]
    return f"{reverse('omeroforms_base')}?{urlencode(query)}"
