# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may know of a form: its owners, admins, those to whose groups it is offered, and owners of groups, who decide
whether to offer it; and who may change it.
"""

from __future__ import annotations

from collections.abc import Collection

from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.models import Assignment, Form
from omero_forms.selectors.forms import form_by_id


def owner_ids(owners: Collection[dict[str, object]]) -> set[object]:
    """Ids of the owners of a form, or of one that is drafted, as their rows hold them."""
    return {owner["id"] for owner in owners}


def sees_all_of(user: UserSession, owners: Collection[dict[str, object]]) -> bool:
    """Whether the user is one of the owners of a form, or of one that is drafted; or an admin, who reads everything."""
    return user.is_admin or user.person.id in owner_ids(owners)


def may_edit(user: UserSession, owners: Collection[dict[str, object]]) -> bool:
    """Whether the user may change a form, or one that is drafted: its owners do, and admins with ModifyGroup."""
    return user.may_modify_group or user.person.id in owner_ids(owners)


def could_offer(user: UserSession, form: Form) -> bool:
    """Whether the user decides for some group whether it is offered the form."""
    return form.state == FormState.PUBLISHED and bool(user.owned_groups)


def may_see(user: UserSession, form: Form) -> bool:
    """Whether the user may know of a form, and read its versions."""
    if sees_all_of(user, form.owners) or could_offer(user, form):
        return True
    return Assignment.objects.filter(form=form, group_id__in=user.groups).exists()


def visible_form(user: UserSession, form_id: str) -> Form:
    """The form of that id. Raises `not_found`, the same for one that the user may not know of; `other_database`."""
    # Owners and groups are ids of one OMERO.
    refuse_other_server(user.server_uuid)
    form = form_by_id(form_id)
    if form is None or not may_see(user, form):
        raise error("not_found")
    return form
