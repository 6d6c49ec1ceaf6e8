# SPDX-License-Identifier: AGPL-3.0-or-later
"""Publish, retire and restore forms."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.errors import FormsError, error, wrong_at
from omero_forms.domain.events import EventName
from omero_forms.domain.forms import FormState, new_form_id
from omero_forms.domain.publishing.acceptance import Warned, accept_form
from omero_forms.domain.publishing.askable import NotAsked
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.format import Parts
from omero_forms.domain.records.kinds import PUBLISHED
from omero_forms.domain.records.parts import published_parts, state_parts
from omero_forms.domain.refs import OPAQUE_BYTES, Person, form_stream
from omero_forms.domain.schemas.accept import accept_schema
from omero_forms.domain.texts import t
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import hold_site
from omero_forms.models import Form, RecordRow, RecordState
from omero_forms.selectors.forms import form_by_id, version_of
from omero_forms.selectors.policies import policies_using_form
from omero_forms.services.access.permissions import require_creator, require_form_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.records.decide import Decision, append_entry
from omero_forms.services.records.project import told_by

NAME_LIMIT = 200
TEXT_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is published: both schemas verbatim, as text."""

    name: str
    description: str
    schema: str
    ui_schema: str
    message: str


@dataclass(frozen=True, slots=True)
class Published:
    """A form version, whether OMERO has its record already, and what its author should know.

    `not_asked` are its questions that the page cannot ask.
    """

    form_id: str
    version: int
    recorded: bool
    not_asked: Sequence[NotAsked]
    warnings: Sequence[Warned]


def new_version(
    *,
    schema: str,
    ui_schema: str,
    name: str | None,
    description: str | None,
    message: str,
    form_id: str | None,
) -> NewVersion:
    """A version with what its author left out: taken from the form it continues, else from the schema.

    Raises `schema_invalid`, `not_found`, `request_invalid`.
    """
    accept_schema(schema)
    form = find_form(form_id) if form_id is not None else None
    title, about = (form.name, form.description) if form else described(schema)
    return NewVersion(
        name=name if name is not None else title,
        description=description if description is not None else about,
        schema=schema,
        ui_schema=ui_schema,
        message=message,
    )


def described(schema: str) -> tuple[str, str]:
    """What a schema calls itself, and says of itself; cut to what a form may have. Nothing where it is not right."""
    try:
        value = accept_schema(schema).value
    except FormsError:
        return "", ""
    return _short(value.get("title"), NAME_LIMIT), _short(value.get("description"), TEXT_LIMIT)


def _short(text: object, limit: int) -> str:
    return text[:limit] if isinstance(text, str) else ""


def publish(
    user: UserSession,
    new: NewVersion,
    *,
    form_id: str | None = None,
    new_id: str | None = None,
    owners: Sequence[Person] = (),
    sources: Sequence[Mapping[str, Any]] | None = None,
    via: Via = Via.COMMAND,
    take: Callable[[], None] | None = None,
) -> Published:
    """Publish version 1 of a new form, or the next version of `form_id`.

    A new form gets `new_id` and `owners`, by default an id of its own and the user. `sources` is what it took over, by
    default what the version before did. `take` is called in the transaction
    that accepts the version; what it raises keeps it from being published.

    Raises `forbidden`, `schema_invalid`, `ui_schema_invalid`, `request_invalid`, `form_exists`, `form_retired`,
    `not_found`.
    """
    _check_texts(new)
    accepted = accept_form(new.schema, new.ui_schema)
    if form_id is None:
        require_creator(user)
    identity = form_id or new_id or new_form_id(secrets.token_bytes(OPAQUE_BYTES))

    def decide() -> Decision:
        taken_over = sources or ()
        version, owned_by, capacity = 1, list(owners) or [user.person], Capacity.FORM_OWNER
        if form_id is not None:
            form = find_form(form_id)
            capacity = require_form_owner(user, form)
            if form.state == FormState.RETIRED:
                raise error("form_retired")
            version = form.current_version + 1
            owned_by = [Person.from_json(owner) for owner in form.owners]
            if sources is None:
                taken_over = version_of(form, None).sources
        if take is not None:
            take()
        _check_name_is_free(new.name, identity)
        record_event(user, EventName.FORM_PUBLISHED, form=identity, name=new.name, version=version)
        parts = published_parts(
            form=identity,
            name=new.name,
            description=new.description,
            version=version,
            schema=new.schema,
            # An empty file says nothing, and is no JSON that a page could read.
            ui_schema=new.ui_schema if new.ui_schema.strip() else "{}",
            message=new.message,
            owners=owned_by,
            sources=taken_over,
        )
        return Decision("form.published", parts, capacity)

    record, parts = append_entry(user, form_stream(identity), decide, via=via)
    return Published(
        identity,
        int(parts.payload["version"]),
        record.is_recorded,
        accepted.not_asked,
        accepted.warnings,
    )


