# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who did what a record tells: as what, by which way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from omero_forms.domain.refs import Person


class Capacity(StrEnum):
    """What allowed somebody to do it. The first that holds, in this order."""

    ANNOTATOR = "annotator"
    """may annotate the object"""
    FORM_OWNER = "form_owner"
    GROUP_OWNER = "group_owner"
    ADMIN = "admin"
    SERVICE = "service"
    """nobody did it: the service by itself"""


class Via(StrEnum):
    """The way in."""

    PAGE = "page"
    API = "api"
    COMMAND = "command"
    IMPORT = "import"
    SCHEDULE = "schedule"
    """what the service does by itself"""


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody whose deed it is although their session is over: what they asked for is done by a worker."""

    person: Person
    sudoer: Person | None
    full_name: str

    def as_json(self) -> dict[str, Any]:
        """For the arguments of a job."""
        sudoer = None if self.sudoer is None else self.sudoer.as_json()
        return {"person": self.person.as_json(), "sudoer": sudoer, "full_name": self.full_name}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From that form."""
        sudoer = None if value["sudoer"] is None else Person.from_json(value["sudoer"])
        return cls(Person.from_json(value["person"]), sudoer, value["full_name"])


@dataclass(frozen=True, slots=True)
class Act:
    """`sudoer` is who opened the author's session for them; `author` is None for the service itself."""

    author: Person | None
    sudoer: Person | None
    capacity: Capacity
    via: Via

    def payload(self) -> dict[str, Any]:
        """Its part of a payload."""
        return {
            "author": None if self.author is None else self.author.id,
            "sudoer": None if self.sudoer is None else self.sudoer.id,
            "as": self.capacity.value,
            "via": self.via.value,
        }

    def names(self) -> Mapping[str, str | None]:
        """Its part of the names in a content."""
        return {
            "author": None if self.author is None else self.author.name,
            "sudoer": None if self.sudoer is None else self.sudoer.name,
        }
