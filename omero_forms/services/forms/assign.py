# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offer forms to groups, for object types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.forms import FormState, assignment_fields
from omero_forms.domain.refs import ObjectType, assignment_stream
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Assignment, Form
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import policies_using_form
from omero_forms.services.access.permissions import require_group_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.forms.publish import find_form
from omero_forms.services.records.decide import append_event


def assign(user: UserSession, form_id: str, group: GroupFacts, object_types: Collection[ObjectType]) -> None:
    """Offer a form to a group. Types it has already are left as they are.

    Raises `forbidden` (also for groups that never count), `form_retired`, `not_found`.
    """
    require_group_owner(user, group.id)
    if never_counts(group):
        raise error("forbidden", message=f"{NEVER_COUNTS} No form can be offered there.")

    def decide() -> tuple[str, Mapping[str, Any]]:
        form = find_form(form_id)
        if form.state != FormState.PUBLISHED:
            raise error("form_retired")
        _tell(user, EventName.FORM_ASSIGNED, form, group, object_types)
        return "assignment.assigned", _fields(user, form_id, group, object_types)

    find_form(form_id)
    if set(object_types) - _assigned_types(form_id, group.id):
        append_event(user, assignment_stream(form_id), decide)


def unassign(user: UserSession, form_id: str, group: GroupFacts, object_types: Collection[ObjectType]) -> None:
    """Offer a form no longer. Raises `form_in_use` with the policies of the group that require it."""
    require_group_owner(user, group.id)

    def decide() -> tuple[str, Mapping[str, Any]]:
        policies = [
            name
            for object_type in sorted(object_types)
            for name in policies_using_form(form_id, group_id=group.id, object_type=object_type.value)
        ]
        if policies:
            raise error("form_in_use", details={"policies": policies})
        _tell(user, EventName.FORM_UNASSIGNED, find_form(form_id), group, object_types)
        return "assignment.unassigned", _fields(user, form_id, group, object_types)

    find_form(form_id)
    if set(object_types) & _assigned_types(form_id, group.id):
        append_event(user, assignment_stream(form_id), decide)


def _assigned_types(form_id: str, group_id: int) -> set[ObjectType]:
    rows = Assignment.objects.filter(form_id=form_id, group_id=group_id)
    return {ObjectType(value) for value in rows.values_list("object_type", flat=True)}


def _tell(
    user: UserSession, event: EventName, form: Form, group: GroupFacts, object_types: Collection[ObjectType]
) -> None:
    types = sorted(one.value for one in object_types)
    record_event(user, event, group_id=group.id, form=form.id, name=form.name, group=group.name, types=types)


def _fields(
    user: UserSession, form_id: str, group: GroupFacts, object_types: Collection[ObjectType]
) -> Mapping[str, Any]:
    return assignment_fields(
        form=form_id,
        group_id=group.id,
        group_name=group.name,
        object_types=object_types,
        author=user.person,
        sudoer=user.sudoer,
        time=timezone.now(),
    )
