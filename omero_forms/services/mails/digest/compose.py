# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody is to be told at this moment: asked of OMERO, decided by the domain, rendered as mails.

Nothing is written here: `make` puts a period's messages into the outbox, `mails.freshen` puts new
content into those that waited there.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from omero_forms.conf import Conf, conf
from omero_forms.domain.addresses import read_address
from omero_forms.domain.digests import memory, rules
from omero_forms.domain.digests.shapes import (
    DigestFinding,
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    Digests,
    MemberDigest,
    ObjectKey,
    OwnerDigest,
    Period,
    Told,
    Unreached,
)
from omero_forms.domain.policies.evaluate import FAILING, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import directory
from omero_forms.gateway.placement import Placement, placements_of
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import agent_session
from omero_forms.mail.digest import render_digest
from omero_forms.mail.parts import MailSettings
from omero_forms.models import Finding, OutboxMessage, OutboxState
from omero_forms.selectors.evaluations import latest
from omero_forms.selectors.nobody import reads_no_mail
from omero_forms.selectors.policies import active_policies, as_domain, groups_with_policies
from omero_forms.services.mails.periods import period_words
from omero_forms.services.mails.sender import forms_url, mail_domain

KIND = "digest"

MEMORY = timedelta(days=400)
"""How far back "was 5" looks."""

VALUES_PER_STATEMENT = 500
"""SQLite takes at most 999 values in a statement."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A period's messages, not saved, at most one per person; and who could not be told."""

    messages: tuple[OutboxMessage, ...]
    unreached: tuple[Unreached, ...]


@dataclass(frozen=True, slots=True)
class _People:
    """Everybody, as OMERO says now, and the groups that have policies."""

    people: dict[int, DigestPerson]
    groups: dict[int, DigestGroup]


def compose(period: Period, now: datetime) -> Composed:
    """What a period tells everybody by what OMERO and the last evaluations say now.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`.
    """
    settings = conf()
    told = _told(period, now)
    with agent_session() as agent:
        check_server(agent.server_uuid)
        known = _ask_people(agent)
        findings = _findings(agent, known.groups, told)
    run = rules.build_digests(
        findings=findings,
        people=known.people,
        groups=known.groups,
        policies=_policies(),
        period=period,
        told=told,
    )
    return Composed(tuple(_messages(run, period, settings, now)), run.unreached)


def _ask_people(agent: AgentSession) -> _People:
    found = directory.people(agent)
    addresses = {one.id: read_address(one.email) for one in found}
    people = {
        one.id: DigestPerson(
            id=one.id,
            name=one.name,
            full_name=one.full_name or one.name,
            email=addresses[one.id].usable,
            written_email=addresses[one.id].written,
            email_problem=addresses[one.id].problem,
            active=one.active,
            is_admin=one.is_admin,
            special=reads_no_mail(one.id, one.name),
        )
        for one in found
    }
    evaluations = latest(groups_with_policies())
    groups = {}
    for group in directory.groups(agent):
        evaluation = evaluations.get(group.id)
        if evaluation is None or evaluation.evaluated_at is None:
            continue
        groups[group.id] = DigestGroup(
            id=group.id,
            name=group.name,
            member_ids=frozenset(one.id for one in group.members),
            owner_ids=group.owners,
            evaluated_at=evaluation.evaluated_at,
            objects=evaluation.totals.get("objects", 0),
            errors=evaluation.totals.get(Status.ERROR, 0),
            reasons=_reasons(group.id) if evaluation.totals.get(Status.ERROR) else (),
            failed=evaluation.failed or "",
        )
    return _People(people, groups)


def _reasons(group_id: int) -> tuple[str, ...]:
    """Why objects of a group could not be checked; of no object in particular, so that nothing is named that moved."""
    rows = Finding.objects.filter(
        group_id=group_id,
        status=Status.ERROR,
        closed_at__isnull=True,
        policy__ended_at__isnull=True,
    )
    said = rows.order_by("policy__name", "reason").values_list("policy__name", "reason").distinct()
    return tuple(f"{policy}: {reason}" for policy, reason in said)


