# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms there are, as far as their reader may know: their state, whose they are, where they are offered and
required, how often they were answered. However many there are, it takes the same number of questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState, ListedState
from omero_forms.domain.library import Origin, origin_of
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.placement import group_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import AskedForm, Assignment, Form, FormDraft, FormVersion, Submission
from omero_forms.selectors.library import entries
from omero_forms.selectors.people import People, PersonView
from omero_forms.selectors.visible_forms import could_offer, may_edit, sees_all_of


@dataclass(frozen=True, slots=True)
class GroupRef:
    """A group by id, and the name that it has now."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A form is offered to a group for objects of a type."""

    group: GroupRef
    object_type: ObjectType


@dataclass(frozen=True, slots=True)
class Demand:
    """A policy that asks for a form."""

    id: int
    name: str
    group: GroupRef


@dataclass(frozen=True, slots=True)
class DraftNote:
    """That a form has a draft: its number, and who saved that when."""

    number: int
    saved_at: datetime
    saved_by: PersonView


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form; `version` is 0 for one without any yet.

    Offers, policies and submissions are those of all groups for owners and admins, and those of their own groups for
    others, who are told of no draft.
    """

    form: str
    name: str
    description: str
    state: ListedState
    version: int
    published_at: datetime | None
    owners: tuple[PersonView, ...]
    offered: tuple[Offer, ...]
    submissions: int
    policies: tuple[Demand, ...]
    draft: DraftNote | None
    may_edit: bool
    library: Origin | None
    legacy_id: str | None = None
    """The id that it had in OMERO.forms, where it came from there"""


def form_rows(user: UserSession) -> list[FormRow]:
    """All forms for admins; else the user's own, and those that are offered to a group of theirs. By name."""
    refuse_other_server(user.server_uuid)
    known = _read(Form.objects.all(), FormDraft.objects.all())
    groups = user.groups

    def is_listed(form: Form) -> bool:
        return any(one.group_id in groups for one in known.assignments[form.id])

    return _rows(user, known, is_listed)


def form_row(user: UserSession, form_id: str, *, is_known: bool = False) -> FormRow:
    """One form. Raises `not_found`, the same for one that the user may not know of; `is_known`: they have just changed
    something about it, and are told what became of it even if that was the last they had to do with it.
    """
    refuse_other_server(user.server_uuid)
    known = _read(Form.objects.filter(pk=form_id), FormDraft.objects.filter(pk=form_id))

    def is_seen(form: Form) -> bool:
        offered = any(one.group_id in user.groups for one in known.assignments[form.id])
        return is_known or offered or could_offer(user, form)

    for row in _rows(user, known, is_seen, all_begun=is_known):
        return row
    raise error("not_found")


def rows_of_group(user: UserSession, group_id: int, *, offerable: bool) -> list[FormRow]:
    """The forms that are offered to a group; with `offerable` those that could be, too. By name."""
    refuse_other_server(user.server_uuid)
    known = _read(Form.objects.all(), FormDraft.objects.none())

    def is_of_group(form: Form) -> bool:
        offered = any(one.group_id == group_id for one in known.assignments[form.id])
        return offered or (offerable and form.state == FormState.PUBLISHED)

    return _rows(user, replace(known, forms=list(filter(is_of_group, known.forms))), is_of_group)


# --- beneath


@dataclass(frozen=True, slots=True)
class _Known:
    """Forms as the database has them, and what else decides who may know of them."""

    forms: list[Any]
    drafts: dict[str, FormDraft]
    assignments: Mapping[str, list[Assignment]] = field(default_factory=lambda: defaultdict(list))

    @property
    def begun(self) -> list[FormDraft]:
        """Drafts of forms that have no version yet."""
        published = {form.id for form in self.forms}
        return [draft for draft in self.drafts.values() if draft.form_id not in published and not draft.base_version]


def _read(forms: QuerySet[Form], drafts: QuerySet[FormDraft]) -> _Known:
    current = FormVersion.objects.filter(form_id=OuterRef("pk"), number=OuterRef("current_version"))
    found = list(
        forms.annotate(
            published_at=Subquery(current.values("published_at")[:1]), sources=Subquery(current.values("sources")[:1])
        )
    )
    light = drafts.defer("schema", "ui_schema")
    known = _Known(found, {draft.form_id: draft for draft in light})
    wanted = Assignment.objects.order_by("group_name", "group_id", "object_type")
    for one in wanted.filter(form__in=forms) if found else ():
        known.assignments[one.form_id].append(one)
    return known


