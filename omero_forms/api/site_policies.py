# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins require of many groups: the site-wide policies there are, and what is done to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja.responses import Status as Response
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.policies import GroupIds, PolicyEventsOut, PolicySaidOut, ReasonedIn
from omero_forms.api.routing import Router
from omero_forms.api.shapes import GroupOut, IdPath, PersonOut, Shape
from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.records.acts import Via
from omero_forms.selectors.site_policies import site_policy_history, site_policy_view, site_policy_views
from omero_forms.services.policies.change import MESSAGE_LIMIT
from omero_forms.services.policies.change_site import (
    Outcome,
    archive_site_policy,
    change_site_policy,
    end_site_policy,
    make_site_policy,
    require_site_policy,
)
from omero_forms.services.policies.entry import terms_of_entry
from omero_forms.services.policies.site_wide import require_site

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

router = Router(tags=["policies"])


class ShareOut(Shape):
    """A group in which a site-wide policy is in force, and the id of its `policy`."""

    policy: int
    group: GroupOut


class LeftOutOut(Shape):
    """A group that has no share of a policy for all, though all its forms are offered there, and `why`."""

    group: GroupOut
    why: str


class SitePolicyOut(PolicySaidOut):
    """A site-wide policy, for these `groups`; null is all there are. Its `totals` are those of the last evaluations of
    the groups that have their `shares`, the oldest of which is that of `evaluated_at`. `excluded` are the people whose
    objects do not count, as far as they still exist.
    """

    groups: list[GroupOut] | None
    shares: list[ShareOut]
    left_out: list[LeftOutOut]
    excluded: list[PersonOut]


class SitePoliciesOut(Shape):
    """Site-wide policies by name, those that hold first; `may_make`: whether you may make one."""

    policies: list[SitePolicyOut]
    may_make: bool


class SitePolicyHistoryOut(PolicyEventsOut):
    """A site-wide policy, and what was done to it."""

    policy: SitePolicyOut


class SitePolicyIn(Shape):
    """A policy to switch on in these groups; null is all there are, and those to come."""

    model_config = ConfigDict(extra="forbid")

    groups: GroupIds | None
    terms: dict[str, Any]
    message: Annotated[str, Field(max_length=MESSAGE_LIMIT)] = ""


class SitePolicyChangeIn(ReasonedIn):
    """The groups and all terms that a policy has from now on."""

    groups: GroupIds | None
    terms: dict[str, Any]


DONE = {200: SitePolicyOut, 202: SitePolicyOut, WRITE_ERRORS: ErrorOut}
"""202: it holds, and OMERO does not have all records of it yet; a worker goes on."""


@router.get("site-policies", response={200: SitePoliciesOut, READ_ERRORS: ErrorOut})
def read_site_policies(request: HttpRequest) -> SitePoliciesOut:
    """What admins require of many groups. For admins."""
    user = user_of(request)
    found = [SitePolicyOut.model_validate(one) for one in site_policy_views(user)]
    return SitePoliciesOut(policies=found, may_make=user.may_modify_group)


@router.post("site-policies", response={201: SitePolicyOut, **DONE})
def make_for_many(request: HttpRequest, body: SitePolicyIn) -> Response[SitePolicyOut]:
    """Switch a policy on in many groups. For admins who may change groups.

    `policy_invalid` has pointers into `terms`, and `/groups/N` for a group.
    """
    user = user_of(request)
    require_site(user)
    terms = terms_of_entry(body.terms, SITE_GROUP)
    return _done(user, make_site_policy(user, terms, body.groups, message=body.message, via=Via.API), 201)


@router.get("site-policies/{id}", response={200: SitePolicyHistoryOut, READ_ERRORS: ErrorOut})
def read_site_policy(request: HttpRequest, id: IdPath) -> SitePolicyHistoryOut:  # noqa: A002
    """One of them, and what was done to it."""
    return SitePolicyHistoryOut.model_validate(site_policy_history(user_of(request), id))


@router.put("site-policies/{id}", response=DONE)
def change_for_many(request: HttpRequest, id: IdPath, body: SitePolicyChangeIn) -> Response[SitePolicyOut]:  # noqa: A002
    """Let one say something else from now on, or be for other groups; one that had ended holds again.

    409 `stale_policy` with what it says now where somebody else has changed it, `policy_from_file` for what is kept in
    a file.
    """
    user = user_of(request)
    require_site_policy(user, id)
    terms = terms_of_entry(body.terms, SITE_GROUP)
    changed = change_site_policy(user, id, terms, body.groups, base=body.base, message=body.message, via=Via.API)
    return _done(user, changed)


@router.post("site-policies/{id}/end", response=DONE)
def end_for_many(request: HttpRequest, id: IdPath, body: ReasonedIn) -> Response[SitePolicyOut]:  # noqa: A002
    """Stop requiring it of all its groups. One that has ended stays so."""
    user = user_of(request)
    return _done(user, end_site_policy(user, id, base=body.base, message=body.message, via=Via.API))


@router.post("site-policies/{id}/archive", response=DONE)
def archive_for_many(request: HttpRequest, id: IdPath, body: ReasonedIn) -> Response[SitePolicyOut]:  # noqa: A002
    """Put it away in all its groups, which ends it, too."""
    user = user_of(request)
    return _done(user, archive_site_policy(user, id, base=body.base, message=body.message, via=Via.API))


def _done(user: UserSession, outcome: Outcome, status: int = 200) -> Response[SitePolicyOut]:
    row, is_recorded = outcome
    view = site_policy_view(user, row.pk)
    return Response(status if is_recorded else 202, SitePolicyOut.model_validate(view))