def _findings(agent: AgentSession, groups: Collection[int], told: Told) -> list[DigestFinding]:
    """Open findings of objects that still are where the evaluation saw them.

    Compliant ones only of objects that somebody was told of: they are what was fixed.
    """
    zone = ZoneInfo(conf().time_zone)
    present = Finding.objects.filter(group_id__in=groups, closed_at__isnull=True, policy__ended_at__isnull=True)
    stored = list(present.exclude(status=Status.COMPLIANT))
    told_ids = sorted({object_id for _type, object_id in _told_keys(told)})
    for start in range(0, len(told_ids), VALUES_PER_STATEMENT):
        chunk = told_ids[start : start + VALUES_PER_STATEMENT]
        stored.extend(present.filter(status=Status.COMPLIANT, object_id__in=chunk))
    now = placements_of(agent, ((one.object_type, one.object_id) for one in stored))
    return [_digest_finding(one, zone) for one in stored if _unmoved(one, now.get((one.object_type, one.object_id)))]


def _told_keys(told: Told) -> set[ObjectKey]:
    return {key for one in told.members.values() for key in (*one.failing, *one.due_soon)}


def _unmoved(finding: Finding, placement: Placement | None) -> bool:
    """Objects move and change owners: nobody is told of what is not theirs any more."""
    return (
        placement is not None
        and placement.group_id == finding.group_id
        and placement.owner_id == finding.owner_id
        and placement.creation_event == finding.creation_event
    )


def _digest_finding(row: Finding, zone: ZoneInfo) -> DigestFinding:
    status = Status(row.status)
    return DigestFinding(
        policy_id=row.policy_id,
        group_id=row.group_id,
        object_type=ObjectType(row.object_type),
        object_id=row.object_id,
        object_name=row.name,
        owner_id=row.owner_id,
        status=status,
        lacking=tuple(row.lacking),
        due=row.due,
        since=row.since.astimezone(zone).date() if status in FAILING else None,
        outdated_versions=tuple((form, version) for form, version in row.outdated_versions),
    )


def _policies() -> dict[int, DigestPolicy]:
    found = {}
    for row in active_policies():
        policy = as_domain(row)
        found[row.pk] = DigestPolicy(
            id=row.pk,
            group_id=row.group_id,
            name=row.name,
            requirement=Requirement(row.requirement),
            forms=tuple((asked.form_id, asked.form.name) for asked in row.forms.all()),
            tell_member=policy.tell_member,
            tell_owner_above=policy.tell_owner_above,
        )
    return found


def _told(period: Period, now: datetime) -> Told:
    """What everybody's mails of other periods said, the oldest first: what was sent, not what waits."""
    rows = (
        OutboxMessage.objects.filter(kind=KIND, state=OutboxState.SENT, created_at__gt=now - MEMORY)
        .exclude(period=period.key)
        .order_by("created_at", "pk")
        .values_list("person_id", "memory")
    )
    return memory.told_from_memories(
        (person_id, role, said) for person_id, memory in rows.iterator() for role, said in memory.items()
    )


@dataclass(slots=True)
class _Parts:
    """What one person is told, in their two capacities."""

    person: DigestPerson
    member: MemberDigest | None = None
    owner: OwnerDigest | None = None
    memory: dict[str, Mapping[str, object]] = field(default_factory=dict)


def _messages(run: Digests, period: Period, settings: Conf, now: datetime) -> list[OutboxMessage]:
    """One message per person, whatever they are told in."""
    parts: dict[int, _Parts] = {}
    for digest in run.digests:
        part = parts.setdefault(digest.person.id, _Parts(digest.person))
        if isinstance(digest, MemberDigest):
            part.member = digest
            part.memory["member"] = memory.memory_of(digest)
        else:
            part.owner = digest
            part.memory["owner"] = memory.memory_of(digest)
    mail_settings = MailSettings(
        forms_url=forms_url(settings),
        contact=settings.contact,
        period_words=period_words(settings),
        zone=ZoneInfo(settings.time_zone),
        group_types=_group_types(),
    )
    return [_message(part, period, mail_settings, now) for part in parts.values()]


def _message(part: _Parts, period: Period, settings: MailSettings, now: datetime) -> OutboxMessage:
    mail = render_digest(part.member, part.owner, settings)
    return OutboxMessage(
        person_id=part.person.id,
        person_name=part.person.name,
        kind=KIND,
        period=period.key,
        message_id=f"<{uuid.uuid4().hex}@{mail_domain()}>",
        recipient=part.person.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        memory=part.memory,
        created_at=now,
        next_at=now,
    )


def _group_types() -> dict[int, set[ObjectType]]:
    """The types of object that each group's policies are about: "datasets", not "objects"."""
    types: dict[int, set[ObjectType]] = defaultdict(set)
    for row in active_policies():
        types[row.group_id].add(ObjectType(row.object_type))
    return dict(types)
