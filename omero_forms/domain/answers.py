# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether answers satisfy a form version, said in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.schemas import FormSchema


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about the answers that needs a look.

    ``pointer`` is the JSON pointer of the answer (of a missing one: where it belongs), ``path`` the titles that lead to it
    ("Channels > 2 > Emission"), ``message`` what is wrong with the value and what would be right, ``keyword`` the schema's keyword.
    """

    pointer: str
    path: str
    message: str
    keyword: str

    def as_json(self) -> dict[str, str]:
        """The form in which the API tells it."""
        return {
            "pointer": self.pointer,
            "path": self.path,
            "message": self.message,
            "keyword": self.keyword,
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A required question without an answer."""

    pointer: str
    path: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the required questions have an answer, and which have none."""

    answered: int
    required: int
    open: tuple[Gap, ...]


def prepare(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without the fields that hold empty text or an empty object, from the inside out; list items stay."""
    raise NotImplementedError


def validate(schema: FormSchema, answers: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with prepared answers; an empty list when nothing is."""
    raise NotImplementedError


def progress(schema: FormSchema, answers: Mapping[str, Any]) -> Progress:
    """The required questions and which are open."""
    raise NotImplementedError


def required_progress(schema: FormSchema, answers: Mapping[str, Any]) -> tuple[int, int]:
    """(answered, required)."""
    raise NotImplementedError
