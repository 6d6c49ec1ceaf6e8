# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody is to be told at this moment: asked of OMERO, decided by the domain, rendered as mails.

Nothing is written here: `make` puts a period's messages into the outbox, `mails.freshen` puts new
content into those that waited there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from omero_forms.conf import Conf, conf
from omero_forms.domain.addresses import read_address
from omero_forms.domain.digests import build, memory
from omero_forms.domain.digests.owner import groups_told_to
from omero_forms.domain.digests.preferences import CHOSE_NOTHING, Preference, Slot, Subject
from omero_forms.domain.digests.scene import Scene
from omero_forms.domain.digests.shapes import (
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    MemberDigest,
    OwnerDigest,
    Period,
    Told,
    Unreached,
)
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.words import isolated
from omero_forms.gateway import directory
from omero_forms.gateway.directory import PersonFacts
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.clocks import latest_true, site_slot
from omero_forms.kit.identity import check_server
from omero_forms.kit.links import forms_url
from omero_forms.kit.omero import agent_session
from omero_forms.kit.stop_links import StopLink, stop_address
from omero_forms.mail.digest import digest_words
from omero_forms.mail.parts import MailSettings
from omero_forms.models import Finding, OutboxMessage, OutboxState, PolicyRow
from omero_forms.selectors.evaluations import latest
from omero_forms.selectors.nobody import reads_no_mail
from omero_forms.selectors.policies import active_policies, as_domain
from omero_forms.selectors.preferences import by_slot, preferences
from omero_forms.services.mails.digest.findings import VALUES_PER_STATEMENT, own_findings
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import Reader, new_message
from omero_forms.services.mails.when import (
    DIGEST_FRESH_FOR,
    MEMORY,
    present_period,
    stuck_days,
)
from omero_forms.services.records.gate import check_site

MESSAGES_AT_ONCE = 100

