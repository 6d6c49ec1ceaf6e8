# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all digests of a period are made from, and who can be told anything at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from omero_forms.domain.digests.preferences import Cadence
from omero_forms.domain.digests.shapes import (
    DigestFinding,
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    NotTold,
    ObjectKey,
    Period,
    Told,
)

REPEAT_DAYS = 7
"""What is open and was told is told again after so many days, however often digests are made."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a digest is made of, besides the findings: who and what there is now, and what was said before."""

    people: Mapping[int, DigestPerson]
    groups: Mapping[int, DigestGroup]
    policies: Mapping[int, DigestPolicy]
    period: Period
    told: Told
    stuck_days: int = 0
    """after so many days past due owners are told of it, whatever number their policies name; 0: never"""

    def is_stuck(self, finding: DigestFinding) -> bool:
        """Whether it has failed through so many digests that owners are told."""
        since = finding.since
        return bool(self.stuck_days and since and (self.period.today - since).days >= self.stuck_days)

    def person(self, person_id: int) -> DigestPerson:
        """The person, or a stand-in for somebody whom OMERO no longer has."""
        return self.people.get(person_id, DigestPerson(person_id, "", "", "", active=False, is_admin=False))

    def sees(self, person: DigestPerson, group: DigestGroup) -> bool:
        """Whether the person is in the group: who left it is told no names from it any more."""
        return person.is_admin or person.id in group.member_ids or person.id in group.owner_ids


def not_told(person: DigestPerson) -> NotTold | None:
    """Why this person gets no mail at all; None when they can."""
    if person.special:
        return NotTold.SPECIAL
    if not person.active:
        return NotTold.INACTIVE
    if person.email:
        return None
    return NotTold.BAD_ADDRESS if person.email_problem else NotTold.NO_ADDRESS


def own_not_told(person: DigestPerson, today: date) -> NotTold | None:
    """Why this person gets no mail of their own objects; None when they do. Of groups that they own they do get one."""
    reason = not_told(person)
    if reason is None and person.preference.cadence is Cadence.OFF:
        return NotTold.OFF
    return NotTold.PAUSED if reason is None and person.preference.is_paused(today) else reason


def object_key(finding: DigestFinding) -> ObjectKey:
    """An object that several policies may have findings of."""
    return (finding.object_type.value, finding.object_id)


def is_time_again(told_on: date | None, period: Period) -> bool:
    """Whether what is open is told though nothing of it is new."""
    return told_on is None or period.today - told_on >= timedelta(days=REPEAT_DAYS)
