# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told what: findings in, digests out.

Members are told of their own objects, by policies that tell members. Owners of a group are told, each once, when a member has more
than N distinct failing objects there, N being the least number that the group's policies name; that owner's own objects count
among them, and are told to the other owners too, or to the admins where no other owner can be reached. Objects in grace
and exempt ones do not count. Nothing goes to inactive and special users; who has no address is named to the owners as not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from omero_forms.domain.digests import (
    DigestFinding,
    DigestGroup,
    DigestItem,
    DigestPerson,
    DigestPolicy,
    DigestRow,
    DigestRun,
    FormLack,
    GroupMention,
    GroupSection,
    MemberDigest,
    MemberRow,
    NotTold,
    ObjectKey,
    OwnerDigest,
    Period,
    Told,
    ToldOwner,
    Unreached,
)
from omero_forms.domain.evaluation import FAILING, Status

SHOWN_STILL_OPEN = 10
"""Rows of what was told before; the digest says of how many."""
REPEAT_DAYS = 7
"""What is open and was told is told again after so many days, however often digests are made."""

_WORST_FIRST: Mapping[Status, int] = {
    status: -rank for rank, status in enumerate(each for each in Status)
}


def build_digests(
    *,
    findings: Iterable[DigestFinding],
    people: Mapping[int, DigestPerson],
    groups: Mapping[int, DigestGroup],
    policies: Mapping[int, DigestPolicy],
    period: Period,
    told: Told,
) -> DigestRun:
    """The digests of one period: members' first, then owners', each by person id; and who could not be told.

    ``findings`` are the current ones of all groups; compliant ones are needed only for objects told of before, to say that they are
    fixed. A finding of an unknown policy or group is left out. Pure: the same input gives the same digests.
    """
    known = [
        finding
        for finding in findings
        if finding.policy_id in policies and finding.group_id in groups
    ]
    scene = _Scene(people, groups, policies, period, told)
    members, unreached = _member_digests(scene, known)
    told_now = {digest.person.id for digest in members}
    owners = _owner_digests(scene, known, told_now)
    return DigestRun((*members, *owners), unreached)


@dataclass(frozen=True, slots=True)
class _Scene:
    people: Mapping[int, DigestPerson]
    groups: Mapping[int, DigestGroup]
    policies: Mapping[int, DigestPolicy]
    period: Period
    told: Told

    def person(self, person_id: int) -> DigestPerson:
        """The person, or a stand-in for somebody whom OMERO no longer has."""
        return self.people.get(
            person_id, DigestPerson(person_id, "", "", "", active=False, is_admin=False)
        )

    def not_told(self, person: DigestPerson) -> NotTold | None:
        """Why this person gets no mail at all; None when they can."""
        if person.special:
            return NotTold.SPECIAL
        if not person.active:
            return NotTold.INACTIVE
        return None if person.email.strip() else NotTold.NO_ADDRESS

    def sees(self, person: DigestPerson, group: DigestGroup) -> bool:
        """Whether the person is in the group: who left it is told no names from it any more."""
        return person.is_admin or person.id in group.member_ids or person.id in group.owner_ids


def _key(finding: DigestFinding) -> ObjectKey:
    return (finding.object_type.value, finding.object_id)


# --- members


def _member_digests(
    scene: _Scene, findings: list[DigestFinding]
) -> tuple[list[MemberDigest], tuple[Unreached, ...]]:
    by_owner: dict[int, list[DigestFinding]] = {}
    for finding in findings:
        if scene.policies[finding.policy_id].tell_member == "any":
            by_owner.setdefault(finding.owner_id, []).append(finding)
    digests = []
    unreached = []
    for owner_id in sorted(by_owner):
        person = scene.person(owner_id)
        own = by_owner[owner_id]
        reason = scene.not_told(person)
        seen = [each for each in own if scene.sees(person, scene.groups[each.group_id])]
        if reason is None:
            digest = _member_digest(scene, person, seen)
            if digest is not None:
                digests.append(digest)
            own = [each for each in own if each not in seen]
            reason = NotTold.NOT_A_MEMBER
        failing = [each for each in own if each.status in FAILING]
        if failing:
            objects = {_key(each) for each in failing}
            in_groups = tuple(sorted({each.group_id for each in failing}))
            unreached.append(Unreached(person, reason, len(objects), in_groups))
    return digests, tuple(unreached)