Take = Callable[[list[OutboxMessage]], object]
"""What is done with some messages before the next are made."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A period's messages, not saved, at most one per person; and who could not be told."""

    messages: tuple[OutboxMessage, ...]
    unreached: tuple[Unreached, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everybody, as OMERO says now, and the groups that count for who is told. `told_to` are ids of those that the
    readers may be told of as owners or admins.
    """

    people: dict[int, DigestPerson]
    groups: dict[int, DigestGroup]
    told_to: frozenset[int]


def compose(
    period: Period, now: datetime, *, slot: Slot | None = None, people: frozenset[int] | None = None
) -> Composed:
    """What :func:`compose_each` makes, all at once."""
    messages: list[OutboxMessage] = []
    unreached = compose_each(messages.extend, period, now, slot=slot, people=people)
    return Composed(tuple(messages), unreached)


def compose_each(
    take: Take,
    period: Period,
    now: datetime,
    *,
    slot: Slot | None = None,
    people: frozenset[int] | None = None,
    besides: frozenset[int] = frozenset(),
) -> tuple[Unreached, ...]:
    """What a period tells everybody, or those `people`, by what OMERO and the last evaluations say now.

    The period is one of the site, or of a `slot` that people chose. Those of `besides` are told in another one.
    Messages are taken some at a time, so that neither they nor the findings of a facility are ever all in memory. Who
    could not be told. For some people only what concerns them is read, and who cannot be told is not found out. Raises
    `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`.
    """
    settings = conf()
    policies = list(active_policies())
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        known = _ask_directory(agent, {row.group_id for row in policies}, people)
        sent = _sent(period, now, known, people)
        digests = build.Digests(
            Scene(known.people, known.groups, _policies(policies), period, _told(sent), stuck_days(settings)),
            readers=people,
            besides=besides,
            told_already=() if people is None else _told_already(period, people),
        )
        members = digests.members(own_findings(agent, known.groups, sent, readers=people, told_to=known.told_to))
        may_own = {one.id for one in known.people.values() if one.is_admin}.union(
            *(group.owner_ids for group in known.groups.values())
        )
        writer = _Writer(period, slot or site_slot(settings), settings, _group_types(policies), now)
        messages = _messages(members, digests.owners, may_own, writer)
        while some := list(islice(messages, MESSAGES_AT_ONCE)):
            take(some)
    return tuple(digests.unreached) if people is None else ()


def _ask_directory(agent: AgentSession, with_policies: set[int], readers: frozenset[int] | None) -> _Known:
    found = directory.people(agent)
    chosen = preferences()
    people = {one.id: digest_person(one, chosen.get(one.id, CHOSE_NOTHING)) for one in found}
    facts = {group.id: group for group in directory.groups(agent, known=found) if group.id in with_policies}
    if readers is not None and not any(one in people and people[one].is_admin for one in readers):
        # Of a group that they are not in, nobody but an admin is told.
        facts = {
            group.id: group
            for group in facts.values()
            if not readers.isdisjoint(group.owners | {one.id for one in group.members})
        }
    groups = {}
    for group_id, evaluation in latest(facts).items():
        if evaluation.evaluated_at is None:
            continue
        group = facts[group_id]
        groups[group_id] = DigestGroup(
            id=group_id,
            name=group.name,
            member_ids=frozenset(one.id for one in group.members),
            owner_ids=group.owners,
            evaluated_at=evaluation.evaluated_at,
            objects=evaluation.totals.get("objects", 0),
            errors=evaluation.totals.get(Status.ERROR, 0),
            reasons=_reasons(group_id) if evaluation.totals.get(Status.ERROR) else (),
            failed=evaluation.failed or "",
        )
    return _Known(people, groups, groups_told_to(readers or frozenset(), people, groups))


def digest_person(facts: PersonFacts, preference: Preference) -> DigestPerson:
    """Somebody as a digest takes them: whether they can be told anything, and where."""
    address = read_address(facts.email)
    return DigestPerson(
        id=facts.id,
        name=facts.name,
        full_name=facts.full_name or facts.name,
        email=address.usable,
        written_email=address.written,
        email_problem=address.problem,
        active=facts.active,
        is_admin=facts.is_admin,
        special=reads_no_mail(facts.id, facts.name),
        preference=preference,
    )


def _reasons(group_id: int) -> tuple[str, ...]:
    """Why objects of a group could not be checked; of no object in particular, so that nothing is named that moved."""
    policies = PolicyRow.objects.filter(group_id=group_id, ended_at__isnull=True)
    rows = Finding.objects.filter(policy__in=policies, status=Status.ERROR, closed_at__isnull=True)
    said = rows.order_by("policy__name", "reason").values_list("policy__name", "reason").distinct()
    return tuple(f"{isolated(policy)}: {reason}" for policy, reason in said)


def _policies(rows: list[PolicyRow]) -> dict[int, DigestPolicy]:
    found = {}
    for row in rows:
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


def _sent(period: Period, now: datetime, known: _Known, readers: frozenset[int] | None) -> QuerySet[OutboxMessage]:
    """Mails of other periods, the oldest first: what was sent, not what waits. Some readers' mails, and those of the
    members whom they are told about.
    """
    # What was sent before a clock was set back would count as said for as long as it lies ahead.
    rows = OutboxMessage.objects.filter(
        kind=DIGEST.name, state=OutboxState.SENT, created_at__gt=now - MEMORY, created_at__lte=latest_true(now)
    )
    if readers is not None:
        spoken_of = readers.union(*(known.groups[one].member_ids for one in known.told_to))
        if len(spoken_of) <= VALUES_PER_STATEMENT:
            rows = rows.filter(person_id__in=spoken_of)
    return rows.exclude(period=period.key).order_by("created_at", "pk")


def _told(sent: QuerySet[OutboxMessage]) -> Told:
    """What these said, but for the objects of members."""
    said = sent.values_list("person_id", "memory__member__told_on", "memory__owner")
    return memory.told_from_memories(said.iterator())


def _told_already(period: Period, readers: frozenset[int]) -> list[int]:
    """Ids of the others who have, or will have, a mail of this period about their own objects."""
    rows = OutboxMessage.objects.filter(
        kind=DIGEST.name, period=period.key, state__in=[OutboxState.SENT, OutboxState.WAITING], memory__has_key="member"
    )
    return list(rows.exclude(person_id__in=readers).values_list("person_id", flat=True))


def mail_settings(settings: Conf, slot: Slot, group_types: dict[int, set[ObjectType]]) -> MailSettings:
    """What of the configuration a digest says that goes out in these periods. `group_types` are the types of object
    that policies are about.
    """
    return MailSettings(
        forms_url=forms_url(settings),
        contact=settings.contact,
        slot=slot,
        at=settings.digest_at,
        zone=settings.zone,
        group_types=group_types,
    )


class _Writer:
    """Messages of a period, in words."""

    def __init__(
        self, period: Period, slot: Slot, settings: Conf, group_types: dict[int, set[ObjectType]], now: datetime
    ) -> None:
        self._period = period
        self._now = now
        self._conf = settings
        self._settings = mail_settings(settings, slot, group_types)

    def message(self, member: MemberDigest | None, owner: OwnerDigest | None) -> OutboxMessage:
        """One message, whatever its reader is told in."""
        told = {"member": member, "owner": owner}
        person = next(one.person for one in told.values() if one is not None)
        # Of groups that somebody owns their policies want them told.
        stops = Subject.DIGEST if member else None
        return new_message(
            DIGEST,
            Reader(person.id, person.name, person.email),
            period=self._period.key,
            words={
                **digest_words(member, owner, self._settings),
                "stop_url": stop_address(self._conf, StopLink(person.id, stops)) if stops else "",
            },
            now=self._now,
            stops=stops,
            memory={role: memory.memory_of(one) for role, one in told.items() if one is not None},
        )


def _messages(
    members: Iterable[MemberDigest], owners: Callable[[], list[OwnerDigest]], may_own: set[int], writer: _Writer
) -> Iterator[OutboxMessage]:
    """One message per person. What owners are told is known last, so what they are told as members waits for it."""
    waiting: dict[int, MemberDigest] = {}
    for member in members:
        if member.person.id in may_own:
            waiting[member.person.id] = member
        else:
            yield writer.message(member, None)
    for owner in owners():
        yield writer.message(waiting.pop(owner.person.id, None), owner)
    for member in waiting.values():
        yield writer.message(member, None)


def _group_types(rows: list[PolicyRow]) -> dict[int, set[ObjectType]]:
    """The types of object that each group's policies are about: "datasets", not "objects"."""
    types: dict[int, set[ObjectType]] = defaultdict(set)
    for row in rows:
        types[row.group_id].add(ObjectType(row.object_type))
    return dict(types)


def _anew(period: str, people: frozenset[int], now: datetime) -> tuple[OutboxMessage, ...]:
    """What waited is told as of today: the dates in it, and the next one, are those of the reader's present period."""
    settings = conf()
    site = site_slot(settings)
    others = by_slot({one: chosen for one, chosen in preferences().items() if one in people}, site)
    made: list[OutboxMessage] = []
    for slot, some in {site: people.difference(*others.values()), **others}.items():
        if some:
            present, _begins = present_period(settings, now, slot)
            made.extend(compose(replace(present, key=period), now, slot=slot, people=some).messages)
    return tuple(made)


DIGEST = register(MailKind("digest", "omero_forms/mail/digest", fresh_for=DIGEST_FRESH_FOR, remake=_anew))
