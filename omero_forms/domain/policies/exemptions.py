# SPDX-License-Identifier: AGPL-3.0-or-later
"""What excuses objects from a policy, what may be asked for, and who decides on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from omero_forms.domain.policies.selectors import Selector
from omero_forms.domain.texts import t

LONGEST: Final = timedelta(days=3660)
"""Ten years: nobody means longer, and grace can be counted from any day before."""

WARNED_BEFORE: Final = timedelta(days=7)
"""So long before its end whoever asked for an exemption is told of it."""

TEXT_LIMIT: Final = 2000
"""Characters of a reason, and of what is said with a decision."""

MOST_OBJECTS: Final = 1000
"""Objects that one exemption names: as many as one question to OMERO may."""


class ExemptionState(StrEnum):
    """How far an exemption has come. One whose last day is over stays approved: the day says so."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """by who asked for it, before anybody decided"""
    ENDED = "ended"
    """before its last day"""


class Decision(StrEnum):
    """What is decided on an exemption, each of them a record."""

    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Excuses an object from a policy up to and with the day `until` (None: without end).

    It is about all forms of the policy, unless `form_ids` names some.
    """

    until: date | None
    reason: str
    approver: str
    form_ids: frozenset[str] = frozenset()

    def covers(self, form_id: str) -> bool:
        """Whether it is about this form."""
        return not self.form_ids or form_id in self.form_ids

    @property
    def lasts(self) -> date:
        """The last day on which it excuses."""
        return date.max if self.until is None else self.until

    @property
    def said(self) -> str:
        """Why it excuses, for findings."""
        return t("{reason} (approved by {approver})", reason=self.reason, approver=self.approver).lstrip()

    @property
    def terms(self) -> tuple[object, ...]:
        """All that judging by it depends on, in one order in every process."""
        return (self.until, self.reason, self.approver, sorted(self.form_ids))


def which_counts(exemptions: Iterable[Exemption], form_id: str) -> Exemption | None:
    """Of those about the form the one that lasts longest, ended or not."""
    return max((one for one in exemptions if one.covers(form_id)), key=lambda one: one.lasts, default=None)


Identity = tuple[int, int]
"""Object id, creation event."""


@dataclass(frozen=True, slots=True)
class Exemptions:
    """The exemptions from one policy, ended ones too: those that name objects, and those of all that fit a selector."""

    by_object: Mapping[Identity, tuple[Exemption, ...]] = field(default_factory=dict)
    by_selector: tuple[tuple[Selector, Exemption], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.by_object or self.by_selector)

    @property
    def last_days(self) -> set[date]:
        """The last days of those that end."""
        named = (exemption for several in self.by_object.values() for exemption in several)
        fitting = (exemption for _selector, exemption in self.by_selector)
        return {one.until for one in (*named, *fitting) if one.until is not None}

    def of(self, identity: Identity, fits: Callable[[Selector], bool]) -> tuple[Exemption, ...]:
        """Those about one object, of which `fits` says whether it fits a selector."""
        named = self.by_object.get(identity, ())
        if not self.by_selector:
            return named
        return (*named, *(exemption for selector, exemption in self.by_selector if fits(selector)))


NONE: Final = Exemptions()


def last_day(until: date, ended: date | None) -> date:
    """The last day on which an exemption excuses that was ended on the day `ended`: from then on it does not."""
    return until if ended is None else min(until, ended - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Standing:
    """Why somebody may decide on an exemption. `is_own`: they asked for it, and nobody else can decide."""

    is_own: bool


def standing(person: int, asked_by: Collection[int], others: Collection[int]) -> Standing | None:
    """Whether somebody who owns the group, or is an admin, decides on what was `asked_by` a person and whoever opened
    their session; None where somebody else has to, one of the `others` who can.
    """
    if person not in asked_by:
        return Standing(is_own=False)
    return None if set(others) - {*asked_by} else Standing(is_own=True)


def is_to_warn(until: date, decided: date, today: date) -> bool:
    """Whether the end of an exemption is near enough to be told of, and was not when it was approved."""
    return decided < until - WARNED_BEFORE <= today <= until
