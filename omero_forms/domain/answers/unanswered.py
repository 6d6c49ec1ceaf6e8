# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which questions of a form were left without an answer, and how many objects that is of each question.

Only questions with an answer of their own count: no groups, no lists. What is asked of each entry of a list is answered
where any entry has it. A question that only some answers bring up is unanswered where it was not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from omero_forms.domain.answers.blank import is_blank
from omero_forms.domain.answers.table import Names, asked_in, values_in
from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.domain.schemas.questions import Asked


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """A question by its place and titles: of how many objects a version with it was answered, and how many of these
    lack an answer to it.
    """

    pointer: str
    titles: str
    is_required: bool
    objects: int = 0
    unanswered: int = 0


def unanswered(judging: str, answers: Mapping[str, Any]) -> list[str]:
    """By the text of a schema: the places, as JSON pointers without the entries of lists, in the order of the form."""
    given = {
        names
        for names, value, _is_entry in values_in(answers, (), is_entry=False)
        if not (isinstance(value, str) and is_blank(value))
    }
    return [pointer for names, (pointer, _one) in _questions(judging).items() if names not in given]


def count_questions(
    versions: Iterable[tuple[int, str]], alike: Iterable[tuple[int, Sequence[str], int]]
) -> list[QuestionCount]:
    """Counted over versions, given as number and text of the schema; that which comes first names what it asks.

    `alike` has how many objects have answers to a version with the same questions left out.
    """
    counted: dict[str, QuestionCount] = {}
    of_version: dict[int, list[str]] = {}
    for number, judging in versions:
        of_version[number] = []
        for pointer, one in _questions(judging).values():
            counted.setdefault(pointer, QuestionCount(pointer, one.titles, one.is_required))
            of_version[number].append(pointer)
    for number, left_out, objects in alike:
        lacking = set(left_out)
        for pointer in of_version.get(number, ()):
            so_far = counted[pointer]
            less = objects if pointer in lacking else 0
            counted[pointer] = replace(so_far, objects=so_far.objects + objects, unanswered=so_far.unanswered + less)
    return list(counted.values())


@lru_cache(maxsize=64)
def _questions(judging: str) -> dict[Names, tuple[str, Asked]]:
    asked = asked_in(stored_schema(judging))
    groups = {names[:length] for names in asked for length in range(1, len(names))}
    return {names: (join_pointer(names), one) for names, one in asked.items() if names not in groups}
