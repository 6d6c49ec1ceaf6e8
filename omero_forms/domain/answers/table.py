# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers as rows of a table: a column for each question that is asked, whatever versions of the form asked it.

- A column is headed by the titles that lead to its question, joined by " > ", as in the key-value copy; where several
  have the same, the names follow in brackets.
- What is asked once is one cell: text as given, numbers and `true` and `false` as in JSON. What is asked of each entry
  of a list is a JSON list of all that was answered, in order. Nothing answered, and `null`, is an empty cell.
- What was answered where no version asks anything, as in maps, is one JSON object in a column of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.questions import ENTRY, Asked, questions_of

Names = tuple[str, ...]

ELSE: Final = "other answers"
"""The column for what no version asks."""

_COMMANDS: Final = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with; in full width, too, which spreadsheets of East Asia take for the same."""
_SPLITTING: Final = frozenset(',;\t"\r\n')
"""What ends a cell in one country or another: a comma is the decimal point of some, who have semicolons instead."""


class Columns:
    """The columns of versions of one form, those of the first in its order, then what others ask besides."""

    def __init__(self, versions: Iterable[FormSchema]) -> None:
        titles: dict[Names, str] = {}
        for version in versions:
            for names, one in asked_in(version).items():
                titles.setdefault(names, one.titles)
        groups = {names[:length] for names in titles for length in range(1, len(names))}
        self._titles = {names: title for names, title in titles.items() if names not in groups}
        self._places = {names: place for place, names in enumerate(self._titles)}

    @property
    def headings(self) -> list[str]:
        """What they are called; the last one is for what no version asks."""
        often = Counter(self._titles.values())
        named = [
            title if often[title] == 1 else f"{title} ({'.'.join(names)})" for names, title in self._titles.items()
        ]
        return [*named, ELSE]

    def row(self, answers: Mapping[str, Any]) -> list[str]:
        """Cells of these answers."""
        found: dict[Names, list[Any]] = {}
        listed: set[Names] = set()
        for names, value, is_entry in values_in(answers, (), is_entry=False):
            found.setdefault(names, []).append(value)
            if is_entry:
                listed.add(names)
        cells = [""] * len(self._places)
        other: dict[str, Any] = {}
        for names, values in found.items():
            value = values if names in listed else values[0]
            place = self._places.get(names)
            if place is None:
                name = ".".join(names)
                # A name may hold a dot itself.
                other[join_pointer(names) if name in other else name] = value
            else:
                cells[place] = _text(value)
        return [*cells, _text(other) if other else ""]


def csv_line(cells: Iterable[str]) -> str:
    """Cells as a line of RFC 4180 that no spreadsheet takes for formulas: an apostrophe stands before what could begin
    one, numbers below zero among it.
    """
    return ",".join(_quoted(f"'{cell}" if cell.startswith(_COMMANDS) else cell) for cell in cells) + "\r\n"


def _quoted(cell: str) -> str:
    # Where it need not be it is not, as `csv` has it; but that knows of no other separator than its own.
    return '"{}"'.format(cell.replace('"', '""')) if _SPLITTING.intersection(cell) else cell


def asked_in(version: FormSchema) -> dict[Names, Asked]:
    """All questions, and groups and lists, by the names that answers have."""
    asked: dict[Names, Asked] = {}
    for path, one in questions_of(version).items():
        asked.setdefault(tuple(name for name in path if name != ENTRY), one)
    return asked


def values_in(value: Any, names: Names, *, is_entry: bool) -> Iterable[tuple[Names, Any, bool]]:
    """Each single answer below `names`: its names, itself, and whether it stands in an entry of a list."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            yield from values_in(inside, (*names, name), is_entry=is_entry)
    elif isinstance(value, list):
        for item in value:
            yield from values_in(item, names, is_entry=True)
    elif value is not None:
        yield names, value, is_entry


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
