# SPDX-License-Identifier: AGPL-3.0-or-later
"""A selector as somebody wrote it: a tree of conditions under all, any and none."""

from __future__ import annotations

from datetime import date

from omero_forms.domain.policies.reading import MAX_COUNT, Path, Problems, day, mapping, text, whole
from omero_forms.domain.policies.selectors import (
    EVERYTHING,
    MAX_CONDITIONS,
    MAX_DEPTH,
    Condition,
    How,
    Part,
    Selector,
    conditions,
    joined,
)
from omero_forms.domain.texts import t


def selector_of(problems: Problems, value: object, path: Path) -> Selector:
    """Which objects; a tree too deep or too large is told as one problem, and not read on."""
    if value is None:
        return EVERYTHING
    selector = _joined(problems, value, path, MAX_DEPTH) or EVERYTHING
    if sum(1 for _ in conditions(selector)) > MAX_CONDITIONS:
        problems.add(path, t("Write at most {limit} conditions.", limit=MAX_CONDITIONS))
    return selector


_PARTS = (*Part, *How)


def _joined(problems: Problems, value: object, path: Path, levels: int) -> Selector | None:
    """What a mapping asks for: all that is in it. None where that is nothing, or wrong."""
    data = mapping(problems, value, path, _PARTS)
    found = [_entry(problems, word, child, (*path, word), levels) for word, child in data.items()]
    selectors = [one for one in found if one is not None]
    return joined(How.ALL, selectors) if selectors else None


def _entry(problems: Problems, word: str, value: object, path: Path, levels: int) -> Selector | None:
    if word in set(Part):
        if value is None:
            # As if it were not there, more objects would fit than anybody meant.
            problems.add(path, t("Write what is asked for, or leave this word out."))
        asked = _asked(problems, Part(word), value, path)
        return None if asked is None else Condition(Part(word), asked)
    if not isinstance(value, list) or not value:
        problems.add(path, t("Write a list of conditions."))
        return None
    if levels == 0:
        problems.add(path, t("Write at most {limit} of all, any and none within each other.", limit=MAX_DEPTH))
        return None
    before = len(problems.found)
    selectors = []
    for index, each in enumerate(value):
        one = _joined(problems, each, (*path, index), levels - 1)
        if one is not None:
            selectors.append(one)
        elif len(problems.found) == before:
            problems.add((*path, index), t("Write a condition."))
    return joined(How(word), selectors) if selectors else None


def _asked(problems: Problems, part: Part, value: object, path: Path) -> str | int | date | None:
    match part:
        case Part.CREATED_AFTER:
            return day(problems, value, path)
        case Part.MIN_IMAGES:
            return whole(problems, value, path, MAX_COUNT)
        case _:
            return text(problems, value, path)


def read_selector(value: object) -> Selector:
    """A selector that stands alone, in the words of the file. Raises `policy_invalid`."""
    problems = Problems()
    selector = selector_of(problems, value, ("selector",))
    problems.raise_if_any()
    return selector
