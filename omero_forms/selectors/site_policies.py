# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site-wide policies, for admins: what each says, for which groups, and which of them have their share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from omero_forms.domain.errors import error
from omero_forms.domain.policies.words import terms_of
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import t
from omero_forms.gateway.placement import group_names, person_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Form, PolicyRow, SitePolicyRow
from omero_forms.selectors.evaluations import EvaluationView, latest
from omero_forms.selectors.form_list import GroupRef
from omero_forms.selectors.forms import NamedForm
from omero_forms.selectors.people import PersonView
from omero_forms.selectors.policy_list import PolicyHistory, PolicySaid, PolicyState, events_of, state_of
from omero_forms.selectors.policy_rings import LeftOut, left_out, ring_words


@dataclass(frozen=True, slots=True)
class Share:
    """What a group has of a site-wide policy: the id of its own."""

    policy: int
    group: GroupRef


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """A group that has no share of a policy for all groups, and why."""

    group: GroupRef
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePolicyView(PolicySaid):
    """A site-wide policy: its terms are without groups; `groups` is None of one for all there are. `shares` are of the
    groups in which it is in force, `totals` those of their last evaluations, the oldest of which is that of
    `evaluated_at`. `excluded` are the people whose objects do not count, as far as they still exist.
    """

    groups: tuple[GroupRef, ...] | None
    shares: tuple[Share, ...]
    left_out: tuple[LeftOutGroup, ...]
    excluded: tuple[PersonView, ...]


def site_policy_views(user: UserSession) -> list[SitePolicyView]:
    """All of them by name, those that hold first. Raises `forbidden` unless the user is an admin, `other_database`."""
    _require_reader(user)
    views = _views(user, list(SitePolicyRow.objects.all()))
    return sorted(views, key=lambda one: (one.ended_at is not None, one.name.casefold()))


def site_policy_view(user: UserSession, policy_id: int) -> SitePolicyView:
    """One of them. Raises `forbidden`, `not_found`, `other_database`."""
    _row, view = _found(user, policy_id)
    return view


def site_policy_history(user: UserSession, policy_id: int) -> PolicyHistory[SitePolicyView]:
    """One of them, and what was done to it. Raises what `site_policy_view` does."""
    row, view = _found(user, policy_id)
    return PolicyHistory(view, *events_of(None, row.uid))


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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked for once of all that are shown."""

    shares: Sequence[PolicyRow]
    left_out: Sequence[LeftOut]
    groups: Mapping[int, str]
    people: Mapping[int, tuple[Person, str]]
    forms: Mapping[str, str]
    evaluations: Mapping[int, EvaluationView]


def _views(user: UserSession, rows: Sequence[SitePolicyRow]) -> list[SitePolicyView]:
    shares = list(PolicyRow.objects.filter(site_policy__in=rows, ended_at=None).order_by("group_name", "group_id"))
    without = left_out() if rows else []
    ids = {one.group_id for one in shares}.union(*(row.groups or () for row in rows))
    ids.update(one.group_id for one in without)
    excluded = {one for row in rows for one in row.words["except"]}
    with omero_calls():
        names = group_names(user, ids) if ids else {}
        people = person_names(user, excluded) if excluded else {}
    asked = {one["form"] for row in rows for one in row.words["forms"]}
    forms = dict(Form.objects.filter(pk__in=asked).values_list("id", "name"))
    known = _Known(shares, without, names, people, forms, latest(ids))
    return [_view(user, row, known) for row in rows]


def _view(user: UserSession, row: SitePolicyRow, known: _Known) -> SitePolicyView:
    names, forms, evaluations = known.groups, known.forms, known.evaluations
    terms = terms_of(row.words)
    own = [one for one in known.shares if one.site_policy_id == row.pk and one.group_id in names]
    is_over = terms.deadline is not None and terms.deadline < today()
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
        name=row.name,
        object_type=terms.object_type,
        # One that is over holds nowhere: each group's share is put away with its result.
        state=PolicyState.ARCHIVED if is_over and not own else state_of(row, terms.start or date.min),
        terms={word: value for word, value in row.words.items() if word != "group"},
        forms=tuple(NamedForm(one.form_id, forms.get(one.form_id, one.form_id)) for one in terms.forms),
        source=row.source,
        made_at=row.created_at,
        changed_at=row.updated_at,
        ended_at=row.ended_at,
        evaluated_at=min(evaluated, default=None),
        totals=totals,
        may_change=user.may_modify_group,
        groups=None if row.groups is None else tuple(GroupRef(one, _called(one, names)) for one in row.groups),
        shares=tuple(Share(one.pk, GroupRef(one.group_id, names[one.group_id])) for one in own),
        left_out=tuple(
            LeftOutGroup(GroupRef(one.group_id, names[one.group_id]), ring_words(one.ring))
            for one in known.left_out
            if one.site.pk == row.pk and one.group_id in names
        ),
        excluded=tuple(
            PersonView(one, known.people[one][0].name, known.people[one][1])
            for one in sorted(terms.excluded)
            if one in known.people
        ),
    )


def _called(group: int, names: Mapping[int, str]) -> str:
    """One that OMERO does not have any more has no name."""
    return names.get(group) or t("group {id}", id=group)
