# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exemptions as people see them: their own, those of groups that they own, all for admins. Which objects they are of is
asked in OMERO with the reader's own session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from omero_forms.domain.errors import error
from omero_forms.domain.policies.exemptions import ExemptionState, Standing, standing
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import directory
from omero_forms.gateway.placement import group_names, still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import ExemptedObject, ExemptionRow
from omero_forms.selectors.form_list import GroupRef
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.nobody import is_nobody, serves_the_forms
from omero_forms.selectors.people import People, PersonView

OBJECTS_SHOWN: Final = 20
"""Of one exemption; its number of objects is told as well."""

MOST_LISTED: Final = 200


class Listed(StrEnum):
    """Which exemptions are listed."""

    OPEN = "open"
    """those that wait, and those that are in force"""
    WAITING = "waiting"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ExemptedView:
    """An object as the reader sees it now."""

    type: ObjectType
    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionView:
    """One exemption. Of the `count` objects that it names the first are told, as far as the reader sees them; none
    where it is of all that fit a selector. `is_over`: its last day has passed.
    """

    id: str
    state: ExemptionState
    is_over: bool
    group: GroupRef
    policy_id: int
    policy_name: str
    object_type: ObjectType
    objects: tuple[ExemptedView, ...]
    count: int
    selector: dict[str, Any] | None
    forms: tuple[str, ...]
    until: date
    reason: str
    asked_by: PersonView
    asked_at: datetime
    decided_by: PersonView | None
    decided_at: datetime | None
    is_own: bool
    message: str
    ended_by: PersonView | None
    ended_at: datetime | None
    ended_message: str
    may_decide: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class ExemptionList:
    """The first of them, and how many there are in all."""

    rows: tuple[ExemptionView, ...]
    of: int


def exemptions_for(user: UserSession, listed: Listed, *, group_id: int | None = None) -> ExemptionList:
    """Those that wait first, longest waiting first; then those decided last."""
    refuse_other_server(user.server_uuid)
    found = _visible(user)
    if group_id is not None:
        found = found.filter(policy__group_id=group_id)
    waiting = found.filter(state=ExemptionState.ASKED).order_by("asked_at", "pk")
    others = found.exclude(state=ExemptionState.ASKED).order_by("-decided_at", "-asked_at", "pk")
    if listed is Listed.WAITING:
        others = others.none()
    elif listed is Listed.OPEN:
        others = others.filter(state=ExemptionState.APPROVED, until__gte=today())
    rows = [*waiting[:MOST_LISTED], *others[:MOST_LISTED]][:MOST_LISTED]
    return ExemptionList(tuple(_views(user, rows)), waiting.count() + others.count())


def exemption(user: UserSession, exemption_id: str) -> ExemptionView:
    """One of them. Raises `not_found`."""
    refuse_other_server(user.server_uuid)
    [view] = _views(user, [known_exemption(user, exemption_id)])
    return view


def known_exemption(user: UserSession, exemption_id: str) -> ExemptionRow:
    """The row of one that the user may know of. Raises `not_found`, the same for what does not exist."""
    row = _visible(user).filter(pk=exemption_id).first()
    if row is None:
        raise error("not_found")
    return row


def own_standing(
    user: UserSession, row: ExemptionRow, deciders: Callable[[int], set[int]] | None = None
) -> Standing | None:
    """Why somebody who may decide on exemptions of the group may on this one; None where somebody else has to. Whoever
    opened a session for somebody asked, and decides, as well as they. `deciders` are those of a group, where OMERO was
    asked before.
    """
    asked = {row.asked_by, *([row.asked_sudoer["id"]] if row.asked_sudoer else [])}
    here = {user.person.id, *([user.sudoer.id] if user.sudoer else [])}
    if not asked & here:
        return Standing(is_own=False)
    found = (deciders or partial(_deciders, user))(row.policy.group_id)
    return standing(user.person.id, asked | here, found)


