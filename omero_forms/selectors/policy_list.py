# SPDX-License-Identifier: AGPL-3.0-or-later
"""The policies of groups, for those who set them and those who may read all: what each says, and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from omero_forms.domain.errors import error
from omero_forms.domain.policies.changes import Origin
from omero_forms.domain.policies.words import words_of
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.placement import group_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Event, PolicyRow, SitePolicyRow
from omero_forms.selectors.evaluations import EvaluationView, latest
from omero_forms.selectors.events import EventView, event_view
from omero_forms.selectors.form_list import GroupRef
from omero_forms.selectors.forms import NamedForm
from omero_forms.selectors.groups import may_read_report
from omero_forms.selectors.nobody import is_omeros_own
from omero_forms.selectors.policies import as_domain, origin_of

MOST_EVENTS = 100

View = TypeVar("View", bound="PolicySaid")


class PolicyState(StrEnum):
    """Whether objects are judged by a policy. One that begins later judges them already: all are in grace."""

    LATER = "later"
    ACTIVE = "active"
    ENDED = "ended"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySaid:
    """What is said of a policy, whether it is of a group or of many: `terms` in the words of a file, `number` is what
    whoever changes it goes on from. `source` is of what is kept in a file. `totals` are those of the last evaluation,
    at `evaluated_at`.
    """

    id: int
    number: int
    name: str
    object_type: ObjectType
    state: PolicyState
    terms: Mapping[str, Any]
    forms: tuple[NamedForm, ...]
    source: Mapping[str, Any] | None
    made_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    evaluated_at: datetime | None
    totals: Mapping[str, int]
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView(PolicySaid):
    """A policy of a group. What is of the site is changed by admins for all its groups."""

    group: GroupRef
    origin: Origin
    site_policy: int | None
    """The site-wide policy that it is a share of, for admins"""


@dataclass(frozen=True, slots=True)
class PolicyHistory(Generic[View]):
    """A policy and what was done to it, newest first; `of` is how many things that were."""

    policy: View
    events: tuple[EventView, ...]
    of: int


def policy_views(user: UserSession, group_id: int | None = None) -> list[PolicyView]:
    """The policies of the groups that the user owns, of all for admins, by group and name; those that hold first.

    Raises `not_found` for a group of others, `other_database`.
    """
    refuse_other_server(user.server_uuid)
    rows = PolicyRow.objects.all()
    if group_id is not None:
        if not may_read_report(user, group_id):
            raise error("not_found")
        rows = rows.filter(group_id=group_id)
    elif not user.is_admin:
        rows = rows.filter(group_id__in=user.owned_groups)
    return _views(user, _with_forms(rows))


def policy_view(user: UserSession, policy_id: int) -> PolicyView:
    """One of them. Raises `not_found`."""
    _row, view = _readable(user, policy_id)
    return view


def policy_history(user: UserSession, policy_id: int) -> PolicyHistory[PolicyView]:
    """One of them, and what was done to it. Raises `not_found`."""
    row, view = _readable(user, policy_id)
    return PolicyHistory(view, *events_of(row.group_id, row.uid))


def events_of(group_id: int | None, uid: str) -> tuple[tuple[EventView, ...], int]:
    """What was done to a policy of a group, None of one for many, newest first; and how many things that were."""
    found = Event.objects.filter(group_id=group_id, name__startswith="policy.", details__policy=uid)
    return tuple(event_view(one) for one in found.order_by("-id")[:MOST_EVENTS]), found.count()


def _readable(user: UserSession, policy_id: int) -> tuple[PolicyRow, PolicyView]:
    refuse_other_server(user.server_uuid)
    rows = _with_forms(PolicyRow.objects.filter(pk=policy_id))
    views = _views(user, [row for row in rows if may_read_report(user, row.group_id)])
    if not views:
        raise error("not_found")
    return rows[0], views[0]


def _with_forms(rows: QuerySet[PolicyRow]) -> list[PolicyRow]:
    return list(rows.prefetch_related("forms__form").order_by("group_name", "group_id", "name"))


def _views(user: UserSession, found: Sequence[PolicyRow]) -> list[PolicyView]:
    ids = {row.group_id for row in found}
    with omero_calls():
        seen = group_names(user, ids) if ids else {}
    names = {one: name for one, name in seen.items() if not is_omeros_own(one, name)}
    evaluations = latest(names)
    views = [
        _view(user, row, names[row.group_id], evaluations.get(row.group_id)) for row in found if row.group_id in names
    ]
    return sorted(views, key=lambda one: (one.ended_at is not None, one.group.name.casefold(), one.name.casefold()))


def _view(user: UserSession, row: PolicyRow, group_name: str, evaluation: EvaluationView | None) -> PolicyView:
    totals = evaluation.policies.get(row.pk) if evaluation else None
    policy = as_domain(row)
    return PolicyView(
        id=row.pk,
        number=row.number,
        group=GroupRef(row.group_id, group_name),
        name=row.name,
        object_type=policy.object_type,
        state=state_of(row, row.start),
        terms=words_of(policy),
        forms=tuple(NamedForm(one.form.id, one.form.name) for one in row.forms.all()),
        origin=origin_of(row),
        source=row.source,
        made_at=row.created_at,
        changed_at=row.updated_at,
        ended_at=row.ended_at,
        evaluated_at=evaluation.evaluated_at if evaluation and totals is not None else None,
        totals={"objects": 0, **(totals or {})},
        may_change=user.may_modify_group or row.group_id in user.owned_groups,
        site_policy=row.site_policy_id if user.is_admin else None,
    )


def state_of(row: PolicyRow | SitePolicyRow, start: date) -> PolicyState:
    """Whether objects are judged by a policy that begins on that day."""
    if row.archived_at is not None:
        return PolicyState.ARCHIVED
    if row.ended_at is not None:
        return PolicyState.ENDED
    return PolicyState.LATER if start > today() else PolicyState.ACTIVE