def _rows(
    user: UserSession, known: _Known, is_seen: Callable[[Form], bool], *, all_begun: bool = False
) -> list[FormRow]:
    """Rows of the user's own forms, all of them for admins, and of those that they may see besides."""
    own = {form.id for form in known.forms if sees_all_of(user, form.owners)}
    forms = [form for form in known.forms if form.id in own or is_seen(form)]
    begun = [draft for draft in known.begun if all_begun or sees_all_of(user, draft.owners)]
    beside = _Beside.of(user, forms, begun, known, own)
    rows = [_row(user, form, beside, whole=form.id in own) for form in forms]
    rows += [_begun(user, draft, beside) for draft in begun]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.form))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is told beside some forms."""

    assignments: Mapping[str, list[Assignment]]
    asked: Mapping[str, list[AskedForm]]
    counts: Mapping[str, dict[int, int]]
    """how many submissions, by form and group"""
    drafts: Mapping[str, FormDraft]
    groups: Mapping[int, str]
    people: People

    @classmethod
    def of(cls, user: UserSession, forms: list[Form], begun: list[FormDraft], known: _Known, own: set[str]) -> _Beside:
        ids = [form.id for form in forms]
        asked, counts = _asked(ids), _counts(ids)
        drafts = {form_id: draft for form_id, draft in known.drafts.items() if form_id in own}
        drafts |= {draft.form_id: draft for draft in begun}
        owners: list[Any] = [*forms, *begun]
        people = People(
            {owner["id"] for one in owners for owner in one.owners} | {one.saved_by_id for one in drafts.values()},
            {user.person.id: user.full_name},
        )
        named = {one.group_id for form_id in ids for one in known.assignments[form_id]}
        named |= {one.policy.group_id for several in asked.values() for one in several}
        with omero_calls():
            groups = group_names(user, named)
        return cls(known.assignments, asked, counts, drafts, groups, people)

    def draft(self, form_id: str) -> DraftNote | None:
        found = self.drafts.get(form_id)
        if found is None:
            return None
        saved_by = self.people.view(found.saved_by_id, found.saved_by_name)
        return DraftNote(found.number, found.saved_at, saved_by)

    def owners(self, owners: Iterable[dict[str, Any]]) -> tuple[PersonView, ...]:
        return tuple(self.people.view(owner["id"], owner["name"]) for owner in owners)

    def group(self, group_id: int, name: str) -> GroupRef:
        """A group that OMERO has no more is called as it was."""
        return GroupRef(group_id, self.groups.get(group_id, name))


def _asked(form_ids: Collection[str]) -> Mapping[str, list[AskedForm]]:
    found: dict[str, list[AskedForm]] = defaultdict(list)
    if form_ids:
        rows = AskedForm.objects.filter(form__in=form_ids, policy__ended_at__isnull=True).select_related("policy")
        for one in rows.order_by("policy__group_name", "policy__name", "policy_id"):
            found[one.form_id].append(one)
    return found


def _counts(form_ids: Collection[str]) -> Mapping[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    if form_ids:
        rows = Submission.objects.filter(form__in=form_ids).values("form_id", "group_id").order_by()
        for row in rows.annotate(number=Count("pk")):
            found[row["form_id"]][row["group_id"]] = row["number"]
    return found


def _row(user: UserSession, form: Any, beside: _Beside, *, whole: bool) -> FormRow:
    def counts(group_id: int) -> bool:
        return whole or group_id in user.groups

    return FormRow(
        form=form.id,
        name=form.name,
        description=form.description,
        state=ListedState(form.state),
        version=form.current_version,
        published_at=form.published_at,
        owners=beside.owners(form.owners),
        offered=tuple(
            Offer(beside.group(one.group_id, one.group_name), ObjectType(one.object_type))
            for one in beside.assignments[form.id]
            if counts(one.group_id)
        ),
        submissions=sum(number for group_id, number in beside.counts[form.id].items() if counts(group_id)),
        policies=tuple(
            Demand(asked.policy_id, asked.policy.name, beside.group(asked.policy.group_id, asked.policy.group_name))
            for asked in beside.asked[form.id]
            if counts(asked.policy.group_id)
        ),
        draft=beside.draft(form.id),
        may_edit=may_edit(user, form.owners),
        library=origin_of(form.sources, entries()),
        legacy_id=form.legacy_id,
    )


def _begun(user: UserSession, draft: FormDraft, beside: _Beside) -> FormRow:
    return FormRow(
        form=draft.form_id,
        name=draft.name,
        description=draft.description,
        state=ListedState.DRAFT,
        version=0,
        published_at=None,
        owners=beside.owners(draft.owners),
        offered=(),
        submissions=0,
        policies=(),
        draft=beside.draft(draft.form_id),
        may_edit=may_edit(user, draft.owners),
        library=origin_of(draft.sources, entries()),
    )