def _member_digest(
    scene: _Scene, person: DigestPerson, findings: list[DigestFinding]
) -> MemberDigest | None:
    """What to tell a member, or None when nothing is open, or nothing of it is new, due, or to be repeated."""
    period = scene.period
    before = scene.told.members.get(person.id)
    rows: dict[ObjectKey, list[DigestFinding]] = {}
    for finding in findings:
        is_due_soon = (
            finding.status is Status.GRACE
            and finding.due is not None
            and finding.due <= period.next
        )
        if finding.status in FAILING or is_due_soon:
            rows.setdefault(_key(finding), []).append(finding)
    newly, soon, still = [], [], []
    has_news = False
    for key, open_findings in rows.items():
        row = _row(scene, open_findings)
        if row.status not in FAILING:
            soon.append(row)
            has_news = has_news or before is None or key not in before.due_soon
        elif before is not None and key in before.failing:
            still.append(row)
        else:
            newly.append(row)
            has_news = True
    if not rows or not (
        has_news or _is_time_again(None if before is None else before.told_on, period)
    ):
        return None
    groups = {row.group_id for row in (*newly, *soon, *still)}
    newly.sort(key=_by_date)
    soon.sort(key=_by_date)
    still.sort(key=_by_date)
    return MemberDigest(
        person=person,
        period=period,
        open_count=len(rows),
        was=None if before is None else len({*before.failing, *before.due_soon}),
        was_on=None if before is None else before.told_on,
        newly_failing=tuple(newly),
        due_soon=tuple(soon),
        still_open=tuple(still[:SHOWN_STILL_OPEN]),
        still_open_total=len(still),
        open_objects=_names(rows, FAILING),
        due_objects=_names(rows, frozenset({Status.GRACE})),
        fixed=_fixed(scene, person.id, findings),
        groups=tuple(_mention(scene, scene.groups[each]) for each in sorted(groups)),
    )


def _names(
    rows: Mapping[ObjectKey, list[DigestFinding]], statuses: frozenset[Status]
) -> dict[ObjectKey, str]:
    """Names of the objects whose worst status is one of ``statuses``; an object that fails is not due soon as well."""
    return {
        key: findings[0].object_name
        for key, findings in rows.items()
        if min((each.status for each in findings), key=_WORST_FIRST.__getitem__) in statuses
    }


def _is_time_again(told_on: date | None, period: Period) -> bool:
    return told_on is None or period.today - told_on >= timedelta(days=REPEAT_DAYS)


def _by_date(row: DigestRow) -> tuple[date, str, int]:
    return (row.due or date.max, row.object_name, row.object_id)


def _row(scene: _Scene, findings: list[DigestFinding]) -> DigestRow:
    findings = sorted(findings, key=lambda each: (_WORST_FIRST[each.status], each.policy_id))
    items = []
    for finding in findings:
        policy = scene.policies[finding.policy_id]
        names = dict(policy.forms)
        items.append(
            DigestItem(
                policy_id=policy.id,
                policy_name=policy.name,
                requirement=policy.requirement,
                status=finding.status,
                lacking=tuple((form, names.get(form, form)) for form in finding.lacking),
                due=finding.due,
                since=finding.since,
                outdated_versions=finding.outdated_versions,
            )
        )
    first = findings[0]
    return DigestRow(
        object_type=first.object_type,
        object_id=first.object_id,
        object_name=first.object_name,
        group_id=first.group_id,
        group_name=scene.groups[first.group_id].name,
        items=tuple(items),
    )


def _fixed(scene: _Scene, person_id: int, findings: list[DigestFinding]) -> tuple[str, ...]:
    """Names of objects told of before under which every policy is now satisfied. What is exempt or gone is not fixed."""
    before = scene.told.members.get(person_id)
    if before is None:
        return ()
    statuses: dict[ObjectKey, set[Status]] = {}
    for finding in findings:
        statuses.setdefault(_key(finding), set()).add(finding.status)
    told = {**before.due_soon, **before.failing}
    return tuple(
        sorted(name for key, name in told.items() if statuses.get(key) == {Status.COMPLIANT})
    )


def _mention(scene: _Scene, group: DigestGroup) -> GroupMention:
    owners = [scene.person(owner_id) for owner_id in sorted(group.owner_ids)]
    names = tuple(
        owner.full_name or owner.name for owner in owners if owner.active and not owner.special
    )
    return GroupMention(group.id, group.name, names, group.evaluated_at)


# --- owners


@dataclass(slots=True)
class _Count:
    """Distinct objects of one member in one group."""

    failing: set[ObjectKey] = field(default_factory=set)
    grace: set[ObjectKey] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Tally:
    """One group, under the policies that tell its owners."""

    group: DigestGroup
    threshold: int
    findings: tuple[DigestFinding, ...]
    members: Mapping[int, _Count]

    @property
    def failing(self) -> set[ObjectKey]:
        return set().union(*(count.failing for count in self.members.values()))

    @property
    def above(self) -> list[int]:
        return [
            person_id
            for person_id, count in self.members.items()
            if len(count.failing) > self.threshold
        ]


def _tallies(scene: _Scene, findings: list[DigestFinding]) -> list[_Tally]:
    by_group: dict[int, list[DigestFinding]] = {}
    for finding in findings:
        if scene.policies[finding.policy_id].tell_owner_above is not None:
            by_group.setdefault(finding.group_id, []).append(finding)
    tallies = []
    for group_id in sorted(by_group):
        threshold = min(
            policy.tell_owner_above
            for policy in scene.policies.values()
            if policy.group_id == group_id and policy.tell_owner_above is not None
        )
        members: dict[int, _Count] = {}
        for finding in by_group[group_id]:
            count = members.setdefault(finding.owner_id, _Count())
            if finding.status in FAILING:
                count.failing.add(_key(finding))
            elif finding.status is Status.GRACE:
                count.grace.add(_key(finding))
        for count in members.values():
            count.grace -= count.failing
        tallies.append(
            _Tally(scene.groups[group_id], threshold, tuple(by_group[group_id]), members)
        )
    return tallies


