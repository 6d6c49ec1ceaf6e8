# SPDX-License-Identifier: AGPL-3.0-or-later
"""What groups require: the policies there are, what is done to them, and what one would do before it is switched on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Query
from ninja.responses import Status as Response
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.reports import Totals
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, MAX_NUMBER, GroupOut, IdPath, NamedFormOut, PersonOut, Shape, UtcTime
from omero_forms.domain.policies.changes import Origin
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.previews import MOST_KEPT, Preview
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors.groups import member_group, named_groups
from omero_forms.selectors.jobs import find_done
from omero_forms.selectors.policy_list import PolicyState, policy_history, policy_view, policy_views
from omero_forms.services.access.permissions import may_manage_all_forms, require_group_owner
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.kinds import PREVIEW
from omero_forms.services.policies.change import (
    MESSAGE_LIMIT,
    archive_policy,
    change_policy,
    end_policy,
    group_of_policy,
    make_policy,
)
from omero_forms.services.policies.entry import terms_of_entry
from omero_forms.services.previews.make import IN_REQUEST, ForMany, asked_before, asked_for, preview, size
from omero_forms.services.previews.show import ShownPreview, shown

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

router = Router(tags=["policies"])

Offset = Annotated[int, Field(ge=0, le=MOST_KEPT)]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
MOST_GROUPS = 10_000
GroupIds = Annotated[list[Annotated[int, Field(ge=0, le=MAX_ID)]], Field(max_length=MOST_GROUPS)]


class PolicySourceOut(Shape):
    """Where a policy is kept in a file: its own lines there, and the SHA-256 of the whole file."""

    text: str
    sha256: str


class PolicySaidOut(Shape):
    """A policy, of a group or of many. `terms` are those of an entry of a file; `number` is what a change goes on from.
    One with a `source` is changed by files only. `totals` are those of the last evaluation.
    """

    id: int
    number: int
    name: str
    object_type: ObjectType
    state: PolicyState
    terms: dict[str, Any]
    forms: list[NamedFormOut]
    source: PolicySourceOut | None
    made_at: UtcTime
    changed_at: UtcTime
    ended_at: UtcTime | None
    evaluated_at: UtcTime | None
    totals: Totals
    may_change: bool


class PolicyViewOut(PolicySaidOut):
    """A policy of a group: its terms have the ids of group and forms. One of the origin `site` is changed by admins for
    all its groups, whom `site_policy` tells which that is.
    """

    group: GroupOut
    origin: Origin
    site_policy: int | None


class PoliciesOut(Shape):
    """Policies by group and name, those that hold first, and the groups that you may set policies for; of one group
    that is asked for its `members`, too.
    """

    policies: list[PolicyViewOut]
    groups: list[GroupOut]
    members: list[PersonOut]


class PolicyEventOut(Shape):
    """What was done to a policy, as a sentence that begins with `who`."""

    at: UtcTime
    who: str
    what: str


class PolicyEventsOut(Shape):
    """What was done to a policy, newest first, out of `of` such events."""

    events: list[PolicyEventOut]
    of: int


class PolicyHistoryOut(PolicyEventsOut):
    """A policy, and what was done to it."""

    policy: PolicyViewOut


class ReasonedIn(Shape):
    """What is done goes on from the `number` that was seen, `base`; `message` says why."""

    model_config = ConfigDict(extra="forbid")

    base: Annotated[int, Field(ge=0, le=MAX_NUMBER)]
    message: Annotated[str, Field(max_length=MESSAGE_LIMIT)] = ""


class PolicyChangeIn(ReasonedIn):
    """All terms that a policy has from now on: an entry of a file of policies as JSON, without its group."""

    terms: dict[str, Any]


class PolicyIn(Shape):
    """A policy to switch on in a group."""

    model_config = ConfigDict(extra="forbid")

    group: Annotated[int, Field(ge=0, le=MAX_ID)]
    terms: dict[str, Any]
    message: Annotated[str, Field(max_length=MESSAGE_LIMIT)] = ""


DONE = {200: PolicyViewOut, 202: PolicyViewOut, WRITE_ERRORS: ErrorOut}
"""202: it holds, and OMERO has no record of it yet; a worker goes on."""


class ForManyIn(Shape):
    """The groups that terms are for, null for all there are, and the site-wide `policy` that they would change."""

    model_config = ConfigDict(extra="forbid")

    groups: GroupIds | None
    policy: Id | None = None


class PreviewIn(Shape):
    """Terms to try. `terms` is an entry of a file of policies as JSON, whose group is `group`; `policy` is the one that
    they would change. Of those for `many` groups it says what they would do in this one. Objects are listed from
    `offset` on.
    """

    model_config = ConfigDict(extra="forbid")

    group: Annotated[int, Field(ge=0, le=MAX_ID)]
    terms: dict[str, Any]
    policy: Id | None = None
    many: ForManyIn | None = None
    offset: Offset = 0


class WouldBeOut(Shape):
    """What would be found of an object: today, and `later`, once its grace has ended, if nothing is done. `lacking` are
    names of forms, `reason` why it could not be judged.
    """

    type: ObjectType
    id: int
    name: str
    owner: PersonOut
    status: Status
    later: Status
    due: date | None
    lacking: list[str]
    reason: str


class WouldOweOut(Shape):
    """Whose objects they are: how many would fail today, and how many would be in grace."""

    person: PersonOut
    failing: int
    grace: int


class DueDayOut(Shape):
    """So many objects have this as the last day of their grace."""

    day: date
    objects: int


class MailPreviewOut(Shape):
    """A mail as it would go out, as text; `is_owner` where its reader is told of a group."""

    person_id: int
    full_name: str
    is_owner: bool
    subject: str
    text: str


class UnreachableOut(Shape):
    """Somebody who would have been told, and why they are not."""

    full_name: str
    why: str


class MailDayOut(Shape):
    """What would go out on a day, by a digest or by a campaign: so many mails to members and to owners, some of them in
    full.
    """

    day: date
    members: int
    owners: int
    mails: list[MailPreviewOut]
    unreachable: list[UnreachableOut]


class PreviewOut(Shape):
    """What a policy would find: `covered` of `total` objects, `totals` by status, `due` for those in grace. Of
    `unchecked` ones it is not known yet: their answers are to an older version of a form, and the first evaluation
    checks them against the versions that count.

    `open` of them are not compliant; `objects` is a page of the `kept` among these, from `offset` on, without the
    `left_out` that you cannot see. The `mails` of the first days come with the first page, or `withheld` says why not.
    """

    type: ObjectType
    total: int
    covered: int
    totals: Totals
    due: list[DueDayOut]
    owners: int
    people: list[WouldOweOut]
    unchecked: int
    open: int
    kept: int
    offset: int
    objects: list[WouldBeOut]
    left_out: int
    mails: list[MailDayOut]
    withheld: str


PREVIEWED = {200: PreviewOut, 202: AskedOut, WRITE_ERRORS: ErrorOut}
"""202: the group has more objects than are judged while somebody waits; a worker's job does it."""


