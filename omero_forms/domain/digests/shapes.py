# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each person is told in one digest. `rules` decides it from findings; `mail` puts it into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple

from omero_forms.domain.digests.preferences import CHOSE_NOTHING, Preference
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Requirement, TellMember
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t


class NotTold(StrEnum):
    """Why somebody who should be told is not."""

    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    """OMERO holds an address, and no mail can be sent to it."""
    INACTIVE = "inactive"
    NOT_A_MEMBER = "not_a_member"
    SPECIAL = "special"
    POLICY = "policy"
    """The group's policies tell no member."""
    OFF = "off"
    """They turned these mails off."""
    PAUSED = "paused"


_WHY_NOT: Mapping[NotTold, str] = {
    NotTold.NO_ADDRESS: noop("no e-mail address"),
    NotTold.BAD_ADDRESS: noop("e-mail address cannot be used"),
    NotTold.INACTIVE: noop("account is inactive"),
    NotTold.NOT_A_MEMBER: noop("no longer in the group"),
    NotTold.SPECIAL: noop("not a person's account"),
    NotTold.POLICY: noop("the policies tell no member"),
    NotTold.OFF: noop("turned these mails off"),
    NotTold.PAUSED: noop("paused these mails"),
}


def why_not_told(reason: NotTold) -> str:
    """As "no e-mail address"."""
    return t(_WHY_NOT[reason])


def not_told(reason: NotTold) -> str:
    """As "not told: no e-mail address", for the column "Last told"."""
    return t("not told: {reason}", reason=why_not_told(reason))


UNREACHABLE = frozenset({NotTold.NO_ADDRESS, NotTold.BAD_ADDRESS})
"""Those whom somebody else has to tell."""


# --- what it is made from


@dataclass(frozen=True, slots=True)
class DigestPerson:
    """An OMERO user. `special`: guest, root, public user, form master, form agent: never told anything.

    `preference` is about mails of their own objects. `email` is an address that can be used, or empty. `written_email`
    is what OMERO holds; where that cannot be used, `email_problem` says why.
    """

    id: int
    name: str
    full_name: str
    email: str
    active: bool
    is_admin: bool = False
    special: bool = False
    written_email: str = ""
    email_problem: str = ""
    preference: Preference = CHOSE_NOTHING


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """A group, and what its last evaluation looked at: number of objects, and of those that could not be checked.

    `reasons` say why, as "policy: sentence"; `failed` why a run since then counted nothing, empty where none did.
    """

    id: int
    name: str
    member_ids: frozenset[int]
    owner_ids: frozenset[int]
    evaluated_at: datetime
    objects: int
    errors: int = 0
    reasons: tuple[str, ...] = ()
    failed: str = ""


