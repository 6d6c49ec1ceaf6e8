# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings that a digest tells of: read for some owners at a time, and checked in OMERO."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from omero_forms.conf import conf
from omero_forms.domain.chunks import chunks
from omero_forms.domain.digests import memory
from omero_forms.domain.digests.shapes import DigestFinding, OwnFindings, ToldMember
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.placement import Place, unmoved
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.plain_values import Value, as_day, as_moment, bare
from omero_forms.models import Finding, OutboxMessage

VALUES_PER_STATEMENT = 500
"""SQLite takes at most 999 values in a statement."""
FINDINGS_AT_ONCE = 2000
"""So many are in memory at a time, or those of one person."""

_Stored = tuple[int, int, str, int, int, str, int, str, str, Value, Value, str]
"""What a digest needs of a stored finding, in the order of `_of_owners`."""


def _present(groups: list[int]) -> QuerySet[Finding]:
    return Finding.objects.filter(group_id__in=groups, closed_at__isnull=True, policy__ended_at__isnull=True)


def _of_owners(groups: list[int], owners: list[int]) -> QuerySet[Finding, _Stored]:
    """Of a million findings few differ in their lists, days and moments: as the driver gives them."""
    return _present(groups).filter(owner_id__in=owners).order_by("pk").values_list(
        "policy_id", "group_id", "object_type", "object_id", "creation_event", "name", "owner_id", "status",
        Cast("lacking", TextField()), bare("due"), bare("since"), Cast("outdated_versions", TextField()),
    )  # fmt: skip


@kept_rows
def _open(groups: list[int], owners: list[int]) -> QuerySet[Finding, _Stored]:
    return _of_owners(groups, owners).exclude(status=Status.COMPLIANT)


@kept_rows
def _fixed(groups: list[int], owners: list[int], object_ids: list[int]) -> QuerySet[Finding, _Stored]:
    return _of_owners(groups, owners).filter(status=Status.COMPLIANT, object_id__in=object_ids)


def own_findings(
    agent: AgentSession,
    groups: Iterable[int],
    sent: QuerySet[OutboxMessage],
    *,
    readers: frozenset[int] | None,
    told_to: frozenset[int],
) -> Iterator[OwnFindings]:
    """Open findings of objects that still are where the evaluation saw them, one owner's after the other's. With
    `readers` theirs alone, and those of the groups that these are told of.

    Compliant ones only of objects that the owner was told of by mails that were `sent`: they are what was fixed.
    """
    zone = conf().zone
    groups = sorted(groups)
    open_ = _present(groups).exclude(status=Status.COMPLIANT)
    if readers is not None:
        open_ = open_.filter(Q(owner_id__in=readers) | Q(group_id__in=told_to))
    owners = open_.order_by("owner_id").values_list("owner_id").annotate(number=Count("pk"))
    for some in _batches(list(owners)):
        told = _told_members(sent, some)
        stored: list[_Stored] = _open(groups, some)
        told_ids = sorted({one for before in told.values() for _type, one in (*before.failing, *before.due_soon)})
        for told_of in chunks(told_ids, VALUES_PER_STATEMENT):
            stored.extend(_fixed(groups, some, told_of))
        if readers is not None:
            stored = [row for row in stored if row[6] in readers or row[1] in told_to]
        places = [_place(row) for row in stored]
        there = unmoved(agent, places)
        by_owner: dict[int, list[DigestFinding]] = {owner: [] for owner in some}
        for row, place in zip(stored, places, strict=True):
            # Objects move and change owners: nobody is told of what is not theirs any more.
            if place in there:
                by_owner[place.owner_id].append(_digest_finding(row, zone))
        yield from (OwnFindings(owner, findings, told.get(owner)) for owner, findings in by_owner.items())


def _place(row: _Stored) -> Place:
    _policy, group_id, object_type, object_id, creation_event, _name, owner_id, *_rest = row
    return Place(object_type, object_id, group_id, owner_id, creation_event)


def _batches(owners: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Ids of owners, so many together that they have about as many findings as are read at a time."""
    some: list[int] = []
    findings = 0
    for owner, number in owners:
        if some and (findings + number > FINDINGS_AT_ONCE or len(some) >= VALUES_PER_STATEMENT):
            yield some
            some, findings = [], 0
        some.append(owner)
        findings += number
    if some:
        yield some


def _digest_finding(row: _Stored, zone: ZoneInfo) -> DigestFinding:
    policy, group, kind, object_id, _event, name, owner, word, lacking, due, since, outdated = row
    status = Status(word)
    return DigestFinding(
        policy, group, ObjectType(kind), object_id, name, owner, status, _forms(lacking), as_day(due),
        _day_of(since, zone) if status in FAILING else None, _versions(outdated),
    )  # fmt: skip


@lru_cache(maxsize=10_000)
def _day_of(since: Value, zone: ZoneInfo) -> date:
    return as_moment(since).astimezone(zone).date()


@lru_cache(maxsize=1024)
def _forms(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=1024)
def _versions(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((form, version) for form, version in json.loads(text))


def _told_members(sent: QuerySet[OutboxMessage], people: list[int]) -> dict[int, ToldMember]:
    """What these people were told last of their own objects."""
    said = sent.filter(person_id__in=people, memory__has_key="member").values_list("person_id", "memory__member")
    return {person_id: memory.told_member(one) for person_id, one in dict(said).items()}