@router.post("policies/preview", response=PREVIEWED)
def preview_policy(request: HttpRequest, body: PreviewIn) -> Response[PreviewOut | AskedOut]:
    """What a policy would do if it were switched on now. Nothing is written, and nobody is told.

    For owners of the group, and admins who may change groups. `policy_invalid` has pointers into `terms`.
    """
    user = user_of(request)
    many = None if body.many is None else ForMany(body.many.groups, body.many.policy)
    asked = asked_for(user, body.group, body.terms, body.policy, many)
    if size(user, asked) > IN_REQUEST:
        return Response(202, AskedOut(job=ask(PREVIEW, asked.as_json(), by=user.person)))
    return Response(200, _out(shown(user, asked, preview(user, asked), offset=body.offset)))


@router.get("policies/preview/{id}", response={200: PreviewOut, READ_ERRORS: ErrorOut})
def read_preview(
    request: HttpRequest,
    id: IdPath,  # noqa: A002  (ninja takes the name from the path)
    offset: Annotated[int, Query(ge=0, le=MOST_KEPT)] = 0,
) -> PreviewOut:
    """What a worker's preview found, as you may see it now; kept for a day. For whoever asked for it."""
    user = user_of(request)
    arguments, result = find_done(user, PREVIEW, id)
    asked = asked_before(user, arguments)
    return _out(shown(user, asked, Preview.from_json(result), offset=offset))


