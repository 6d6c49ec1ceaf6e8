# SPDX-License-Identifier: AGPL-3.0-or-later
"""What groups require: what a policy would do before it is switched on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status as Response
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.reports import Totals
from omero_forms.api.shapes import MAX_ID, IdPath, PersonOut, Shape
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.previews import MOST_KEPT, Preview
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors.jobs import find_done
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.kinds import PREVIEW
from omero_forms.services.previews.make import IN_REQUEST, asked_before, asked_for, preview, size
from omero_forms.services.previews.show import ShownPreview, shown

router = Router(tags=["policies"])

Offset = Annotated[int, Field(ge=0, le=MOST_KEPT)]


class PreviewIn(Shape):
    """Terms to try. `terms` is an entry of a file of policies as JSON, whose group is `group`; `policy` is the one that
    they would change. Objects are listed from `offset` on.
    """

    model_config = ConfigDict(extra="forbid")

    group: Annotated[int, Field(ge=0, le=MAX_ID)]
    terms: dict[str, Any]
    policy: Annotated[int, Field(ge=1, le=MAX_ID)] | None = None
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
    """What would go out on the day of a digest: so many mails to members and to owners, some of them in full."""

    day: date
    members: int
    owners: int
    mails: list[MailPreviewOut]
    unreachable: list[UnreachableOut]


class PreviewOut(Shape):
    """What a policy would find: `covered` of `total` objects, `totals` by status, `due` for those in grace.

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
    asked = asked_for(user, body.group, body.terms, body.policy)
    if size(user, asked) > IN_REQUEST:
        return Response(202, AskedOut(job=ask(PREVIEW, asked.as_json(), by=user.person)))
    return Response(200, _out(shown(user, asked.terms, preview(user, asked), offset=body.offset)))


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
    return _out(shown(user, asked.terms, Preview.from_json(result), offset=offset))


def _out(found: ShownPreview) -> PreviewOut:
    totals = {"objects": found.covered, **{one.value: number for one, number in found.statuses.items()}}
    due = [DueDayOut(day=day, objects=number) for day, number in found.due]
    shown_as_is = {name: getattr(found, name) for name in PreviewOut.model_fields.keys() - {"type", "totals", "due"}}
    return PreviewOut.model_validate({"type": found.object_type, "totals": totals, "due": due, **shown_as_is})
