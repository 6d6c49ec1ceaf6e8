# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a file that is brought in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop


class ImportState(StrEnum):
    """Accepted as it stands, accepted after mendings that somebody has to agree to, or refused."""

    ACCEPTED = "accepted"
    MENDED = "mended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Mending:
    """What was changed in a file, or read in another way than it is written, and where in the file that is."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a file from being a form, and where."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One file. `part`: it is no form of its own, but others are made with it.

    `schema` and `ui_schema` are what would be published, as text; empty when it is refused or a part.
    """

    file: str
    state: ImportState
    part: bool = False
    mended: tuple[Mending, ...] = ()
    problems: tuple[Problem, ...] = ()
    name: str = ""
    description: str = ""
    schema: str = ""
    ui_schema: str = "{}"

    @property
    def is_form(self) -> bool:
        """Whether a draft can be begun of it; of a part, only after a yes."""
        return self.schema != ""


MOST_MADE = 100_000
TOO_LARGE = noop(
    "It makes far more than a form may hold: lists of choices, conditions or what is inherited, many times over."
)


class TooLargeError(Exception):
    """What a file makes is larger than any form may be."""


@dataclass(slots=True)
class Noted:
    """Mendings and problems of one file by now, each once. `made` is how much was made of it."""

    mended: dict[Mending, None] = field(default_factory=dict)
    problems: dict[Problem, None] = field(default_factory=dict)
    made: int = 0

    def make(self, count: int) -> None:
        """So many choices, tests or questions are made of what the file may say once for many. Raises TooLargeError
        before they take more memory than a process has.
        """
        budgets.check()
        self.made += count
        if self.made > MOST_MADE:
            raise TooLargeError

    def mend(self, where: Location, message: str) -> None:
        """Something was changed."""
        self.mended.setdefault(Mending(join_pointer(where), message))

    def refuse(self, where: Location, message: str) -> None:
        """Something is in the way."""
        self.problems.setdefault(Problem(join_pointer(where), message))

    def refuse_at(self, pointer: str, message: str) -> None:
        """Something is in the way, at a place that is a pointer already."""
        self.problems.setdefault(Problem(pointer, message))


@dataclass(slots=True)
class MadeForm:
    """A form that was made of something else than a JSON Schema. `part` tells it from others of the same file, else it
    is empty. `is_part`: the file makes no form of its own.
    """

    part: str
    schema: Schema
    ui: dict[str, Any]
    noted: Noted = field(default_factory=Noted)
    is_part: bool = False
