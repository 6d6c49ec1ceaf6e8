# SPDX-License-Identifier: AGPL-3.0-or-later
"""The "dataset type": which objects of a group a policy is about.

A selector is a tree of conditions, joined by all, any and none. Files and the database write it in the same words: a
condition is its part and what it asks for, a join a list under its word, and a mapping of several of them stands for
all of them.
"""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from omero_forms.domain.refs import ObjectType

MAX_DEPTH: Final = 5
"""Joins within each other, as they are written."""

MAX_CONDITIONS: Final = 50


class Part(StrEnum):
    """What a condition asks about."""

    NAME = "name"
    TAG = "tag"
    PROJECT = "project"
    CREATED_AFTER = "created_after"
    MIN_IMAGES = "min_images"


KNOWN_OF: Final[Mapping[Part, frozenset[ObjectType]]] = {
    Part.PROJECT: frozenset({ObjectType.DATASET}),
    Part.MIN_IMAGES: frozenset({ObjectType.DATASET, ObjectType.PLATE}),
}
"""The types of objects of which OMERO says what these ask about; what the others ask about it says of all."""


class How(StrEnum):
    """How many of what it joins have to hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked of an object; `value` is a date for created_after, a number for min_images, else text."""

    part: Part
    value: str | int | date


@dataclass(frozen=True, slots=True)
class Join:
    """Selectors joined: all of nothing holds of everything."""

    how: How
    selectors: tuple[Condition | Join, ...] = ()


Selector = Condition | Join

EVERYTHING: Final = Join(How.ALL)

_HOW: Final = frozenset(How)


@dataclass(frozen=True, slots=True)
class ScopeFacts:
    """What a selector asks of an object: names of its tags and projects as they are in OMERO, `images` None if
    unknown.
    """

    name: str
    created: datetime
    tags: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    images: int | None = None


def joined(how: How, selectors: Sequence[Selector]) -> Selector:
    """Those selectors joined, and the one itself where it is alone."""
    return selectors[0] if len(selectors) == 1 and how is not How.NONE else Join(how, tuple(selectors))


def conditions(selector: Selector) -> Iterator[Condition]:
    """All conditions of the tree, in their order."""
    if isinstance(selector, Condition):
        yield selector
    else:
        for one in selector.selectors:
            yield from conditions(one)


def tags_asked(selector: Selector) -> frozenset[str]:
    """The tags that it asks for, to be compared with what is :func:`plain`."""
    return frozenset(plain(str(one.value)) for one in conditions(selector) if one.part is Part.TAG)


@lru_cache(maxsize=512)
def parts(selector: Selector) -> frozenset[Part]:
    """What has to be known of an object before it can be said whether it fits."""
    return frozenset(one.part for one in conditions(selector))


def as_words(selector: Selector) -> dict[str, Any]:
    """The selector as files write it and the database keeps it; :func:`from_words` reads it again."""
    if isinstance(selector, Condition):
        value = selector.value
        return {selector.part.value: value.isoformat() if isinstance(value, date) else value}
    words = [as_words(one) for one in selector.selectors]
    together = {word: value for one in words for word, value in one.items()}
    # As people write it, unless two would stand under the same word, or what is joined within would be taken apart.
    if selector.how is How.ALL and len(together) == len(words) and all(len(one) == 1 for one in words):
        return together
    return {selector.how.value: words}


def from_words(words: Mapping[str, Any]) -> Selector:
    """The selector that the database keeps in these words."""
    return joined(How.ALL, [_read(word, value) for word, value in words.items()])


def _read(word: str, value: Any) -> Selector:
    if word in _HOW:
        return joined(How(word), [from_words(one) for one in value])
    part = Part(word)
    return Condition(part, date.fromisoformat(value) if part is Part.CREATED_AFTER else value)


def plain(text: str) -> str:
    """A name to compare with others: how its letters are composed makes no difference, nor do blanks around it."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def in_scope(selector: Selector, facts: ScopeFacts, zone: tzinfo) -> bool:
    """Whether an object fits."""
    return fitting(selector, zone)(facts)


@lru_cache(maxsize=512)
def fitting(selector: Selector, zone: tzinfo) -> Callable[[ScopeFacts], bool]:
    """What says of objects whether they fit: the tree is walked once here, and not again for each of a million."""
    if isinstance(selector, Condition):
        return _holds(selector, zone)
    tests = [fitting(one, zone) for one in selector.selectors]
    # Any says yes at the first that holds, the others no at the first that does or does not.
    stops_at, then = selector.how is not How.ALL, selector.how is How.ANY

    def fits(facts: ScopeFacts) -> bool:
        for test in tests:
            if test(facts) is stops_at:
                return then
        return not then

    return fits


def _holds(condition: Condition, zone: tzinfo) -> Callable[[ScopeFacts], bool]:
    value: Any = condition.value
    match condition.part:
        case Part.NAME:
            # Brackets are letters of a name like others.
            pattern = plain(value).casefold().replace("[", "[[]")
            matches = re.compile(fnmatch.translate(pattern)).match
            return lambda facts: matches(plain(facts.name).casefold()) is not None
        case Part.TAG:
            tag = plain(value)
            return lambda facts: _is_among(tag, facts.tags)
        case Part.PROJECT:
            project = plain(value)
            return lambda facts: _is_among(project, facts.projects)
        case Part.CREATED_AFTER:
            return lambda facts: facts.created.astimezone(zone).date() > value
        case Part.MIN_IMAGES:
            return lambda facts: facts.images is not None and facts.images >= value


def _is_among(name: str, names: frozenset[str]) -> bool:
    return name in names or any(plain(one) == name for one in names)
