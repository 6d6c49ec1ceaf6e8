# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told what: findings in, digests out.

Members are told of their own objects, by policies that tell members. Owners of a group are told, each once, when a
member has more than N distinct failing objects there, N being the least number that the group's policies name; that
owner's own objects count among them, and are told to the other owners too, or to the admins where no other owner can be
reached. Objects in grace and exempt ones do not count. Nothing goes to inactive and special users; who has no address
is named to the owners as not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from omero_forms.domain.digests.member import member_digests
from omero_forms.domain.digests.owner import owner_digests
from omero_forms.domain.digests.scene import Scene
from omero_forms.domain.digests.shapes import (
    DigestFinding,
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    Digests,
    Period,
    Told,
)


def build_digests(
    *,
    findings: Iterable[DigestFinding],
    people: Mapping[int, DigestPerson],
    groups: Mapping[int, DigestGroup],
    policies: Mapping[int, DigestPolicy],
    period: Period,
    told: Told,
    readers: frozenset[int] | None = None,
    told_already: Collection[int] = (),
) -> Digests:
    """The digests of one period: members' first, then owners', each by person id; and who could not be told.

    `findings` are the current ones of all groups; compliant ones are needed only for objects told of before, to say
    that they are fixed. A finding of an unknown policy or group is left out. Pure: the same input gives the same
    digests.

    With `readers` only theirs are made, of findings that may be theirs alone and those of the groups that
    `owner.groups_told_to` names; `told_already` are then those of the others who have their mail of this period.
    """
    known = [finding for finding in findings if finding.policy_id in policies and finding.group_id in groups]
    scene = Scene(people, groups, policies, period, told)
    members, unreached = member_digests(scene, known)
    if readers is not None:
        members = [digest for digest in members if digest.person.id in readers]
    told_now = {digest.person.id for digest in members} | set(told_already)
    owners = [
        digest for digest in owner_digests(scene, known, told_now) if readers is None or digest.person.id in readers
    ]
    return Digests((*members, *owners), unreached)
