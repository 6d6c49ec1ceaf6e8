# SPDX-License-Identifier: AGPL-3.0-or-later
"""What records speak of: objects, people, streams and the namespaces their records lie in."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlencode

from omero_forms.domain.texts import noop


class ObjectType(StrEnum):
    """The types of object that can be described by a form; the value is OMERO's class name."""

    PROJECT = "Project"
    DATASET = "Dataset"
    SCREEN = "Screen"
    PLATE = "Plate"
    IMAGE = "Image"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """`dataset`, `Dataset` or `DATASET`. Raises ValueError for anything else."""
        for member in cls:
            if member.value.lower() == text.lower():
                return member
        raise ValueError("unknown object type")


NO_OBJECT = noop("It is no object, such as Dataset:12.")
"""For people who wrote something that `object_named` does not read."""


def object_named(text: str) -> tuple[ObjectType, int]:
    """The object that `Dataset:12` names. Raises ValueError."""
    name, _, number = text.partition(":")
    if not re.fullmatch("[1-9][0-9]{0,17}", number, re.ASCII):
        raise ValueError("not an object")
    return ObjectType.from_text(name), int(number)


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """The identity of an object. An id alone is not one: a restored database can give it to another object.

    `server` is the OMERO database uuid, `creation_event` the id of the event that made the object, 0 where it is
    not known.
    """

    server: str
    type: ObjectType
    id: int
    creation_event: int

    def as_json(self) -> dict[str, int | str]:
        """The form in which records hold an object; that it is of their server, they say themselves."""
        return {"type": self.type.value, "id": self.id, "creation_event": self.creation_event}


@dataclass(frozen=True, slots=True)
class NamedObject:
    """An object and its name when somebody looked."""

    ref: ObjectRef
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """An OMERO user; `name` is the omeName, which is what one logs in with."""

    id: int
    name: str

    def as_json(self) -> dict[str, int | str]:
        """For the database."""
        return {"id": self.id, "name": self.name}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From that form."""
        return cls(value["id"], value["name"])


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record as another one names it: the digest says which, should there ever be two of that number."""

    stream: str
    number: int
    digest: str

    def as_json(self) -> dict[str, int | str]:
        """The form in which records hold it."""
        return {"stream": self.stream, "number": self.number, "digest": self.digest}

    @classmethod
    def from_json(cls, value: object) -> Self | None:
        """From that form; None for anything else."""
        match value:
            case {"stream": str(stream), "number": int(number), "digest": str(digest)}:
                return cls(stream, number, digest)
        return None


@dataclass(frozen=True, slots=True)
class RecordRange:
    """Records of one stream that follow each other, by their numbers; both ends are in it."""

    stream: str
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def as_json(self) -> list[int | str]:
        """The form in which records hold it."""
        return [self.stream, self.first, self.last]


OPAQUE_BYTES = 10


def opaque_id(first: str, random: bytes) -> str:
    """A letter that says of what, and 15 base32 characters (75 bits) of at least 10 random bytes.

    Opaque, since names of streams and namespaces are read by everybody on the server, and records keep what they hold.
    """
    if len(random) < OPAQUE_BYTES:
        raise ValueError("an opaque id takes at least 10 random bytes")
    return first + base64.b32encode(random[:OPAQUE_BYTES]).decode("ascii").lower()[:15]


def policy_stream(group_id: int) -> str:
    """The stream of what is done to a group's policies, and of exemptions from them."""
    return f"policy/{group_id}"


def report_stream(group_id: int) -> str:
    """The stream of a group's reports that are kept."""
    return f"report/{group_id}"


def submission_stream(form_id: str, ref: ObjectRef) -> str:
    """The stream of all submissions of one form for one object."""
    return f"submission/{form_id}/{ref.type.value}/{ref.id}/{ref.creation_event}"


def form_stream(form_id: str) -> str:
    """The stream of a form's own events."""
    return f"form/{form_id}"


def assignment_stream(form_id: str) -> str:
    """The stream of a form's assignments to groups."""
    return f"assignment/{form_id}"


_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "<form>": "[a-z0-9]{1,32}",
        "<Type>": "[A-Z][A-Za-z]{1,15}",
        "<id>": "[1-9][0-9]{0,15}",
        "<creation event>": "(?:0|[1-9][0-9]{0,15})",
        "<group>": "[0-9]{1,16}",
    }
)

STREAMS: Mapping[str, str] = MappingProxyType(
    {
        name.partition("/")[0]: name
        for name in (
            "form/<form>",
            "assignment/<form>",
            "submission/<form>/<Type>/<id>/<creation event>",
            "review/<form>/<Type>/<id>/<creation event>",
            "integrity",
            "key",
            "checkpoint",
            "policy/<group>",
            "report/<group>",
            "site",
        )
    }
)
"""First part of a stream's name to how all of it is made up."""


def _pattern(made_up: str) -> re.Pattern[str]:
    for part, pattern in _PARTS.items():
        made_up = made_up.replace(part, pattern)
    return re.compile(made_up, re.ASCII)


_PATTERNS = {first: _pattern(made_up) for first, made_up in STREAMS.items()}


def stream_kind(stream: str) -> str:
    """The first part of a stream's name."""
    return stream.partition("/")[0]


def is_stream(stream: str) -> bool:
    """Whether a name is made up as one of `STREAMS`."""
    pattern = _PATTERNS.get(stream_kind(stream))
    return pattern is not None and pattern.fullmatch(stream) is not None


def namespace_of(stream: str) -> str:
    """The namespace that the records of a stream lie in, of a stream that only a later version knows as well.

    It says nothing but the first part, since each distinct namespace leaves a world-readable row in OMERO.
    """
    return f"omero-forms/{stream_kind(stream)}"


def object_page(forms_url: str, object_type: ObjectType, object_id: int, form_id: str | None = None) -> str:
    """The address of an object's forms, or of one of them; empty where that of our pages is not known."""
    if not forms_url:
        return ""
    query: dict[str, str | int] = {"id": object_id, "type": object_type.value.lower()}
    if form_id is not None:
        query["form"] = form_id
    return f"{forms_url}?{urlencode(query)}"
