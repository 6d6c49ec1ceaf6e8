# SPDX-License-Identifier: AGPL-3.0-or-later
"""What records speak of: objects, people, streams and the namespaces their records lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self


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


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """The identity of an object. An id alone is not one: a restored database can give it to another object.

    `server` is the OMERO database uuid, `creation_event` the id of the event that made the object.
    """

    server: str
    type: ObjectType
    id: int
    creation_event: int


@dataclass(frozen=True, slots=True)
class Person:
    """An OMERO user; `name` is the omeName, which is what one logs in with."""

    id: int
    name: str

    def as_json(self) -> dict[str, int | str]:
        """The form in which records hold a person."""
        return {"id": self.id, "name": self.name}


def submission_stream(form_id: str, ref: ObjectRef) -> str:
    """The stream of all submissions of one form for one object."""
    return f"submission/{form_id}/{ref.type.value}/{ref.id}/{ref.creation_event}"


def form_stream(form_id: str) -> str:
    """The stream of a form's own events."""
    return f"form/{form_id}"


def assignment_stream(form_id: str) -> str:
    """The stream of a form's assignments to groups."""
    return f"assignment/{form_id}"


NAMESPACES: Mapping[str, str] = MappingProxyType(
    {prefix: f"omero-forms/{prefix}" for prefix in ("form", "assignment", "submission", "checkpoint", "key")}
)
"""First part of a stream's name to the namespace of its records.

Fixed, since each distinct namespace leaves a world-readable row in OMERO.
"""


def namespace_of(stream: str) -> str:
    """The namespace that the records of `stream` lie in. Raises KeyError for a stream of no known kind."""
    return NAMESPACES[stream.partition("/")[0]]
