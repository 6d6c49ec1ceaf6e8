# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offer forms to groups, for object types."""

from __future__ import annotations

from collections.abc import Collection

from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.forms import FormState
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.format import Parts
from omero_forms.domain.records.parts import assignment_parts
from omero_forms.domain.refs import ObjectType, assignment_stream
from omero_forms.domain.texts import t
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Assignment, Form
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import policies_using_form
from omero_forms.services.access.permissions import require_group_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.forms.publish import find_form
from omero_forms.services.records.decide import Decision, append_entry


def assign(
    user: UserSession, form_id: str, group: GroupFacts, object_types: Collection[ObjectType], *, via: Via = Via.COMMAND
) -> bool:
    """Offer a form to a group. Types it has already are left as they are. Whether OMERO has the record already.

    Raises `forbidden` (also for groups that never count), `form_retired`, `not_found`.
    """
    capacity = require_group_owner(user, group.id)
    if never_counts(group):
        raise error("forbidden", message=t("{why} No form can be offered there.", why=t(NEVER_COUNTS)))

    def decide() -> Decision:
        form = find_form(form_id)
        if form.state != FormState.PUBLISHED:
            raise error("form_retired")
        _tell(user, EventName.FORM_ASSIGNED, form, group, object_types)
        return Decision("assignment.assigned", _parts(form_id, group, object_types), capacity)

    find_form(form_id)
    if set(object_types) - _assigned_types(form_id, group.id):
        return append_entry(user, assignment_stream(form_id), decide, via=via)[0].is_recorded
    return True


def unassign(
    user: UserSession, form_id: str, group: GroupFacts, object_types: Collection[ObjectType], *, via: Via = Via.COMMAND
) -> bool:
    """Offer a form no longer. Whether OMERO has the record already.

    Raises `form_in_use` with the policies of the group that require it, `forbidden`, `not_found`.
    """
    capacity = require_group_owner(user, group.id)

    def decide() -> Decision:
        policies = [
            name
            for object_type in sorted(object_types)
            for name in policies_using_form(form_id, group_id=group.id, object_type=object_type.value)
        ]
        if policies:
            raise error("form_in_use", details={"policies": policies})
        _tell(user, EventName.FORM_UNASSIGNED, find_form(form_id), group, object_types)
        return Decision("assignment.unassigned", _parts(form_id, group, object_types), capacity)

    find_form(form_id)
    if set(object_types) & _assigned_types(form_id, group.id):
        return append_entry(user, assignment_stream(form_id), decide, via=via)[0].is_recorded
    return True


def _assigned_types(form_id: str, group_id: int) -> set[ObjectType]:
    rows = Assignment.objects.filter(form_id=form_id, group_id=group_id)
    return {ObjectType(value) for value in rows.values_list("object_type", flat=True)}


def _tell(
    user: UserSession, event: EventName, form: Form, group: GroupFacts, object_types: Collection[ObjectType]
) -> None:
    types = sorted(one.value for one in object_types)
    record_event(user, event, group_id=group.id, form=form.id, name=form.name, group=group.name, types=types)


def _parts(form_id: str, group: GroupFacts, object_types: Collection[ObjectType]) -> Parts:
    return assignment_parts(form=form_id, group_id=group.id, group_name=group.name, object_types=object_types)
