# SPDX-License-Identifier: AGPL-3.0-or-later
"""What owners are told of the members of their groups, and admins where no other owner can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from omero_forms.domain.digests.scene import Scene, is_time_again, not_told, object_key, own_not_told
from omero_forms.domain.digests.shapes import (
    DigestFinding,
    DigestGroup,
    DigestPerson,
    FormLack,
    GroupSection,
    MemberRow,
    NotTold,
    ObjectKey,
    OwnerDigest,
    Period,
    ToldOwner,
)
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Requirement, TellMember

Need = tuple[tuple[str, str], ...]
"""A form as (id, name), or all of those of which one would do."""


@dataclass(frozen=True, slots=True)
class _Count:
    """How many objects of one member in one group are past due, how many of them for long, and how many others in
    grace.
    """

    failing: int
    grace: int
    stuck: int = 0


@dataclass(slots=True)
class _Tally:
    """One group, under the policies that tell its owners: numbers, and no findings."""

    group: DigestGroup
    threshold: int
    past_due: int = 0
    lack_several: int = 0
    members: dict[int, _Count] = field(default_factory=dict)
    policies: set[int] = field(default_factory=set)
    lacks: Counter[Need] = field(default_factory=Counter)

    @property
    def above(self) -> list[int]:
        return [person_id for person_id, count in self.members.items() if count.failing > self.threshold]

    @property
    def told_of(self) -> list[int]:
        """Those above the number, and those whose objects stay past due."""
        return [one for one, count in self.members.items() if count.failing > self.threshold or count.stuck]


class Tallies:
    """What owners are told of their groups, counted from the findings of one member after the other."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._by_group: dict[int, _Tally] = {}

    def add(self, owner_id: int, findings: list[DigestFinding]) -> None:
        """Count what belongs to one person, of which these are all findings."""
        by_group: dict[int, list[DigestFinding]] = {}
        for finding in findings:
            if self._scene.policies[finding.policy_id].tell_owner_above is not None:
                by_group.setdefault(finding.group_id, []).append(finding)
        for group_id, own in by_group.items():
            failing = {object_key(each) for each in own if each.status in FAILING}
            grace = {object_key(each) for each in own if each.status is Status.GRACE} - failing
            tally = self._of(group_id)
            stuck = {object_key(each) for each in own if each.status in FAILING and self._scene.is_stuck(each)}
            tally.members[owner_id] = _Count(len(failing), len(grace), len(stuck))
            tally.past_due += len(failing)
            tally.policies.update(each.policy_id for each in own)
            self._count_lacks(tally, own)

    def _of(self, group_id: int) -> _Tally:
        tally = self._by_group.get(group_id)
        if tally is None:
            threshold = min(
                policy.tell_owner_above
                for policy in self._scene.policies.values()
                if policy.group_id == group_id and policy.tell_owner_above is not None
            )
            tally = self._by_group[group_id] = _Tally(self._scene.groups[group_id], threshold)
        return tally

    def _count_lacks(self, tally: _Tally, own: list[DigestFinding]) -> None:
        needs: dict[ObjectKey, set[Need]] = {}
        for finding in own:
            if finding.status in FAILING:
                policy = self._scene.policies[finding.policy_id]
                lacking = policy.named(finding.lacking)
                one_of = policy.requirement is Requirement.ONE_OF and lacking
                needs.setdefault(object_key(finding), set()).update(
                    [lacking] if one_of else [(form,) for form in lacking]
                )
        for each in needs.values():
            tally.lacks.update(each)
            tally.lack_several += len(each) > 1

    def owner_digests(self, told_now: Collection[int]) -> list[OwnerDigest]:
        """What group owners are told of members above the threshold; `told_now` are those who get a mail of their
        own.
        """
        scene = self._scene
        sections: dict[int, list[GroupSection]] = {}
        as_admin: dict[int, set[int]] = {}
        for _group_id, tally in sorted(self._by_group.items()):
            if not tally.told_of:
                continue
            for person, by_right_of_admin in _recipients(scene, tally):
                before = scene.told.owners.get((person.id, tally.group.id))
                if not _has_owner_news(tally, before, scene.period):
                    continue
                sections.setdefault(person.id, []).append(_section(scene, tally, before, told_now))
                if by_right_of_admin:
                    as_admin.setdefault(person.id, set()).add(tally.group.id)
        return [
            OwnerDigest(
                person=scene.person(person_id),
                period=scene.period,
                sections=tuple(sections[person_id]),
                as_admin=frozenset(as_admin.get(person_id, ())),
            )
            for person_id in sorted(sections)
        ]


