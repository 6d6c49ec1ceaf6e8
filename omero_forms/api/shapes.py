# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON of the API, as its OpenAPI document tells it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Path
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StrictInt, WithJsonSchema

from omero_forms.domain.answers.diff import Change
from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Level, Requirement
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.submissions import CopyReason, SubmissionState
from omero_forms.domain.times import time_text
from omero_forms.selectors.submissions import SubmissionView
from omero_forms.services.records.open import Check
from omero_forms.services.submissions.request import MESSAGE_LIMIT

if TYPE_CHECKING:
    from omero_forms.gateway.objects import LoadedObject
    from omero_forms.gateway.sessions import UserSession

MAX_ID = 2**63 - 1
MAX_NUMBER = 2**31 - 1


UtcTime = Annotated[
    datetime,
    PlainSerializer(time_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
ObjectTypePath = Annotated[
    str,
    WithJsonSchema({"type": "string", "enum": [one.value.lower() for one in ObjectType]}),
    Path(),
]
IdPath = Annotated[int, Path(ge=1, le=MAX_ID)]
Number = Annotated[StrictInt, Field(ge=1, le=MAX_NUMBER)]


class Shape(BaseModel):
    """A JSON object. Not ninja's Schema, which takes a field named "schema" for pydantic's method."""

    # A field with a default is in every answer all the same; the document must say so.
    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


class OmeroNameOut(Shape):
    """An OMERO user by id and user name."""

    id: int
    name: str


class PersonOut(Shape):
    """An OMERO user."""

    id: int
    name: str
    full_name: str


class GroupOut(Shape):
    """An OMERO group."""

    id: int
    name: str


class ObjectOut(Shape):
    """What is described."""

    type: ObjectType
    id: int
    name: str
    server: str
    creation_event: int
    group: GroupOut
    owner: PersonOut
    images: int | None


class SetupProblemOut(Shape):
    """What is missing of the set-up."""

    code: str
    message: str
    mend: str | None


class SessionOut(Shape):
    """Who is logged in, and what pages offer them."""

    user: PersonOut
    server: str
    is_admin: bool
    owned_groups: list[int]
    may_create_forms: bool
    time_zone: str
    problems: list[SetupProblemOut]


class ClaimOut(Shape):
    """That something was imported from OMERO.forms: who made it, and when, by what stood there. Nothing proves either.

    `when` is the text as it stood there, `zone` the time zone it was read in, `ambiguous` whether it names two moments
    in that. `fault` says why what is shown is not all that stood there, or cannot be answered.
    """

    who: PersonOut | None
    when: str | None
    zone: str | None
    ambiguous: bool
    fault: str | None


class SubmissionOut(Shape):
    """One submission, without its answers. Where nothing proves it, `unproven` says so, and author, time and message
    are not told. Of one that was imported, author and time are those of the import.
    """

    id: int
    number: int
    version: int
    author: PersonOut | None
    sudoer: PersonOut | None
    time: UtcTime | None
    message: str
    state: SubmissionState
    state_reason: CopyReason | None
    state_since: UtcTime
    digest: str
    unproven: str | None
    imported: ClaimOut | None


class RequiredByOut(Shape):
    """A policy that asks for the form. `status` and `due` are those of this form, or of the object where one of several
    forms is enough. `reason` says why it could not be judged, or is excused; `exemption_asked` whether somebody waits
    for that.
    """

    policy: str
    policy_id: int
    requirement: Requirement
    level: Level
    with_: list[str] = Field(alias="with")
    status: Status | None
    reason: str
    due: date | None
    exemption_asked: bool


class FormOnObjectOut(Shape):
    """A form offered for the object.

    `check`: whether OMERO still holds its history as it was verified. `strange_pairs`: nobody has answered it, and the
    object has key-value pairs all the same that look like answers.
    """

    id: str
    name: str
    description: str
    version: int
    latest: SubmissionOut | None
    check: Check
    strange_pairs: bool
    required_by: list[RequiredByOut]


class ObjectFormsOut(Shape):
    """The forms offered for an object."""

    object: ObjectOut
    user: PersonOut
    may_submit: bool
    why_not: str | None
    may_ask_exemption: bool
    forms: list[FormOnObjectOut]
    evaluated_at: UtcTime | None
    problems: list[SetupProblemOut]


class FormOut(Shape):
    """A form."""

    id: str
    name: str
    description: str
    state: FormState


class NotAskedOut(Shape):
    """A question that the page cannot ask: where it stands in the schema (a JSON pointer), its title, and why."""

    pointer: str
    title: str
    reason: str


class VersionOut(Shape):
    """A form version with both schemas. `dialect` is the draft of JSON Schema that its answers are judged by. `opens`
    is false for one that was published before there were limits and is more than a browser can show.
    """

    number: int
    schema_: dict[str, Any] = Field(alias="schema")
    ui_schema: dict[str, Any]
    dialect: Literal["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"]
    not_asked: list[NotAskedOut]
    opens: bool
    message: str
    published_at: UtcTime
    author: PersonOut


class DamageOut(Shape):
    """What happened to a record of the history. `number` is null where it belongs to no submission; `next` says what
    becomes of it.
    """

    kind: DamageKind
    number: int | None
    message: str
    next: str
    first_seen: UtcTime
    is_mended: bool


class FormViewOut(Shape):
    """One form of an object, ready to be filled.

    `history` is the newest of it, `next` the `before` of older ones; null where there are none. `check`: whether OMERO
    still holds the history as it was verified. `answers` are null, too, where nothing proves the newest.
    `strange_pairs`: as for a form offered.
    """

    object: ObjectOut
    user: PersonOut
    may_submit: bool
    why_not: str | None
    form: FormOut
    version: VersionOut
    current_version: int
    base: int
    answers: dict[str, Any] | None
    answers_version: int | None
    history: list[SubmissionOut]
    next: int | None
    check: Check
    strange_pairs: bool
    damages: list[DamageOut]


class HistoryOut(Shape):
    """A page of the history, newest first. `next` is the `before` of the page of older ones; null at the end."""

    history: list[SubmissionOut]
    next: int | None


class SubmissionIn(Shape):
    """Answers to submit. `base`: the newest number that was seen (0: none), or "any"."""

    model_config = ConfigDict(extra="forbid")

    version: Number
    base: Annotated[StrictInt, Field(ge=0, le=MAX_NUMBER)] | Literal["any"]
    client_key: UUID
    answers: dict[str, Any]
    message: Annotated[str, Field(max_length=MESSAGE_LIMIT)] = ""


class SubmittedOut(Shape):
    """An accepted submission. `appended_after`: with base "any", the number of the one it came after."""

    submission: SubmissionOut
    newer_version: int | None
    appended_after: int | None


class ChangeOut(Shape):
    """One field that differs."""

    pointer: str
    path: str
    change: Literal["changed", "added", "removed"]
    before: Any
    after: Any


class ProofOut(Shape):
    """How the submission's record can be found and checked."""

    digest: str
    previous: str
    seal: str
    key: str
    number: int
    stream: str


class NamedFormOut(Shape):
    """A form by id and name."""

    id: str
    name: str


class SubmissionViewOut(Shape):
    """One submission with its answers: null where nothing proves them. `changes` are null, too, where nothing proves
    those before.
    """

    submission: SubmissionOut
    object: ObjectOut
    form: NamedFormOut
    check: Check
    answers: dict[str, Any] | None
    changes: list[ChangeOut] | None
    proof: ProofOut


def as_json(shape: Shape) -> HttpResponse:
    """The answer that a shape makes as it is. Handed to ninja, all of it would be validated a second time."""
    return HttpResponse(shape.model_dump_json(by_alias=True), content_type="application/json; charset=utf-8")


def as_file(name: str) -> str:
    """The header that lets a browser save an answer as a file of that name."""
    plain = "".join("_" if one in '/\\:*?"<>|' or not one.isprintable() else one for one in name)
    return str(content_disposition_header(True, plain.strip(" .") or "form"))


def person_of(user: UserSession) -> PersonOut:
    """The user of a session."""
    return PersonOut(id=user.person.id, name=user.person.name, full_name=user.full_name)


def name_of(user: UserSession) -> dict[int, str]:
    """The full name of the user of a session by their id, as OMERO has just told it."""
    return {user.person.id: user.full_name}


def object_out(loaded: LoadedObject) -> ObjectOut:
    """An object as it was loaded."""
    return ObjectOut(
        type=loaded.ref.type,
        id=loaded.ref.id,
        name=loaded.name,
        server=loaded.ref.server,
        creation_event=loaded.ref.creation_event,
        group=GroupOut(id=loaded.group.id, name=loaded.group.name),
        owner=PersonOut(
            id=loaded.owner.id,
            name=loaded.owner.name,
            full_name=loaded.owner_full_name or loaded.owner.name,
        ),
        images=loaded.images,
    )


def submission_out(view: SubmissionView) -> SubmissionOut:
    """A submission as its selector gives it."""
    return SubmissionOut.model_validate(view)


def change_out(change: Change) -> ChangeOut:
    """One field that differs."""
    return ChangeOut(**change.as_json())


def json_object(text: str) -> dict[str, Any]:
    """A stored schema, its keys in the order they were written in."""
    value: dict[str, Any] = json.loads(text)
    return value
