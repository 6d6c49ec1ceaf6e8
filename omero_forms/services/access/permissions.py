# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.records.acts import Capacity
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Form, FormDraft
from omero_forms.selectors.visible_forms import may_see, owner_ids

REMAKERS: Final = noop("Only owners of the group, and OMERO admins without restrictions, can have copies remade.")


def may_manage_all_forms(user: UserSession) -> bool:
    """Admins with ModifyGroup, as every full one is."""
    return user.may_modify_group


def may_create_forms(user: UserSession) -> bool:
    """Creating forms is a setting: admins, or admins and owners of groups."""
    return may_manage_all_forms(user) or (conf().creators == "owners" and bool(user.owned_groups))


def require_full_admin(user: UserSession) -> None:
    """Raise `forbidden` for who is no OMERO admin without restrictions: others read what is recorded, and mend
    nothing of it.
    """
    if not user.is_full_admin:
        raise error("forbidden", message=t("Only an OMERO admin without restrictions can do this, such as root."))


def require_admin(user: UserSession) -> None:
    """Raise `forbidden` for who is no OMERO admin; those with restrictions read what they may not change."""
    if not user.is_admin:
        raise error("forbidden", message=t("Only OMERO admins see this."))


def require_creator(user: UserSession) -> None:
    """Raise `forbidden` for who may not create forms."""
    if not may_create_forms(user):
        raise error("forbidden")


def require_namer(user: UserSession) -> None:
    """Raise `forbidden` for who has no form whose owners they could name, nor may make one."""
    if not (may_create_forms(user) or any(user.person.id in owner_ids(one) for one in _owners_of_all_forms())):
        raise error("forbidden")


def _owners_of_all_forms() -> Iterable[list[dict[str, object]]]:
    yield from Form.objects.values_list("owners", flat=True)
    yield from FormDraft.objects.values_list("owners", flat=True)


def require_form_owner(user: UserSession, form: Form) -> Capacity:
    """Its owners edit a form, those of others admins. Raises `forbidden`; `not_found` for who may not know of it."""
    if user.person.id in owner_ids(form.owners):
        return Capacity.FORM_OWNER
    if may_manage_all_forms(user):
        return Capacity.ADMIN
    # Asked for last: who may do it waits for nothing more.
    raise error("forbidden" if may_see(user, form) else "not_found")


def may_offer_to(user: UserSession, group_id: int) -> bool:
    """The owners of a group decide which forms it is offered; admins may, too."""
    return group_id in user.owned_groups or may_manage_all_forms(user)


def require_copies_of(user: UserSession, group_id: int) -> None:
    """Copies are remade in the names of their owners, which owners of the group and full admins could do in OMERO.
    Raises `forbidden` for others.
    """
    if group_id not in user.owned_groups and not user.is_full_admin:
        raise error("forbidden", message=t(REMAKERS))


def groups_of_copies(user: UserSession) -> tuple[int, ...] | None:
    """The groups in which somebody may have copies remade, None for all there are. Raises `forbidden` where in none."""
    if user.is_full_admin:
        return None
    if not user.owned_groups:
        raise error("forbidden", message=t(REMAKERS))
    return tuple(sorted(user.owned_groups))


def require_group_owner(user: UserSession, group_id: int) -> Capacity:
    """The owners of a group decide which forms it is offered."""
    if group_id in user.owned_groups:
        return Capacity.GROUP_OWNER
    if may_manage_all_forms(user):
        return Capacity.ADMIN
    raise error("forbidden")
