# SPDX-License-Identifier: AGPL-3.0-or-later
"""To which groups a form is offered, for which objects. That is decided by owners of the group, and by admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja.responses import Status

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.form_list import CHANGED, changed
from omero_forms.api.form_shapes import FormRowOut, GroupsOut
from omero_forms.api.objects import object_type
from omero_forms.api.routing import Router
from omero_forms.api.shapes import GroupOut, IdPath, ObjectTypePath
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors.groups import member_group, named_groups
from omero_forms.selectors.visible_forms import visible_form
from omero_forms.services.access.permissions import may_manage_all_forms
from omero_forms.services.forms.assign import assign, unassign

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

router = Router(tags=["offers"])


@router.get("groups", response={200: GroupsOut, READ_ERRORS: ErrorOut})
def read_groups(request: HttpRequest) -> GroupsOut:
    """The groups that you may offer forms to: those that you own, all for admins."""
    user = user_of(request)
    found = named_groups(user, None if may_manage_all_forms(user) else user.owned_groups)
    return GroupsOut(groups=[GroupOut(id=one, name=name) for one, name in found])


@router.put("forms/{form}/offers/{group}/{type}", response=CHANGED)
def offer(
    request: HttpRequest,
    form: str,
    group: IdPath,
    type: ObjectTypePath,  # noqa: A002
) -> Status[FormRowOut]:
    """Offer a form to a group for objects of a type."""
    return _decide(assign, user_of(request), form, group, object_type(type))


@router.delete("forms/{form}/offers/{group}/{type}", response=CHANGED)
def withdraw(
    request: HttpRequest,
    form: str,
    group: IdPath,
    type: ObjectTypePath,  # noqa: A002
) -> Status[FormRowOut]:
    """Stop offering it there. Answers stay; 409 `form_in_use` where a policy of the group asks for it."""
    return _decide(unassign, user_of(request), form, group, object_type(type))


def _decide(
    deed: Callable[..., bool], user: UserSession, form: str, group: int, wanted: ObjectType
) -> Status[FormRowOut]:
    found = visible_form(user, form)
    is_recorded = deed(user, found.id, member_group(user, group), {wanted}, via=Via.API)
    return changed(user, found.id, is_recorded=is_recorded)