def _deciders(user: UserSession, group_id: int) -> set[int]:
    """Ids of all who decide on exemptions of a group: its owners, and admins without restrictions."""
    with omero_calls():
        people = [*(one for one, _full_name in directory.owners_of(user, [group_id])), *directory.full_admins(user)]
    return {one.id for one in people if not (is_nobody(one.name) or serves_the_forms(one.name))}


def _visible(user: UserSession) -> QuerySet[ExemptionRow]:
    rows = ExemptionRow.objects.select_related("policy")
    if user.is_admin:
        return rows
    return rows.filter(Q(asked_by=user.person.id) | Q(policy__group_id__in=user.owned_groups))


def _views(user: UserSession, rows: Sequence[ExemptionRow]) -> list[ExemptionView]:
    counts = dict(_named(rows).values_list("exemption_id").annotate(Count("pk")))
    objects = _objects(user, rows)
    forms = form_names({one for row in rows for one in row.form_ids})
    ids = {one for row in rows for one in (row.asked_by, row.decided_by, row.ended_by) if one is not None}
    people = People(ids)
    with omero_calls():
        names = group_names(user, {row.policy.group_id for row in rows}) if rows else {}
    day = today()
    deciders = cache(partial(_deciders, user))

    def view(person: int | None, name: str) -> PersonView | None:
        return None if person is None else people.view(person, name)

    return [
        ExemptionView(
            id=row.pk,
            state=ExemptionState(row.state),
            is_over=row.until < day,
            group=GroupRef(row.policy.group_id, names.get(row.policy.group_id, row.policy.group_name)),
            policy_id=row.policy_id,
            policy_name=row.policy.name,
            object_type=ObjectType(row.policy.object_type),
            objects=tuple(objects[row.pk]),
            count=counts.get(row.pk, 0),
            selector=row.selector,
            forms=tuple(forms.get(one, one) for one in row.form_ids),
            until=row.until,
            reason=row.reason,
            asked_by=people.view(row.asked_by, row.asked_by_name),
            asked_at=row.asked_at,
            decided_by=view(row.decided_by, row.decided_by_name),
            decided_at=row.decided_at,
            is_own=row.is_own,
            message=row.message,
            ended_by=view(row.ended_by, row.ended_by_name),
            ended_at=row.ended_at,
            ended_message=row.ended_message,
            may_decide=_may_decide(user, row, deciders),
            may_end=_may_end(user, row, day),
        )
        for row in rows
    ]


def _named(rows: Sequence[ExemptionRow]) -> QuerySet[ExemptedObject]:
    return ExemptedObject.objects.filter(exemption__in=[row.pk for row in rows]).order_by()


def _objects(user: UserSession, rows: Sequence[ExemptionRow]) -> dict[str, list[ExemptedView]]:
    """The first objects of each that the reader sees, still in the group."""
    place = Window(RowNumber(), partition_by="exemption", order_by="pk")
    first = list(_named(rows).annotate(place=place).filter(place__lte=OBJECTS_SHOWN).order_by("exemption", "pk"))
    group_of = {row.pk: row.policy.group_id for row in rows}
    with omero_calls():
        there = still_there(user, first)
    found: dict[str, list[ExemptedView]] = defaultdict(list)
    for one, now in there:
        if now.group_id == group_of[one.exemption_id]:
            found[one.exemption_id].append(ExemptedView(ObjectType(one.object_type), one.object_id, now.name))
    return found


def _may_decide(user: UserSession, row: ExemptionRow, deciders: Callable[[int], set[int]]) -> bool:
    if row.state != ExemptionState.ASKED or not _decides(user, row):
        return False
    return own_standing(user, row, deciders) is not None


def _may_end(user: UserSession, row: ExemptionRow, today: date) -> bool:
    if row.state == ExemptionState.ASKED:
        return row.asked_by == user.person.id
    in_force = row.state == ExemptionState.APPROVED and row.until >= today
    return in_force and (row.asked_by == user.person.id or _decides(user, row))


def _decides(user: UserSession, row: ExemptionRow) -> bool:
    return row.policy.group_id in user.owned_groups or user.may_modify_group