def retire(user: UserSession, form_id: str, *, message: str, via: Via = Via.COMMAND) -> bool:
    """Take a form out of use; its history stays. Whether OMERO has the record already.

    Raises `form_in_use` with the policies that require it, `form_retired`, `forbidden`, `not_found`.
    """

    def decide() -> Decision:
        form = find_form(form_id)
        capacity = require_form_owner(user, form)
        if form.state == FormState.RETIRED:
            raise error("form_retired")
        policies = policies_using_form(form_id)
        if policies:
            raise error("form_in_use", details={"policies": policies})
        parts = _state_parts(form_id, message)
        record_event(user, EventName.FORM_RETIRED, form=form_id, name=form.name, message=message)
        return Decision("form.retired", parts, capacity)

    return append_entry(user, form_stream(form_id), decide, via=via)[0].is_recorded


def restore(user: UserSession, form_id: str, *, message: str, via: Via = Via.COMMAND) -> bool:
    """Bring a retired form back, with the versions and assignments it had. Whether OMERO has the record already.

    Raises `form_exists` for one that is in use, or whose name another one has now; `forbidden`, `not_found`.
    """

    def decide() -> Decision:
        form = find_form(form_id)
        capacity = require_form_owner(user, form)
        if form.state != FormState.RETIRED:
            raise error("form_exists", message=t("This form is already in use. Nothing was changed."))
        _check_name_is_free(form.name, form_id)
        parts = _state_parts(form_id, message)
        record_event(user, EventName.FORM_RESTORED, form=form_id, name=form.name, message=message)
        return Decision("form.restored", parts, capacity)

    return append_entry(user, form_stream(form_id), decide, via=via)[0].is_recorded


def find_form(form_id: str) -> Form:
    """The form with that id. Raises `not_found`."""
    form = form_by_id(form_id)
    if form is None:
        raise error("not_found")
    return form


def _state_parts(form_id: str, message: str) -> Parts:
    if len(message) > TEXT_LIMIT:
        raise too_long("message", TEXT_LIMIT)
    return state_parts(form=form_id, message=message)


def _check_texts(new: NewVersion) -> None:
    if not new.name.strip():
        raise error(
            "request_invalid",
            message=t(
                "The form has no name. Give it one with --name, or give its schema a title. Nothing was published."
            ),
        )
    if len(new.name) > NAME_LIMIT:
        raise too_long("name", NAME_LIMIT)
    for field, text in (("description", new.description), ("message", new.message)):
        if len(text) > TEXT_LIMIT:
            raise too_long(field, TEXT_LIMIT)


def too_long(field: str, limit: int) -> FormsError:
    """A field of the form or of a draft has more characters than are kept."""
    return wrong_at(f"/{field}", t("Write at most {limit} characters.", limit=limit))


def _check_name_is_free(name: str, form_id: str) -> None:
    """Raise `form_exists` where another form in use has the name, or one that is accepted and not yet recorded."""
    hold_site()
    names = set(Form.objects.exclude(id=form_id).exclude(state=FormState.RETIRED).values_list("name", flat=True))
    coming = RecordRow.objects.filter(state=RecordState.PENDING, kind__in={*PUBLISHED, "form.restored"})
    for record in coming.exclude(stream__name=form_stream(form_id)).select_related("stream"):
        told = told_by(record)
        is_restored = record.kind == "form.restored"
        names.add(find_form(told.payload["form"]).name if is_restored else told.text("name"))
    # In Python: the databases have other ideas of which letters are the same.
    if name.casefold() in {one.casefold() for one in names}:
        raise error("form_exists")
