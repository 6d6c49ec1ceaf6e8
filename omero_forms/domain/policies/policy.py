# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group requires of its objects. `domain.policies.files` reads the YAML form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.selectors import Selector
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


class Level(StrEnum):
    """Whether what a policy asks for is owed. What is only recommended is counted apart, and never fails."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTerms:
    """What a group requires of its objects of one type.

    `start` is None where nobody said a day: the one on which it is applied. `tell_owner_above` is the number of failing
    objects of one member above which the group's owners are told; None is never. `excluded` are ids of people whose
    objects the policy is not about. With a `deadline` it is a campaign: one fixed last day for all, and no grace. What
    complies has what the `gate` says.
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
    level: Level = Level.REQUIRED
    deadline: date | None = None
    excluded: frozenset[int] = frozenset()
    gate: Gate | None = None

    @property
    def grace(self) -> int:
        """Days of grace: a campaign has none."""
        return 0 if self.deadline else self.grace_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(PolicyTerms):
    """Terms that were applied: they have an id, and a day from which they hold."""

    id: int
    start: date
