# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of forms on the server: one for each form, which its owners and admins see and change.

Whoever saves names the number that they go on from. When somebody else saved since, nothing is overwritten: they are
told who, when, and what they would change in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from omero_forms.domain.canonical import check_representable
from omero_forms.domain.comparing.changes import form_changes
from omero_forms.domain.errors import FormsError, error, wrong_at
from omero_forms.domain.forms import FormState, new_form_id
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import OPAQUE_BYTES, Person
from omero_forms.domain.schemas.accept import MAX_BYTES, accept_schema
from omero_forms.domain.texts import noop, t
from omero_forms.domain.times import time_text
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.transactions import short_write
from omero_forms.models import DraftState, Form, FormDraft, FormVersion
from omero_forms.selectors.demands import NextDemands, next_demands
from omero_forms.selectors.forms import form_by_id, version_of
from omero_forms.selectors.people import People, PersonView
from omero_forms.selectors.visible_forms import may_edit, visible_form
from omero_forms.services.access.permissions import require_creator, require_form_owner
from omero_forms.services.forms.impact import Comparison, compare_with_current
from omero_forms.services.forms.publish import (
    NAME_LIMIT,
    TEXT_LIMIT,
    NewVersion,
    Published,
    described,
    find_form,
    publish,
    too_long,
)
from omero_forms.services.people import remember_person

