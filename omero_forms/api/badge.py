# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the badge beside an object in OMERO.web says."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.objects import object_type
from omero_forms.api.reports import FoundObjectOut, Totals, deep_link
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath, ObjectTypePath, Shape
from omero_forms.domain.policies.finding_status import Status, worst
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import NamedObject, ObjectType
from omero_forms.domain.texts import t
from omero_forms.domain.words import listed
from omero_forms.mail.words import counted, day
from omero_forms.selectors.badge import Children, Gap, badge_of
from omero_forms.selectors.objects import load_object
from omero_forms.selectors.requirements import Asked
from omero_forms.services.submissions.check import why_not

router = Router(tags=["objects"])


class BadgePolicyOut(Shape):
    """What a policy says of the object now; `lacking` are names of forms. No status before the first evaluation. `text`
    and `due_text` say it in the site's language: the badge has no room for words of its own.
    """

    name: str
    requirement: Requirement
    status: Status | None
    due: date | None
    lacking: list[str]
    text: str
    due_text: str


class BadgeParentOut(Shape):
    """What the object lies in, and how that stands."""

    object: FoundObjectOut
    status: Status


class BadgeChildrenOut(Shape):
    """What lies in the object: how many of those that a policy holds for have which status. `more`: only the first
    thousand were looked at.
    """

    type: ObjectType
    totals: Totals
    more: bool
    text: str


class GapOut(Shape):
    """Where to go on: the object, one that lies in it, or one that it lies in."""

    object: FoundObjectOut
    form: str | None
    deep_link: str


class BadgeOut(Shape):
    """What is asked of an object now; how stands what it lies in and what lies in it, by the last evaluation.

    `status` is the worst that is known of itself; None where nothing is asked of it, or nothing was evaluated yet.
    """

    status: Status | None
    policies: list[BadgePolicyOut]
    parents: list[BadgeParentOut]
    children: BadgeChildrenOut | None
    gap: GapOut | None


@router.get(
    "objects/{type}/{id}/badge",
    response={200: BadgeOut, READ_ERRORS: ErrorOut},
    url_name="badge",
    summary="What is open of an object and of those around it",
)
def badge(request: HttpRequest, type: ObjectTypePath, id: IdPath) -> BadgeOut:  # noqa: A002
    """In a few words, with the way to the first gap: of its own, else of what lies in it, else of what it lies in.

    There is none for who may not add answers here.
    """
    user = user_of(request)
    found = badge_of(user, load_object(user, object_type(type), id, count_images=False))
    known = [asked.status for asked in found.asked if asked.status is not None]
    return BadgeOut(
        status=worst(known) if known else None,
        policies=[_policy_out(asked) for asked in found.asked],
        parents=[BadgeParentOut(object=_object_out(one), status=status) for one, status in found.parents],
        children=_children_out(found.children) if found.children else None,
        gap=_gap_out(found.gap) if found.gap and why_not(user, found.loaded) is None else None,
    )


def _policy_out(asked: Asked) -> BadgePolicyOut:
    names = dict(asked.forms)
    lacking = [names[form_id] for form_id in asked.lacking if form_id in names]
    requirement = Requirement(asked.policy.requirement)
    said = listed(lacking, "or") if requirement is Requirement.ONE_OF else t(", ").join(lacking)
    return BadgePolicyOut(
        name=asked.policy.name,
        requirement=requirement,
        status=asked.status,
        due=asked.due,
        lacking=lacking,
        text=said or asked.policy.name,
        due_text=t("due {day}", day=day(asked.due)) if asked.due and asked.status is not Status.EXEMPT else "",
    )


def _children_out(children: Children) -> BadgeChildrenOut:
    totals = {"objects": sum(children.statuses.values()), **children.statuses}
    return BadgeChildrenOut(type=children.type, totals=totals, more=children.more, text=_children_text(children))


def _children_text(children: Children) -> str:
    """As "3 of 7 datasets complete, 1 exempt"."""
    statuses = children.statuses
    values = {
        "number": f"{statuses.get(Status.COMPLIANT, 0) + statuses.get(Status.RECOMMENDED, 0):,}",
        "objects": counted(sum(statuses.values()), {children.type}),
    }
    said = (
        t("{number} of the first {objects} complete", **values)
        if children.more
        else t("{number} of {objects} complete", **values)
    )
    exempt = statuses.get(Status.EXEMPT, 0)
    return t("{complete}, {number} exempt", complete=said, number=f"{exempt:,}") if exempt else said


def _gap_out(gap: Gap) -> GapOut:
    ref = gap.object.ref
    link = deep_link(ref.type.value, ref.id, [gap.form_id] if gap.form_id else [])
    return GapOut(object=_object_out(gap.object), form=gap.form_id, deep_link=link)


def _object_out(one: NamedObject) -> FoundObjectOut:
    return FoundObjectOut(type=one.ref.type, id=one.ref.id, name=one.name)