def _owner_digests(
    scene: _Scene, findings: list[DigestFinding], told_now: set[int]
) -> list[OwnerDigest]:
    sections: dict[int, list[GroupSection]] = {}
    as_admin: dict[int, set[int]] = {}
    for tally in _tallies(scene, findings):
        if not tally.above:
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


def _recipients(scene: _Scene, tally: _Tally) -> list[tuple[DigestPerson, bool]]:
    """The owners of the group who can be reached, each once; the admins besides, where a member above the number has no
    owner but themself to be told to. The flag says that somebody is told as an admin.
    """
    owners = [
        person
        for person in map(scene.person, sorted(tally.group.owner_ids))
        if scene.not_told(person) is None
    ]
    recipients = [(owner, False) for owner in owners]
    if all(any(owner.id != member for owner in owners) for member in tally.above):
        return recipients
    admins = (
        person
        for _id, person in sorted(scene.people.items())
        if person.is_admin and scene.not_told(person) is None
    )
    recipients.extend((admin, True) for admin in admins if admin not in owners)
    return recipients


def _has_owner_news(tally: _Tally, before: ToldOwner | None, period: Period) -> bool:
    """Somebody is newly above the number or has more than last time, or it is time to say it again."""
    if before is None or _is_time_again(before.told_on, period):
        return True
    return any(
        len(tally.members[member].failing) > before.members.get(member, 0) for member in tally.above
    )


def _section(
    scene: _Scene, tally: _Tally, before: ToldOwner | None, told_now: set[int]
) -> GroupSection:
    above: list[MemberRow] = []
    others: list[MemberRow] = []
    for person_id, count in tally.members.items():
        if count.failing:
            is_above = len(count.failing) > tally.threshold
            row = _member_row(scene, tally, person_id, before, told_now)
            (above if is_above else others).append(row)
    lacks, several = _lacks(scene, tally)
    policies = sorted({each.policy_id for each in tally.findings})
    return GroupSection(
        group=tally.group,
        threshold=tally.threshold,
        past_due=len(tally.failing),
        was=None if before is None else before.past_due,
        was_on=None if before is None else before.told_on,
        above=tuple(sorted(above, key=_most_first)),
        others=tuple(sorted(others, key=_most_first)),
        lacks=lacks,
        lack_several=several,
        policies=tuple(scene.policies[each].name for each in policies),
    )


def _most_first(row: MemberRow) -> tuple[int, str, int]:
    return (-row.past_due, row.person.full_name, row.person.id)


def _member_row(
    scene: _Scene,
    tally: _Tally,
    person_id: int,
    before: ToldOwner | None,
    told_now: set[int],
) -> MemberRow:
    person = scene.person(person_id)
    count = tally.members[person_id]
    last_time = None if before is None else before.members.get(person_id, 0)
    not_told = scene.not_told(person)
    if not_told is None and not scene.sees(person, tally.group):
        not_told = NotTold.NOT_A_MEMBER
    told_before = scene.told.members.get(person_id)
    told_on = None if told_before is None else told_before.told_on
    if person_id in told_now:
        told_on = scene.period.today
    tells_members = any(
        policy.tell_member == "any"
        for policy in scene.policies.values()
        if policy.group_id == tally.group.id
    )
    if not_told is None and not tells_members:
        not_told, told_on = NotTold.POLICY, None
    return MemberRow(
        person=person,
        past_due=len(count.failing),
        last_time=last_time,
        in_grace=len(count.grace),
        told_on=told_on if not_told is None else None,
        not_told=not_told,
        newly_above=len(count.failing) > tally.threshold >= (last_time or 0),
    )


def _lacks(scene: _Scene, tally: _Tally) -> tuple[tuple[FormLack, ...], int]:
    """How many failing objects lack each form, most first, and how many lack more than one."""
    by_form: dict[tuple[str, str], set[ObjectKey]] = {}
    by_object: dict[ObjectKey, set[str]] = {}
    for finding in tally.findings:
        if finding.status not in FAILING:
            continue
        names = dict(scene.policies[finding.policy_id].forms)
        for form_id in finding.lacking:
            by_form.setdefault((form_id, names.get(form_id, form_id)), set()).add(_key(finding))
            by_object.setdefault(_key(finding), set()).add(form_id)
    lacks = [FormLack(form, name, len(keys)) for (form, name), keys in by_form.items()]
    lacks.sort(key=lambda lack: (-lack.objects, lack.name, lack.form_id))
    return tuple(lacks), sum(len(forms) > 1 for forms in by_object.values())