def groups_told_to(
    readers: frozenset[int], people: Mapping[int, DigestPerson], groups: Mapping[int, DigestGroup]
) -> frozenset[int]:
    """Ids of the groups that some of the readers may be told of, as owners, or as admins where owners are lacking."""
    has_admin = any(one in people and people[one].is_admin for one in readers)
    return frozenset(
        group.id
        for group in groups.values()
        if readers & group.owner_ids or (has_admin and not _has_two_who_can_be_told(group, people))
    )


def _has_two_who_can_be_told(group: DigestGroup, people: Mapping[int, DigestPerson]) -> bool:
    """Then each member, though an owner, has another owner to be told to."""
    return sum(one in people and not_told(people[one]) is None for one in group.owner_ids) > 1


def _recipients(scene: Scene, tally: _Tally) -> list[tuple[DigestPerson, bool]]:
    """The owners of the group who can be reached, each once; the admins besides, where a member above the number has no
    owner but themself to be told to. The flag says that somebody is told as an admin.
    """
    owners = [person for person in map(scene.person, sorted(tally.group.owner_ids)) if not_told(person) is None]
    recipients = [(owner, False) for owner in owners]
    if all(any(owner.id != member for owner in owners) for member in tally.told_of):
        return recipients
    admins = (person for _id, person in sorted(scene.people.items()) if person.is_admin and not_told(person) is None)
    recipients.extend((admin, True) for admin in admins if admin not in owners)
    return recipients


def _has_owner_news(tally: _Tally, before: ToldOwner | None, period: Period) -> bool:
    """Somebody is newly above the number or has more than last time, or left something for long, or it is time to say
    it again.
    """
    if before is None or is_time_again(before.told_on, period):
        return True
    return any(
        tally.members[member].failing > before.members.get(member, 0)
        or tally.members[member].stuck > before.stuck.get(member, 0)
        for member in tally.told_of
    )


def _section(scene: Scene, tally: _Tally, before: ToldOwner | None, told_now: Collection[int]) -> GroupSection:
    above: list[MemberRow] = []
    stuck: list[MemberRow] = []
    others: list[MemberRow] = []
    for person_id, count in tally.members.items():
        if count.failing:
            is_above = count.failing > tally.threshold
            row = _member_row(scene, tally, person_id, before, told_now)
            (above if is_above else stuck if count.stuck else others).append(row)
    return GroupSection(
        group=tally.group,
        threshold=tally.threshold,
        past_due=tally.past_due,
        was=None if before is None else before.past_due,
        was_on=None if before is None else before.told_on,
        above=tuple(sorted(above, key=_most_first)),
        stuck=tuple(sorted(stuck, key=_most_first)),
        stuck_days=scene.stuck_days,
        others=tuple(sorted(others, key=_most_first)),
        lacks=_lacks(tally),
        lack_several=tally.lack_several,
        policies=tuple(scene.policies[each].name for each in sorted(tally.policies)),
    )


def _most_first(row: MemberRow) -> tuple[int, str, int]:
    return (-row.past_due, row.person.full_name, row.person.id)


def _member_row(
    scene: Scene,
    tally: _Tally,
    person_id: int,
    before: ToldOwner | None,
    told_now: Collection[int],
) -> MemberRow:
    person = scene.person(person_id)
    count = tally.members[person_id]
    last_time = None if before is None else before.members.get(person_id, 0)
    why_not = own_not_told(person, scene.period.today)
    if why_not is None and not scene.sees(person, tally.group):
        why_not = NotTold.NOT_A_MEMBER
    told_on = scene.told.members.get(person_id)
    if person_id in told_now:
        told_on = scene.period.today
    tells_members = any(
        policy.tell_member is TellMember.ANY for policy in scene.policies.values() if policy.group_id == tally.group.id
    )
    if why_not is None and not tells_members:
        why_not, told_on = NotTold.POLICY, None
    return MemberRow(
        person=person,
        past_due=count.failing,
        last_time=last_time,
        in_grace=count.grace,
        told_on=told_on if why_not is None else None,
        not_told=why_not,
        newly_above=count.failing > tally.threshold >= (last_time or 0),
        stuck=count.stuck,
    )


def _lacks(tally: _Tally) -> tuple[FormLack, ...]:
    """How many failing objects lack each form, or all of those of which one would do, most first."""
    lacks = [
        FormLack(*need[0], objects, tuple(name for _id, name in need[1:])) for need, objects in tally.lacks.items()
    ]
    lacks.sort(key=lambda lack: (-lack.objects, lack.name, lack.form_id))
    return tuple(lacks)