KEPT_STATES = 50
_AT_ONCE = 50
"""Rows of a statement; each may hold a megabyte."""
NEWER_VERSION = noop(
    "Another version of this form was published since the draft was begun. The draft is kept: compare it with that "
    "version, then save it on that ground and publish it."
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft says. The schemas are text; they need not be right before they are published."""

    name: str
    description: str
    schema: str
    ui_schema: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft, or a state of it. `base_version` is the version that it changes, 0 for a form that has none."""

    form_id: str
    number: int
    base_version: int
    drafted: Drafted
    saved_at: datetime
    saved_by: PersonView


@dataclass(frozen=True, slots=True)
class StateView:
    """When a state of a draft was saved, and by whom."""

    number: int
    saved_at: datetime
    saved_by: PersonView


def begin(
    user: UserSession,
    drafted: Drafted | None = None,
    *,
    form_id: str | None = None,
    version: int | None = None,
    sources: Sequence[Mapping[str, Any]] | None = None,
) -> DraftView:
    """Begin the draft of a new form, or of the next version of `form_id`: from what is drafted, or from one of its
    versions, by default the current one, which is what it changes in any case. `sources` is what it takes over, by
    default what that version did.

    Raises `forbidden`, `not_found`, `form_retired`, `version_unknown`, `request_invalid`, `draft_exists`.
    """
    refuse_other_server(user.server_uuid)
    if form_id is None:
        require_creator(user)
        form_id, base, owners = _new_id(), 0, [user.person.as_json()]
        drafted = drafted or Drafted("", "", '{"type": "object", "properties": {}}', "{}")
    else:
        form = find_form(form_id)
        require_form_owner(user, form)
        if form.state == FormState.RETIRED:
            raise error("form_retired")
        base, owners = form.current_version, []
        begun_from = version_of(form, version)
        drafted = drafted or _of_version(form, begun_from)
        sources = begun_from.sources if sources is None else sources
    _check(drafted)
    with short_write():
        try:
            draft = FormDraft.objects.create(
                form_id=form_id,
                base_version=base,
                owners=owners,
                sources=list(sources or ()),
                number=1,
                **asdict(drafted),
                **_saver(user),
            )
        except IntegrityError:
            raise error("draft_exists") from None
        _keep_state(user, draft)
    return _view(draft)


def duplicate(user: UserSession, form_id: str) -> DraftView:
    """Begin the draft of a new form of the user's own that is as this one is now: its current version, or its draft
    where it has no version yet.

    Raises `forbidden` for who may not make forms; `not_found`.
    """
    form = form_by_id(form_id)
    if form is None:
        draft = draft_of(user, form_id, reads=True)
        there, sources = _drafted(draft), draft.sources
    else:
        version = version_of(visible_form(user, form_id), None)
        there, sources = _of_version(form, version), version.sources
    return begin(user, replace(there, name=f"Copy of {there.name}".strip()[:NAME_LIMIT]), sources=sources)


def begin_several(user: UserSession, drafted: Sequence[Drafted]) -> list[str]:
    """The ids of new forms, for each of which a draft was begun: all of them or none.

    Raises `forbidden`, `request_invalid`.
    """
    refuse_other_server(user.server_uuid)
    require_creator(user)
    for one in drafted:
        _check(one)
    saver = _saver(user)
    drafts = [
        FormDraft(form_id=_new_id(), base_version=0, owners=[user.person.as_json()], number=1, **asdict(one), **saver)
        for one in drafted
    ]
    states = [
        DraftState(draft=draft, number=1, **asdict(one), **saver) for draft, one in zip(drafts, drafted, strict=True)
    ]
    with short_write():
        FormDraft.objects.bulk_create(drafts, batch_size=_AT_ONCE)
        DraftState.objects.bulk_create(states, batch_size=_AT_ONCE)
        remember_person(user.person.id, user.person.name, user.full_name)
    return [draft.form_id for draft in drafts]


def read(user: UserSession, form_id: str) -> DraftView:
    """The draft of a form. Raises `not_found`, also for who may not see it; `forbidden` for who sees the form alone."""
    return _view(draft_of(user, form_id, reads=True))


def found(user: UserSession, form_id: str) -> DraftView | None:
    """The draft of a form, None where it has none. Raises `not_found` for an unknown form, `forbidden`."""
    if Form.objects.filter(pk=form_id).exists() and not FormDraft.objects.filter(pk=form_id).exists():
        require_form_owner(user, find_form(form_id))
        return None
    return read(user, form_id)


def as_new(
    form_id: str | None, schema: str, *, ui_schema: str | None, name: str | None, description: str | None
) -> Drafted:
    """What a draft begins with that is given as files: what is left out comes from the form, else from the schema."""
    form = None if form_id is None else find_form(form_id)
    if ui_schema is None:
        ui_schema = version_of(form, None).ui_schema if form else "{}"
    title, about = (form.name, form.description) if form else described(schema)
    return Drafted(title if name is None else name, about if description is None else description, schema, ui_schema)


def states(user: UserSession, form_id: str) -> list[StateView]:
    """What was saved of a draft, newest first, at most 50. Raises as :func:`read` does."""
    of_draft = DraftState.objects.filter(draft=draft_of(user, form_id, reads=True)).order_by("-number")
    rows = list(of_draft.only("number", "saved_at", "saved_by_id", "saved_by_name"))
    people = People(row.saved_by_id for row in rows)
    return [StateView(row.number, row.saved_at, people.view(row.saved_by_id, row.saved_by_name)) for row in rows]


def state(user: UserSession, form_id: str, number: int) -> DraftView:
    """A state of a draft. Raises as :func:`read` does."""
    draft = draft_of(user, form_id, reads=True)
    row = DraftState.objects.filter(draft=draft, number=number).first()
    if row is None:
        raise error("not_found")
    return _view(row, draft)


def save(user: UserSession, form_id: str, drafted: Drafted, *, base: int, base_version: int | None = None) -> DraftView:
    """Save what follows on the number `base`; `base_version` says that it goes on from a newer version of the form.

    The same as is there already is no new number. Raises `stale_draft` with what the newest is and how this differs
    from it, `request_invalid`, `not_found`, `forbidden`.
    """
    _check(drafted)
    draft = draft_of(user, form_id)
    version = draft.base_version if base_version is None else base_version
    form = form_by_id(form_id)
    if version > (form.current_version if form else 0):
        raise wrong_at("/base_version", t("The form has no such version."))
    if draft.number == base and _drafted(draft) == drafted and draft.base_version == version:
        return _view(draft)
    with short_write():
        saved = FormDraft.objects.filter(pk=form_id, number=base).update(
            number=base + 1, base_version=version, **asdict(drafted), **_saver(user)
        )
        if saved:
            draft = FormDraft.objects.get(pk=form_id)
            _keep_state(user, draft)
    if not saved:
        raise _stale(draft_of(user, form_id), drafted)
    return _view(draft)


def discard(user: UserSession, form_id: str, *, base: int) -> None:
    """Throw a draft away, with its states. Raises `stale_draft` where somebody saved since."""
    draft = draft_of(user, form_id)
    with short_write():
        gone, _each = FormDraft.objects.filter(pk=form_id, number=base).delete()
    if not gone:
        raise _stale(draft, None)


def publish_draft(user: UserSession, form_id: str, *, base: int, message: str, via: Via = Via.COMMAND) -> Published:
    """Publish a draft as it was when it had the number `base`, which ends it.

    From version 2 on a message says what changes. Raises what `publish` does; `stale_draft` when somebody saved or
    published since; and then the draft is kept.
    """
    draft = draft_of(user, form_id)
    if draft.base_version and not message.strip():
        raise wrong_at("/message", t("Say what this version changes."))
    drafted = _drafted(draft)
    new = NewVersion(drafted.name, drafted.description, drafted.schema, drafted.ui_schema, message)

    def take() -> None:
        """In the transaction that accepts the version."""
        form = form_by_id(form_id)
        if (form.current_version if form else 0) != draft.base_version:
            raise error("stale_draft", message=t(NEWER_VERSION), details=_newest(draft, None))
        now = FormDraft.objects.select_for_update().filter(pk=form_id, number=base).first()
        # Whoever it was given to meanwhile is to own what becomes of it.
        if now is None or now.owners != draft.owners:
            raise _stale(draft, None)
        now.delete()

    owners = [Person.from_json(one) for one in draft.owners]
    if draft.base_version:
        return publish(user, new, form_id=form_id, sources=draft.sources, via=via, take=take)
    return publish(user, new, new_id=form_id, owners=owners, sources=draft.sources, via=via, take=take)


def comparison(user: UserSession, form_id: str) -> tuple[int, Comparison]:
    """The number of a draft, and what it would change in the form's current version.

    Raises `not_found` for a form without a version too, `forbidden`, `schema_invalid`, `ui_schema_invalid`.
    """
    draft = draft_of(user, form_id, reads=True)
    return draft.number, compare_with_current(user, form_id, draft.schema, draft.ui_schema)


def demands(user: UserSession, form_id: str) -> tuple[int, NextDemands]:
    """The number of a draft, and which policies would demand the version that it would become. Raises as :func:`read`
    does.
    """
    draft = draft_of(user, form_id, reads=True)
    return draft.number, next_demands(user, form_id)


def draft_of(user: UserSession, form_id: str, *, reads: bool = False) -> FormDraft:
    """The draft that the user may change, or, as every admin, read. Raises `not_found`, `forbidden`."""
    # Owners are ids of one OMERO.
    refuse_other_server(user.server_uuid)
    draft = FormDraft.objects.filter(pk=form_id).first()
    form = form_by_id(form_id)
    if reads and user.is_admin:
        pass
    elif form is not None:
        require_form_owner(user, form)
    elif draft is not None and not may_edit(user, draft.owners):
        # Nobody else is to know of a form that has no version yet; admins do.
        raise error("forbidden" if user.is_admin else "not_found")
    if draft is None:
        raise error("not_found", message=t("This form has no draft. Begin one, then go on."))
    return draft


# --- beneath


def _new_id() -> str:
    return new_form_id(secrets.token_bytes(OPAQUE_BYTES))


def _of_version(form: Form, version: FormVersion) -> Drafted:
    return Drafted(form.name, form.description, version.schema, version.ui_schema)


def _drafted(row: FormDraft | DraftState) -> Drafted:
    return Drafted(row.name, row.description, row.schema, row.ui_schema)


def _view(row: FormDraft | DraftState, draft: FormDraft | None = None) -> DraftView:
    of = row if isinstance(row, FormDraft) else row.draft if draft is None else draft
    return DraftView(of.form_id, row.number, of.base_version, _drafted(row), row.saved_at, _saved_by(row))


def _saved_by(row: FormDraft | DraftState) -> PersonView:
    return People([row.saved_by_id]).view(row.saved_by_id, row.saved_by_name)


def _saver(user: UserSession) -> dict[str, Any]:
    return {"saved_at": timezone.now(), "saved_by_id": user.person.id, "saved_by_name": user.person.name}


def _keep_state(user: UserSession, draft: FormDraft) -> None:
    remember_person(user.person.id, user.person.name, user.full_name)
    saver = {"saved_at": draft.saved_at, "saved_by_id": draft.saved_by_id, "saved_by_name": draft.saved_by_name}
    DraftState.objects.create(draft=draft, number=draft.number, **asdict(_drafted(draft)), **saver)
    DraftState.objects.filter(draft=draft, number__lte=draft.number - KEPT_STATES).delete()


def _stale(draft: FormDraft, drafted: Drafted | None) -> FormsError:
    return error("stale_draft", details=_newest(draft, drafted))


def _newest(draft: FormDraft, drafted: Drafted | None) -> dict[str, Any]:
    return {
        "number": draft.number,
        "base_version": draft.base_version,
        "saved_at": time_text(draft.saved_at),
        "saved_by": asdict(_saved_by(draft)),
        "changes": _sentences(_drafted(draft), drafted) if drafted else [],
    }


def _sentences(old: Drafted, new: Drafted) -> list[str]:
    """What one would change in the other. A schema that is none yet says nothing question by question."""
    told = [
        sentence
        for sentence, before, after in (
            (t("The name is another."), old.name, new.name),
            (t("The description is another."), old.description, new.description),
            (t("The UI schema is another."), old.ui_schema, new.ui_schema),
        )
        if before != after
    ]
    if old.schema != new.schema:
        try:
            changes = form_changes(accept_schema(old.schema), accept_schema(new.schema))
            told += [change.sentence for change in changes] or [t("The schema is written in another way.")]
        except FormsError:
            told.append(t("The schema is another."))
    return told


def _check(drafted: Drafted) -> None:
    if len(drafted.name) > NAME_LIMIT:
        raise too_long("name", NAME_LIMIT)
    if len(drafted.description) > TEXT_LIMIT:
        raise too_long("description", TEXT_LIMIT)
    for field, text in asdict(drafted).items():
        try:
            check_representable(text)
        except FormsError as fault:
            raise wrong_at(f"/{field}", fault.details["reason"]) from None
    for field in ("schema", "ui_schema"):
        if len(getattr(drafted, field).encode()) > MAX_BYTES:
            raise wrong_at(f"/{field}", t("It can have at most {limit} kB.", limit=MAX_BYTES // 1024))
