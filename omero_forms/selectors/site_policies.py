# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site-wide policies, for admins: what each says, for which groups, and which of them have their share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from omero_forms.domain.errors import error
from omero_forms.domain.policies.words import terms_of
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.placement import group_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Form, PolicyRow, SitePolicyRow
from omero_forms.selectors.evaluations import EvaluationView, latest
from omero_forms.selectors.events import EventView
from omero_forms.selectors.form_list import GroupRef
from omero_forms.selectors.forms import NamedForm
from omero_forms.selectors.policy_list import PolicyState, events_of, state_of


@dataclass(frozen=True, slots=True)
class Share:
    """What a group has of a site-wide policy: the id of its own."""

    policy: int
    group: GroupRef


@dataclass(frozen=True, slots=True)
class SitePolicyView:
    """A site-wide policy: `terms` in the words of a file, without groups; `groups` is None of one for all there are.
    `shares` are of the groups in which it is in force, `totals` those of their last evaluations, the oldest of which is
    that of `evaluated_at`.
    """

    id: int
    number: int
    groups: tuple[GroupRef, ...] | None
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
    shares: tuple[Share, ...]
    totals: Mapping[str, int]
    may_change: bool


@dataclass(frozen=True, slots=True)
class SitePolicyHistory:
    """One of them, and what was done to it, newest first; `of` is how many things that were."""

    policy: SitePolicyView
    events: tuple[EventView, ...]
    of: int


def site_policy_views(user: UserSession) -> list[SitePolicyView]:
    """All of them by name, those that hold first. Raises `forbidden` unless the user is an admin, `other_database`."""
    _require_reader(user)
    views = _views(user, list(SitePolicyRow.objects.all()))
    return sorted(views, key=lambda one: (one.ended_at is not None, one.name.casefold()))


def site_policy_view(user: UserSession, policy_id: int) -> SitePolicyView:
    """One of them. Raises `forbidden`, `not_found`, `other_database`."""
    _row, view = _found(user, policy_id)
    return view


def site_policy_history(user: UserSession, policy_id: int) -> SitePolicyHistory:
    """One of them, and what was done to it. Raises what `site_policy_view` does."""
    row, view = _found(user, policy_id)
    return SitePolicyHistory(view, *events_of(None, row.uid))


def _require_reader(user: UserSession) -> None:
    refuse_other_server(user.server_uuid)
    if not user.is_admin:
        raise error("forbidden")


def _found(user: UserSession, policy_id: int) -> tuple[SitePolicyRow, SitePolicyView]:
    _require_reader(user)
    row = SitePolicyRow.objects.filter(pk=policy_id).first()
    if row is None:
        raise error("not_found")
    [view] = _views(user, [row])
    return row, view


def _views(user: UserSession, rows: Sequence[SitePolicyRow]) -> list[SitePolicyView]:
    shares = list(PolicyRow.objects.filter(site_policy__in=rows, ended_at=None).order_by("group_name", "group_id"))
    ids = {one.group_id for one in shares}.union(*(row.groups or () for row in rows))
    with omero_calls():
        names = group_names(user, ids) if ids else {}
    asked = {one["form"] for row in rows for one in row.words["forms"]}
    forms = dict(Form.objects.filter(pk__in=asked).values_list("id", "name"))
    evaluations = latest(ids)
    return [_view(user, row, shares, names, forms, evaluations) for row in rows]


def _view(
    user: UserSession,
    row: SitePolicyRow,
    shares: Sequence[PolicyRow],
    names: Mapping[int, str],
    forms: Mapping[str, str],
    evaluations: Mapping[int, EvaluationView],
) -> SitePolicyView:
    terms = terms_of(row.words)
    own = [one for one in shares if one.site_policy_id == row.pk and one.group_id in names]
    totals = Counter({"objects": 0})
    evaluated = []
    for one in own:
        evaluation = evaluations.get(one.group_id)
        if evaluation is not None and evaluation.evaluated_at is not None and one.pk in evaluation.policies:
            evaluated.append(evaluation.evaluated_at)
            totals.update(evaluation.policies[one.pk])
    return SitePolicyView(
        id=row.pk,
        number=row.number,
        groups=None if row.groups is None else tuple(GroupRef(one, names.get(one, str(one))) for one in row.groups),
        name=row.name,
        object_type=terms.object_type,
        state=state_of(row, terms.start or date.min),
        terms={word: value for word, value in row.words.items() if word != "group"},
        forms=tuple(NamedForm(one.form_id, forms.get(one.form_id, one.form_id)) for one in terms.forms),
        source=row.source,
        made_at=row.created_at,
        changed_at=row.updated_at,
        ended_at=row.ended_at,
        evaluated_at=min(evaluated, default=None),
        shares=tuple(Share(one.pk, GroupRef(one.group_id, names[one.group_id])) for one in own),
        totals=totals,
        may_change=user.may_modify_group,
    )
