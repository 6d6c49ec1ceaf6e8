# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with forms."""

from __future__ import annotations

from collections.abc import Iterable

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.records.acts import Capacity
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Form


def may_manage_all_forms(user: UserSession) -> bool:
    """Admins with ModifyGroup, as every full one is."""
    return user.may_modify_group


def require_creator(user: UserSession) -> None:
    """Creating forms is a setting: admins, or admins and owners of groups."""
    if may_manage_all_forms(user):
        return
    if conf().creators == "owners" and user.owned_groups:
        return
    raise error("forbidden")


def require_form_owner(user: UserSession, form: Form) -> Capacity:
    """Its owners edit a form; others' forms take an admin."""
    owners: Iterable[int] = (owner["id"] for owner in form.owners)
    if user.person.id in owners:
        return Capacity.FORM_OWNER
    if may_manage_all_forms(user):
        return Capacity.ADMIN
    raise error("forbidden")


def require_group_owner(user: UserSession, group_id: int) -> Capacity:
    """The owners of a group decide which forms it is offered."""
    if group_id in user.owned_groups:
        return Capacity.GROUP_OWNER
    if may_manage_all_forms(user):
        return Capacity.ADMIN
    raise error("forbidden")