@dataclass(frozen=True, slots=True)
class DigestPolicy:
    """What a digest needs of a policy; `forms` are (form id, name) in its order."""

    id: int
    group_id: int
    name: str
    requirement: Requirement
    forms: tuple[tuple[str, str], ...]
    tell_member: TellMember
    tell_owner_above: int | None

    def named(self, form_ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """These forms as (form id, name)."""
        return _named(self.forms, form_ids)


@lru_cache(maxsize=4096)
def _named(forms: tuple[tuple[str, str], ...], form_ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Kept: the objects of a group lack one of few combinations."""
    names = dict(forms)
    return tuple((one, names.get(one, one)) for one in form_ids)


class DigestFinding(NamedTuple):
    """A finding as stored. `lacking` are form ids, `since` the first day on which it failed (None while it does not).

    `outdated_versions` are, for a status that comes of a version which does not count, (form id, version of the
    answers).
    """

    policy_id: int
    group_id: int
    object_type: ObjectType
    object_id: int
    object_name: str
    owner_id: int
    status: Status
    lacking: tuple[str, ...] = ()
    due: date | None = None
    since: date | None = None
    outdated_versions: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A digest period. `key` names it in the outbox ("2026-W48", "2026-11-23"); `today` is the day on which the mail is
    made, `next` the day of the digest after it, both in the facility's time zone.
    """

    kind: Literal["weekly", "daily"]
    key: str
    today: date
    next: date


ObjectKey = tuple[str, int]
"""Type and id of an object, as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class ToldMember:
    """What a member's last digest said: the open objects with their names, failing or due soon then."""

    told_on: date
    failing: Mapping[ObjectKey, str] = field(default_factory=dict)
    due_soon: Mapping[ObjectKey, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToldOwner:
    """What an owner's last digest said of one group: objects past due in all, and per member id, and how many of those
    for long.
    """

    told_on: date
    past_due: int
    members: Mapping[int, int] = field(default_factory=dict)
    stuck: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What was said before: when, by member id; what, by (owner id, group id). What members were told names all their
    objects, so it comes with their findings (`OwnFindings`).
    """

    members: Mapping[int, date] = field(default_factory=dict)
    owners: Mapping[tuple[int, int], ToldOwner] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnFindings:
    """All findings of what belongs to one person, and what that person was told last."""

    owner_id: int
    findings: Sequence[DigestFinding]
    told: ToldMember | None = None


# --- what comes out


class DigestItem(NamedTuple):
    """What one policy says of an object. `lacking` are (form id, name)."""

    policy_id: int
    requirement: Requirement
    status: Status
    lacking: tuple[tuple[str, str], ...]
    due: date | None
    since: date | None
    outdated_versions: tuple[tuple[str, int], ...] = ()


class DigestRow(NamedTuple):
    """One object of the reader's, with everything that is open on it (worst first).

    `form_id` is the form to open at once, when only one is lacking.
    """

    object_type: ObjectType
    object_id: int
    object_name: str
    group_id: int
    group_name: str
    items: tuple[DigestItem, ...]

    @property
    def form_id(self) -> str | None:
        lacking = {form_id for item in self.items for form_id, _name in item.lacking}
        return next(iter(lacking)) if len(lacking) == 1 else None

    @property
    def status(self) -> Status:
        return self.items[0].status

    @property
    def due(self) -> date | None:
        """The earliest due date of its items."""
        return min((item.due for item in self.items if item.due is not None), default=None)


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A group that the digest is about, with the full names of its owners but the reader: whom to ask."""

    id: int
    name: str
    owners: tuple[str, ...]
    evaluated_at: datetime


@dataclass(frozen=True, slots=True)
class MemberDigest:
    """What one person is told of their own objects, over all groups and policies.

    `open_count` are distinct objects, failing or due soon; `was` the number told last time, on `was_on` (None at the
    first time). `still_open` holds at most 10 rows of `still_open_total`; `open_objects` (failing) and `due_objects`
    name all of them, for the next digest. `recommended` are objects that lack what is only recommended.
    """

    person: DigestPerson
    period: Period
    open_count: int
    was: int | None
    was_on: date | None
    newly_failing: tuple[DigestRow, ...]
    due_soon: tuple[DigestRow, ...]
    still_open: tuple[DigestRow, ...]
    still_open_total: int
    fixed: tuple[str, ...]
    recommended: tuple[ObjectKey, ...]
    groups: tuple[GroupMention, ...]
    open_objects: Mapping[ObjectKey, str]
    due_objects: Mapping[ObjectKey, str]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as an owner is told of them; counts are distinct objects in the group."""

    person: DigestPerson
    past_due: int
    last_time: int | None
    in_grace: int
    told_on: date | None
    not_told: NotTold | None
    newly_above: bool
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class FormLack:
    """A form and how many objects of the group, past due, lack it.

    `alternatives` are the names of the other forms of which one would do as well.
    """

    form_id: str
    name: str
    objects: int
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupSection:
    """What an owner (or, where there is no other owner, an admin) is told of one group.

    `above` are the members with more than `threshold` objects past due, most first; `stuck` those with fewer, of which
    some have been past due for `stuck_days` or more; `others` the rest.
    """

    group: DigestGroup
    threshold: int
    past_due: int
    was: int | None
    was_on: date | None
    above: tuple[MemberRow, ...]
    stuck: tuple[MemberRow, ...]
    stuck_days: int
    others: tuple[MemberRow, ...]
    lacks: tuple[FormLack, ...]
    lack_several: int
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnerDigest:
    """What one person is told of the groups they own; `as_admin` are ids of those told to them for want of another
    owner.
    """

    person: DigestPerson
    period: Period
    sections: tuple[GroupSection, ...]
    as_admin: frozenset[int]


Digest = MemberDigest | OwnerDigest


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody with failing objects whom a policy would have told."""

    person: DigestPerson
    reason: NotTold
    objects: int
    group_ids: tuple[int, ...]
