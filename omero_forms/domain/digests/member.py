# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members are told of their own objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from omero_forms.domain.digests.scene import Scene, is_time_again, object_key, own_not_told
from omero_forms.domain.digests.shapes import (
    DigestFinding,
    DigestGroup,
    DigestItem,
    DigestPerson,
    DigestRow,
    GroupMention,
    MemberDigest,
    NotTold,
    ObjectKey,
    ToldMember,
    Unreached,
)
from omero_forms.domain.policies.finding_status import FAILING, RANK, Status, worst
from omero_forms.domain.policies.policy import TellMember

SHOWN_STILL_OPEN = 10
"""Rows of what was told before; the digest says of how many."""


def member_digest(
    scene: Scene, owner_id: int, findings: list[DigestFinding], before: ToldMember | None
) -> tuple[MemberDigest | None, Unreached | None]:
    """What one person is told of their own objects, of which these are all findings; and whether they could not be.
    `before` is what they were told last.
    """
    own = [each for each in findings if scene.policies[each.policy_id].tell_member is TellMember.ANY]
    person = scene.person(owner_id)
    digest = None
    reason = own_not_told(person, scene.period.today)
    if reason is None:
        seen = {id(each) for each in own if scene.sees(person, scene.groups[each.group_id])}
        digest = _member_digest(scene, person, [each for each in own if id(each) in seen], before)
        own = [each for each in own if id(each) not in seen]
        reason = NotTold.NOT_A_MEMBER
    failing = [each for each in own if each.status in FAILING]
    if not failing:
        return digest, None
    objects = {object_key(each) for each in failing}
    in_groups = tuple(sorted({each.group_id for each in failing}))
    return digest, Unreached(person, reason, len(objects), in_groups)


def _member_digest(
    scene: Scene, person: DigestPerson, findings: list[DigestFinding], before: ToldMember | None
) -> MemberDigest | None:
    """What to tell a member, or None when nothing is open, or nothing of it is new, due, or to be repeated."""
    period = scene.period
    rows: dict[ObjectKey, list[DigestFinding]] = {}
    for finding in findings:
        is_due_soon = finding.status is Status.GRACE and finding.due is not None and finding.due <= period.next
        if finding.status in FAILING or is_due_soon:
            rows.setdefault(object_key(finding), []).append(finding)
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
    if not rows or not (has_news or is_time_again(None if before is None else before.told_on, period)):
        return None
    groups = {row.group_id for row in (*newly, *soon, *still)}
    recommended = {object_key(each) for each in findings if each.status is Status.RECOMMENDED}
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
        fixed=_fixed(before, findings),
        recommended=tuple(sorted(recommended)),
        groups=tuple(_mention(scene, scene.groups[each], person) for each in sorted(groups)),
    )


def _names(rows: Mapping[ObjectKey, list[DigestFinding]], statuses: frozenset[Status]) -> dict[ObjectKey, str]:
    """Names of the objects whose worst status is one of `statuses`; an object that fails is not due soon as well."""
    return {
        key: findings[0].object_name
        for key, findings in rows.items()
        if worst(each.status for each in findings) in statuses
    }


def _by_date(row: DigestRow) -> tuple[date, str, int]:
    return (row.due or date.max, row.object_name, row.object_id)


def _row(scene: Scene, findings: list[DigestFinding]) -> DigestRow:
    findings = sorted(findings, key=lambda each: (-RANK[each.status], each.policy_id))
    items = []
    for finding in findings:
        policy = scene.policies[finding.policy_id]
        items.append(
            DigestItem(
                policy_id=policy.id,
                requirement=policy.requirement,
                status=finding.status,
                lacking=policy.named(finding.lacking),
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


def _fixed(before: ToldMember | None, findings: list[DigestFinding]) -> tuple[str, ...]:
    """Names of objects told of before of which all that is required is there now. What is exempt or gone is not
    fixed.
    """
    if before is None:
        return ()
    statuses: dict[ObjectKey, set[Status]] = {}
    for finding in findings:
        statuses.setdefault(object_key(finding), set()).add(finding.status)
    told = {**before.due_soon, **before.failing}
    done = {Status.COMPLIANT}
    return tuple(sorted(name for key, name in told.items() if statuses.get(key, set()) - {Status.RECOMMENDED} == done))


def _mention(scene: Scene, group: DigestGroup, reader: DigestPerson) -> GroupMention:
    """With whom to ask: nobody is told to ask themself."""
    owners = [scene.person(owner_id) for owner_id in sorted(group.owner_ids - {reader.id})]
    names = tuple(owner.full_name or owner.name for owner in owners if owner.active and not owner.special)
    return GroupMention(group.id, group.name, names, group.evaluated_at)
