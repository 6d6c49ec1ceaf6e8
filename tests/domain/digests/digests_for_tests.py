# SPDX-License-Identifier: AGPL-3.0-or-later
"""People, groups and policies that digests are made of, and the digests made of findings there.

Group B tells its members, C tells its owners above 3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from omero_forms.domain.digests import build
from omero_forms.domain.digests.memory import memory_of, told_from_memories, told_member
from omero_forms.domain.digests.scene import Scene
from omero_forms.domain.digests.shapes import (
    Digest,
    DigestFinding,
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    MemberDigest,
    OwnerDigest,
    OwnFindings,
    Period,
    Told,
    ToldMember,
    Unreached,
)
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Requirement, TellMember
from omero_forms.domain.refs import ObjectType

MONDAY = date(2026, 11, 23)
WEEK = Period("weekly", "2026-W48", MONDAY, MONDAY + timedelta(days=7))
EVALUATED = datetime(2026, 11, 23, 7, tzinfo=UTC)

CLARA, BEN, HUGO, ELENA, JONAS, ADMIN, ROOT, LEFT = 1, 2, 3, 4, 5, 6, 0, 9
GROUP_B, GROUP_C = 52, 53


@dataclass(frozen=True)
class Digests:
    """All of a run: members' first."""

    digests: tuple[Digest, ...]
    unreached: tuple[Unreached, ...]


def person(person_id: int, name: str, **more) -> DigestPerson:
    given_ = {"email": f"{name}@example.org", "active": True, **more}
    return DigestPerson(person_id, name, name.title(), **given_)


PEOPLE = {
    each.id: each
    for each in (
        person(CLARA, "clara"),
        person(BEN, "ben"),
        person(HUGO, "hugo", email=""),
        person(ELENA, "elena"),
        person(JONAS, "jonas"),
        person(ADMIN, "admin", is_admin=True),
        person(ROOT, "root", is_admin=True, special=True),
        person(LEFT, "left", active=False),
    )
}
GROUPS = {
    GROUP_B: DigestGroup(
        GROUP_B, "Traffic", frozenset({CLARA, BEN, HUGO, LEFT, ROOT}), frozenset({JONAS}), EVALUATED, 90
    ),
    GROUP_C: DigestGroup(
        GROUP_C, "Chromatin", frozenset({CLARA, BEN, HUGO, ELENA, JONAS}), frozenset({ELENA, JONAS}), EVALUATED, 347
    ),
}  # fmt: skip
POLICIES = {
    1: DigestPolicy(1, GROUP_B, "B1", Requirement.ALL_OF, (("x", "Form X"),), TellMember.ANY, None),
    2: DigestPolicy(2, GROUP_C, "C1", Requirement.ONE_OF, (("x", "Form X"), ("y", "Form Y")), TellMember.NEVER, 3),
}


def fail(policy_id: int, owner: int, object_id: int, **more) -> DigestFinding:
    fields = {
        "policy_id": policy_id,
        "group_id": POLICIES[policy_id].group_id if policy_id in POLICIES else GROUP_C,
        "object_type": ObjectType.DATASET,
        "object_id": object_id,
        "object_name": f"dataset {object_id}",
        "owner_id": owner,
        "status": Status.MISSING,
        "lacking": ("x",) if policy_id == 1 else ("x", "y"),
        "due": date(2026, 11, 20),
        "since": date(2026, 11, 21),
    }
    return DigestFinding(**{**fields, **more})


def failing(policy_id: int, owner: int, count: int, first: int = 100, **more):
    return [fail(policy_id, owner, first + n, **more) for n in range(count)]


@dataclass(frozen=True)
class Before:
    """What was said before: to all, and to each member of their objects."""

    told: Told
    members: Mapping[int, ToldMember]


def run(
    findings,
    *,
    people=PEOPLE,
    groups=GROUPS,
    policies=POLICIES,
    period=WEEK,
    told: Before | None = None,
    stuck_days=0,
) -> Digests:
    before = told or Before(Told(), {})
    made = build.Digests(Scene(people, groups, policies, period, before.told, stuck_days))
    own: dict[int, list[DigestFinding]] = {}
    for finding in sorted(findings, key=lambda one: one.owner_id):
        own.setdefault(finding.owner_id, []).append(finding)
    members = list(made.members(OwnFindings(one, of_one, before.members.get(one)) for one, of_one in own.items()))
    return Digests((*members, *made.owners()), tuple(made.unreached))


def kind_of(digest: MemberDigest | OwnerDigest) -> str:
    return "member" if isinstance(digest, MemberDigest) else "owner"


def told_of(*runs: Digests) -> Before:
    """What was said, by way of the JSON in which it is kept."""
    memories = []
    members = {}
    for digest in (digest for each in runs for digest in each.digests):
        memory = json.loads(json.dumps(memory_of(digest)))
        if isinstance(digest, MemberDigest):
            members[digest.person.id] = told_member(memory)
            memories.append((digest.person.id, memory["told_on"], None))
        else:
            memories.append((digest.person.id, None, memory))
    return Before(told_from_memories(memories), members)


def recipients(result: Digests) -> list[tuple[str, str]]:
    return [(digest.person.name, kind_of(digest)) for digest in result.digests]


def member(result: Digests, person_id: int = CLARA) -> MemberDigest:
    (digest,) = [each for each in result.digests if isinstance(each, MemberDigest) and each.person.id == person_id]
    return digest


def owner(result: Digests, person_id: int = ELENA) -> OwnerDigest:
    (digest,) = [each for each in result.digests if isinstance(each, OwnerDigest) and each.person.id == person_id]
    return digest


def later(days: int, kind="weekly") -> Period:
    day = MONDAY + timedelta(days=days)
    return Period(kind, day.isoformat(), day, day + timedelta(days=7 if kind == "weekly" else 1))
