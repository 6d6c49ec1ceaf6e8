# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms there are, one of them, and those of a group; how a new one begins, and how one goes out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja.responses import Status

from omero_forms.api.auth import user_of
from omero_forms.api.draft_shapes import DraftOut, NewDraftIn
from omero_forms.api.drafts import draft_out, drafted
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.form_shapes import FormListOut, FormRowOut, GroupFormsOut, ReasonIn
from omero_forms.api.routing import Router
from omero_forms.api.shapes import GroupOut, IdPath, PersonOut
from omero_forms.domain.records.acts import Via
from omero_forms.selectors.form_list import form_row, form_rows, rows_of_group
from omero_forms.selectors.form_makers import whom_to_ask
from omero_forms.selectors.groups import member_group
from omero_forms.services.access.permissions import may_create_forms, may_offer_to
from omero_forms.services.forms import drafts
from omero_forms.services.forms.publish import restore, retire

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

router = Router(tags=["forms"])

CHANGED = {200: FormRowOut, 202: FormRowOut, WRITE_ERRORS: ErrorOut}
"""202: it is accepted, and OMERO has no record of it yet; a worker goes on, and the form is still as it was."""


@router.get("forms", response={200: FormListOut, READ_ERRORS: ErrorOut})
def read_forms(request: HttpRequest) -> FormListOut:
    """All forms for admins; else your own, and those that are offered to a group of yours."""
    user = user_of(request)
    may_create = may_create_forms(user)
    return FormListOut(
        forms=[FormRowOut.model_validate(row) for row in form_rows(user)],
        may_create=may_create,
        creators=[] if may_create else [PersonOut.model_validate(one) for one in whom_to_ask(user)],
    )


@router.post("forms", response={201: DraftOut, WRITE_ERRORS: ErrorOut}, by_alias=True)
def begin_form(request: HttpRequest, body: NewDraftIn) -> Status[DraftOut]:
    """Begin a new form: its draft, under the id that the form will have."""
    return Status(201, draft_out(drafts.begin(user_of(request), drafted(body))))


@router.get("forms/{form}", response={200: FormRowOut, READ_ERRORS: ErrorOut})
def read_form_row(request: HttpRequest, form: str) -> FormRowOut:
    """One form, as the list has it. Owners of groups may read of every form that they could offer."""
    return FormRowOut.model_validate(form_row(user_of(request), form))


@router.post("forms/{form}/duplicate", response={201: DraftOut, WRITE_ERRORS: ErrorOut}, by_alias=True)
def duplicate_form(request: HttpRequest, form: str) -> Status[DraftOut]:
    """Begin a new form of your own that is as this one is."""
    return Status(201, draft_out(drafts.duplicate(user_of(request), form)))


@router.post("forms/{form}/retire", response=CHANGED)
def retire_form(request: HttpRequest, form: str, body: ReasonIn | None = None) -> Status[FormRowOut]:
    """Take a form out of use. Answers, versions and offers stay; nobody can fill it any more."""
    user = user_of(request)
    message = body.message if body else ""
    return changed(user, form, is_recorded=retire(user, form, message=message, via=Via.API))


@router.post("forms/{form}/restore", response=CHANGED)
def restore_form(request: HttpRequest, form: str, body: ReasonIn | None = None) -> Status[FormRowOut]:
    """Bring a retired form back into use, offered as it was."""
    user = user_of(request)
    message = body.message if body else ""
    return changed(user, form, is_recorded=restore(user, form, message=message, via=Via.API))


@router.get("groups/{group}/forms", response={200: GroupFormsOut, READ_ERRORS: ErrorOut})
def read_group_forms(request: HttpRequest, group: IdPath) -> GroupFormsOut:
    """The forms of a group, for its members and admins."""
    user = user_of(request)
    found = member_group(user, group)
    may_offer = may_offer_to(user, found.id)
    rows = rows_of_group(user, found.id, offerable=may_offer)
    return GroupFormsOut(
        group=GroupOut(id=found.id, name=found.name),
        may_offer=may_offer,
        forms=[FormRowOut.model_validate(row) for row in rows],
    )


def changed(user: UserSession, form_id: str, *, is_recorded: bool) -> Status[FormRowOut]:
    """What became of a form that the user has just changed."""
    row = form_row(user, form_id, is_known=True)
    return Status(200 if is_recorded else 202, FormRowOut.model_validate(row))
