# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers as key-value pairs, for the copy on the object: for people, search and scripts; records do not depend on it.

This is the layout `paths`; `layouts.py` has the other one.

- A key is the titles that lead to the answer, joined by " > " (the name where a field has no title), in the order of
  the form.
- A list repeats its key, once for each item; items that are groups repeat the keys of their fields, item by item.
- Text is as given. Numbers and `true`, `false`, `null` are as in JSON. Blank text, empty lists and groups give no row.
- Where two questions have the same titles, the names of their fields follow in brackets: `Name (donor.name)`.
- OMERO indexes keys and values, so neither is longer than 2,000 bytes of UTF-8. A longer value is continued in rows
  that say so:
  `Notes (1 of 3)`, `Notes (2 of 3)`, ... A longer key ends in "…" and a number.

`services/submissions/wanted.py` makes a copy of it, within the limits of `domain/answers/bounds.py`. It tells what
people wrote into a copy by flattening the older submissions again: after a change here, pairs that an earlier version
wrote are taken for theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import rfc8785

from omero_forms.domain.answers.blank import is_blank
from omero_forms.domain.records.format import ROW_BYTES, cut
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.outline import SEPARATOR, Nodes, Outline, outline_for

_SUFFIX_BYTES = 40
"""Room that is kept in a key for " (12 of 345)" and the like."""

Names = tuple[str, ...]
Leaf = tuple[Names, Names, Any]


def flatten(schema: FormSchema, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The key-value pairs of prepared answers, as the module describes."""
    leaves = [one for one in leaves_of(schema, answers) if not (isinstance(one[2], str) and is_blank(one[2]))]
    keys = _keys(leaves)
    return [row for names, _titles, value in leaves for row in continued(keys[names], _text(value))]


def leaves_of(schema: FormSchema, answers: Mapping[str, Any]) -> Iterator[Leaf]:
    """Each single answer, in the order of the form: the names of its fields, their titles, and what it is."""
    outline = outline_for(schema.text, schema.dialect)
    return _leaves(outline, outline.start, answers, (), ())


def continued(key: str, text: str) -> list[tuple[str, str]]:
    """The row of an answer; where one cannot hold it, several that say so."""
    pieces = cut(text, ROW_BYTES)
    if len(pieces) <= 1:
        return [(key, text)]
    return [(f"{key} ({number} of {len(pieces)})", piece) for number, piece in enumerate(pieces, 1)]


def _leaves(outline: Outline, spread: Nodes, value: Any, names: Names, titles: Names) -> Iterator[Leaf]:
    if isinstance(value, Mapping):
        for name in outline.in_order(spread, value):
            inside, title = outline.step(spread, name)
            yield from _leaves(outline, inside, value[name], (*names, name), (*titles, title))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            inside, _title = outline.step(spread, index)
            yield from _leaves(outline, inside, item, names, titles)
    else:
        yield names, titles, value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else rfc8785.dumps(value).decode()


def _keys(leaves: list[Leaf]) -> dict[Names, str]:
    """A key for each question, no two alike."""
    # Dictionaries for their order: a form may give thousands of entries one title.
    by_title: dict[str, dict[Names, None]] = {}
    for names, titles, _value in leaves:
        by_title.setdefault(joined(SEPARATOR, titles), {})[names] = None
    keys: dict[Names, str] = {}
    taken: set[str] = set()
    # Thousands of long ones may begin alike, so each goes on from the number that the one before it got.
    numbers: dict[str, int] = {}
    for title, questions in by_title.items():
        for names in questions:
            key = title if len(questions) == 1 else f"{title} ({joined('.', names)})"
            key = unique = fitting(key)
            while unique in taken:
                numbers[key] = numbers.get(key, 1) + 1
                unique = f"{key} [{numbers[key]}]"
            taken.add(unique)
            keys[names] = unique
    return keys


def joined(separator: str, parts: Names) -> str:
    """The parts as one text, or as much of its beginning as a key can show: one long name may stand before thousands
    of others.
    """
    kept: list[str] = []
    length = 0
    for part in parts:
        kept.append(part[:ROW_BYTES])
        length += len(part)
        if length > ROW_BYTES:
            break
    return separator.join(kept)


def fitting(key: str) -> str:
    """The key, or as much of it as OMERO can index."""
    pieces = cut(key, ROW_BYTES - _SUFFIX_BYTES)
    return key if len(pieces) <= 1 else f"{pieces[0]}…"
