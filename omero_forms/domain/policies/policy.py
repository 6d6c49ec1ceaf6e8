# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group requires of its objects. `domain.policies.files` reads the YAML form."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache

from omero_forms.domain.refs import ObjectType


class Requirement(StrEnum):
    """How many of a policy's forms an object needs."""

    NONE = "none"
    ALL_OF = "all_of"
    ONE_OF = "one_of"


class Rule(StrEnum):
    """Which versions of a form count: any, those from a number on, or the current one."""

    ANY = "any"
    FROM = "from"
    CURRENT = "current"


class TellMember(StrEnum):
    """From how many failing objects of their own on a member is told."""

    NEVER = "never"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class CountingVersions:
    """Which versions of a form count; `number` is given with `Rule.FROM` only."""

    rule: Rule = Rule.ANY
    number: int | None = None

    def __post_init__(self) -> None:
        if (self.rule is Rule.FROM) != (self.number is not None):
            raise ValueError("a number goes with the rule from, and only with it")

    def of(self, published: Iterable[int]) -> frozenset[int]:
        """Those of the published version numbers that count."""
        numbers = frozenset(published)
        if self.rule is Rule.ANY:
            return numbers
        if self.rule is Rule.CURRENT:
            return frozenset({max(numbers)}) if numbers else numbers
        return frozenset(number for number in numbers if number >= (self.number or 0))

    def will_demand(self, number: int, published: Iterable[int]) -> bool:
        """Whether answers to those published so far stop counting, or never did, once the version `number` is too."""
        before = self.of(published)
        after = self.of([*published, number])
        return number in after and not (before and before < after)


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """A form that a policy names."""

    form_id: str
    versions: CountingVersions = CountingVersions()


@dataclass(frozen=True, slots=True)
class Selector:
    """The "dataset type": which objects of the group a policy is about. What is None selects nothing out."""

    name_pattern: str | None = None
    tag: str | None = None
    project: str | None = None
    created_after: date | None = None
    min_images: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTerms:
    """What a group requires of its objects of one type.

    `start` is None where nobody said a day: the one on which it is applied. `tell_owner_above` is the number of failing
    objects of one member above which the group's owners are told; None is never.
    """

    group_id: int
    name: str
    object_type: ObjectType
    selector: Selector
    requirement: Requirement
    forms: tuple[PolicyForm, ...]
    grace_days: int
    start: date | None
    tell_member: TellMember
    tell_owner_above: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(PolicyTerms):
    """Terms that were applied: they have an id, and a day from which they hold."""

    id: int
    start: date


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


@lru_cache(maxsize=512)
def _name_matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.casefold()))


def in_scope(selector: Selector, facts: ScopeFacts, tz: tzinfo) -> bool:
    """Whether an object fits every part of the selector."""
    if selector.name_pattern is not None and not _name_matcher(selector.name_pattern).match(facts.name.casefold()):
        return False
    if selector.tag is not None and selector.tag not in facts.tags:
        return False
    if selector.project is not None and selector.project not in facts.projects:
        return False
    if selector.created_after is not None and facts.created.astimezone(tz).date() <= selector.created_after:
        return False
    return selector.min_images is None or (facts.images is not None and facts.images >= selector.min_images)
