# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms, and what the records of forms, assignments and submissions hold.

Each `*_fields` function gives the kind's own fields of a payload;
:func:`omero_forms.domain.records.format.new_draft` adds the rest.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from omero_forms.domain.refs import ObjectRef, ObjectType, Person

_FORM_ID = re.compile(r"f[a-z2-7]{15}", re.ASCII)
FORM_ID_BYTES = 10


class FormState(StrEnum):
    """A form is there from its first version on, which is published."""

    PUBLISHED = "published"
    RETIRED = "retired"


def new_form_id(random: bytes) -> str:
    """An opaque id: "f" and 15 base32 characters (75 bits) of at least 10 random bytes.

    Opaque, since it is part of a namespace that everybody on the server can read.
    """
    if len(random) < FORM_ID_BYTES:
        raise ValueError("a form id takes at least 10 random bytes")
    return "f" + base64.b32encode(random[:FORM_ID_BYTES]).decode("ascii").lower()[:15]


def is_form_id(text: str) -> bool:
    """Whether `text` could have come from :func:`new_form_id`."""
    return _FORM_ID.fullmatch(text) is not None


def time_text(moment: datetime) -> str:
    """The form of times in records: `2026-11-23T10:44:08.123456Z`. Raises ValueError for a moment without a time
    zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_from_text(text: str) -> datetime:
    """The moment that :func:`time_text` wrote. Raises ValueError for another form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _acted(author: Person, sudoer: Person | None, time: datetime) -> dict[str, Any]:
    return {
        "author": author.as_json(),
        "sudoer": None if sudoer is None else sudoer.as_json(),
        "time": time_text(time),
    }


def _people(people: Iterable[Person]) -> list[dict[str, int | str]]:
    return [person.as_json() for person in sorted(people, key=lambda person: person.id)]


def published_fields(
    *,
    form: str,
    name: str,
    description: str,
    version: int,
    schema: str,
    ui_schema: str,
    message: str,
    owners: Sequence[Person],
    author: Person,
    sudoer: Person | None,
    time: datetime,
) -> dict[str, Any]:
    """`form.published`: both schemas as text, exactly as they were given."""
    return {
        "form": form,
        "name": name,
        "description": description,
        "version": version,
        "schema": schema,
        "ui_schema": ui_schema,
        "message": message,
        "owners": _people(owners),
        **_acted(author, sudoer, time),
    }


def state_fields(*, form: str, author: Person, sudoer: Person | None, time: datetime, message: str) -> dict[str, Any]:
    """`form.retired` and `form.restored`."""
    return {"form": form, "message": message, **_acted(author, sudoer, time)}


def assignment_fields(
    *,
    form: str,
    group_id: int,
    group_name: str,
    object_types: Iterable[ObjectType],
    author: Person,
    sudoer: Person | None,
    time: datetime,
) -> dict[str, Any]:
    """`assignment.assigned` and `assignment.unassigned`: the types that the event adds or takes away."""
    return {
        "form": form,
        "group": {"id": group_id, "name": group_name},
        "object_types": sorted(object_type.value for object_type in set(object_types)),
        **_acted(author, sudoer, time),
    }


def submission_fields(
    *,
    form: str,
    version: int,
    version_digest: str,
    ref: ObjectRef,
    author: Person,
    sudoer: Person | None,
    time: datetime,
    message: str,
    answers: Mapping[str, Any],
) -> dict[str, Any]:
    """`submission`: `version_digest` is the digest of the `form.published` record that the answers were given to."""
    return {
        "form": form,
        "version": version,
        "version_digest": version_digest,
        "object": {
            "type": ref.type.value,
            "id": ref.id,
            "creation_event": ref.creation_event,
        },
        "message": message,
        "answers": dict(answers),
        **_acted(author, sudoer, time),
    }
