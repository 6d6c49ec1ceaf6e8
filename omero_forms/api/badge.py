# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the badge beside an object in OMERO.web says."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.objects import object_type
from omero_forms.api.reports import FoundObjectOut, Totals, deep_link
from omero_forms.api.shapes import IdPath, ObjectTypePath, Shape
from omero_forms.domain.policies.finding_status import OWED, Status, worst
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import NamedObject, ObjectType
from omero_forms.selectors.badge import Badge, Children, badge_of
from omero_forms.selectors.objects import load_object
from omero_forms.selectors.requirements import Asked

router = Router(tags=["objects"])


class BadgePolicyOut(Shape):
    """What a policy says of the object now; `lacking` are names of forms. No status before the first evaluation."""

    name: str
    requirement: Requirement
    status: Status | None
    due: date | None
    lacking: list[str]


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


class GapOut(Shape):
    """Where to go on: the object, or one that lies in it."""

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
    """In a few words, with the way to the first gap: of its own, else of what lies in it."""
    user = user_of(request)
    found = badge_of(user, load_object(user, object_type(type), id, count_images=False))
    known = [asked.status for asked in found.asked if asked.status is not None]
    return BadgeOut(
        status=worst(known) if known else None,
        policies=[_policy_out(asked) for asked in found.asked],
        parents=[BadgeParentOut(object=_object_out(one), status=status) for one, status in found.parents],
        children=_children_out(found.children) if found.children else None,
        gap=_gap_out(found),
    )


def _policy_out(asked: Asked) -> BadgePolicyOut:
    names = dict(asked.forms)
    return BadgePolicyOut(
        name=asked.policy.name,
        requirement=Requirement(asked.policy.requirement),
        status=asked.status,
        due=asked.due,
        lacking=[names[form_id] for form_id in asked.lacking if form_id in names],
    )


def _children_out(children: Children) -> BadgeChildrenOut:
    totals = {"objects": sum(children.statuses.values()), **children.statuses}
    return BadgeChildrenOut(type=children.type, totals=totals, more=children.more)


def _gap_out(found: Badge) -> GapOut | None:
    own = NamedObject(found.loaded.ref, found.loaded.name)
    for asked in found.asked:
        if asked.status is None or asked.status in OWED:
            return _gap(own, next(iter(asked.lacking), None))
    first = found.children.first if found.children else None
    return _gap(first.object, first.form_id) if first else None


def _gap(one: NamedObject, form_id: str | None) -> GapOut:
    link = deep_link(one.ref.type.value, one.ref.id, [form_id] if form_id else [])
    return GapOut(object=_object_out(one), form=form_id, deep_link=link)


def _object_out(one: NamedObject) -> FoundObjectOut:
    return FoundObjectOut(type=one.ref.type, id=one.ref.id, name=one.name)