def _out(found: ShownPreview) -> PreviewOut:
    totals = {"objects": found.covered, **{one.value: number for one, number in found.statuses.items()}}
    due = [DueDayOut(day=day, objects=number) for day, number in found.due]
    shown_as_is = {name: getattr(found, name) for name in PreviewOut.model_fields.keys() - {"type", "totals", "due"}}
    return PreviewOut.model_validate({"type": found.object_type, "totals": totals, "due": due, **shown_as_is})


@router.get("policies", response={200: PoliciesOut, READ_ERRORS: ErrorOut})
def read_policies(request: HttpRequest, group: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None) -> PoliciesOut:
    """The policies of the groups that you own, of all for admins; also of one `group` alone."""
    user = user_of(request)
    groups = named_groups(user, None if may_manage_all_forms(user) else user.owned_groups)
    policies = [PolicyViewOut.model_validate(one) for one in policy_views(user, group)]
    members = () if group is None else member_group(user, group).members
    return PoliciesOut(
        policies=policies,
        groups=[GroupOut(id=one, name=name) for one, name in groups],
        members=[PersonOut.model_validate(one) for one in members],
    )


@router.post("policies", response={201: PolicyViewOut, **DONE})
def make(request: HttpRequest, body: PolicyIn) -> Response[PolicyViewOut]:
    """Switch a policy on. For owners of the group, and admins who may change groups."""
    user = user_of(request)
    group = member_group(user, body.group)
    require_group_owner(user, group.id)
    made = make_policy(user, group, terms_of_entry(body.terms, group.id), message=body.message, via=Via.API)
    return _done(user, made, 201)


@router.get("policies/{id}", response={200: PolicyHistoryOut, READ_ERRORS: ErrorOut})
def read_policy(request: HttpRequest, id: IdPath) -> PolicyHistoryOut:  # noqa: A002
    """One of them, and what was done to it."""
    return PolicyHistoryOut.model_validate(policy_history(user_of(request), id))


@router.put("policies/{id}", response=DONE)
def change(request: HttpRequest, id: IdPath, body: PolicyChangeIn) -> Response[PolicyViewOut]:  # noqa: A002
    """Let a policy say something else from now on; one that had ended holds again.

    409 `stale_policy` with what it says now where somebody else has changed it, `policy_from_file` for what is kept in
    a file.
    """
    user = user_of(request)
    terms = terms_of_entry(body.terms, group_of_policy(user, id))
    return _done(user, change_policy(user, id, terms, base=body.base, message=body.message, via=Via.API))


@router.post("policies/{id}/end", response=DONE)
def end(request: HttpRequest, id: IdPath, body: ReasonedIn) -> Response[PolicyViewOut]:  # noqa: A002
    """Stop requiring what a policy says; its findings close with the next evaluation. One that has ended stays so."""
    user = user_of(request)
    return _done(user, end_policy(user, id, base=body.base, message=body.message, via=Via.API))


@router.post("policies/{id}/archive", response=DONE)
def archive(request: HttpRequest, id: IdPath, body: ReasonedIn) -> Response[PolicyViewOut]:  # noqa: A002
    """Put a policy away, which ends it, too."""
    user = user_of(request)
    return _done(user, archive_policy(user, id, base=body.base, message=body.message, via=Via.API))


def _done(user: UserSession, outcome: tuple[Any, bool], status: int = 200) -> Response[PolicyViewOut]:
    row, is_recorded = outcome
    view = policy_view(user, row.pk)
    return Response(status if is_recorded else 202, PolicyViewOut.model_validate(view))
