# SPDX-License-Identifier: AGPL-3.0-or-later
"""All objects of a group that lack a form, as a script works them off: some at a time, never all in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from omero_forms.domain.errors import wrong_at
from omero_forms.domain.policies.finding_status import OWED, RANK, Status
from omero_forms.domain.refs import NO_OBJECT, ObjectType, Person, object_named
from omero_forms.domain.texts import t
from omero_forms.domain.times import time_text
from omero_forms.gateway.placement import person_names, placements_in
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.plain_values import Value, as_day, as_moment, bare
from omero_forms.models import Finding, PolicyRow
from omero_forms.selectors.forms import require_form
from omero_forms.selectors.reports import group_report

AT_ONCE = 1000
"""As many as one question to OMERO may name."""


_LAST_EVENT = 2**63 - 1


class Lacking(NamedTuple):
    """An object that lacks a form, as its reader sees it now; the rest is of the policy under which it is worst."""

    object_type: ObjectType
    object_id: int
    name: str
    owner: Person
    owner_full_name: str
    status: Status
    due: date | None
    since: datetime

    def as_json(self) -> dict[str, Any]:
        """As a line for programs says it."""
        return {
            "object": {"type": self.object_type.value, "id": self.object_id, "name": self.name},
            "owner": {"id": self.owner.id, "name": self.owner.name, "full_name": self.owner_full_name},
            "status": self.status.value,
            "due": None if self.due is None else self.due.isoformat(),
            "since": _text_of(self.since),
        }


class _Found(NamedTuple):
    """A finding as it is stored, with values as the database's driver gives them."""

    object_id: int
    creation_event: int
    status: str
    due: Value
    since: Value
    lacking: str
    """ids of forms, as JSON text"""


def lacking(user: UserSession, group_id: int, form_id: str) -> Iterator[Lacking]:
    """The objects that lack a form by the last evaluation, overdue or in grace, each once, by type and id.

    Those that the user does not see in the group now are left out. Raises at once `not_found` for an unknown form, or
    unless the user owns the group or is an admin; `omero_unavailable` on the way, too.
    """
    return (one for _place, one in lacking_after(user, group_id, form_id) if one is not None)


def lacking_after(
    user: UserSession, group_id: int, form_id: str, after: str = ""
) -> Iterator[tuple[str, Lacking | None]]:
    """The same from behind a place, an object as `Dataset:12`, with the place of each; None where the user sees nothing
    up to there. Raises `request_invalid` for what is no place, too.
    """
    begin = _read_place(after) if after else None
    report = group_report(user, group_id)
    wanted = PolicyRow.objects.filter(pk__in=[one.id for one in report.policies], forms__form=form_id).order_by("pk")
    by_type: dict[ObjectType, list[int]] = defaultdict(list)
    for pk, object_type in wanted.values_list("pk", "object_type"):
        by_type[ObjectType(object_type)].append(pk)
    if not by_type:
        require_form(form_id)
    return _lacking(user, group_id, form_id, by_type, begin)


def _read_place(text: str) -> tuple[ObjectType, int]:
    try:
        return object_named(text)
    except ValueError:
        raise wrong_at("/after", t(NO_OBJECT)) from None


def _lacking(
    user: UserSession,
    group_id: int,
    form_id: str,
    by_type: Mapping[ObjectType, list[int]],
    begin: tuple[ObjectType, int] | None,
) -> Iterator[tuple[str, Lacking | None]]:
    people: dict[int, tuple[Person, str]] = {}
    looked_at = ""
    for object_type, policies in sorted(by_type.items()):
        if begin is not None and object_type < begin[0]:
            continue
        after = begin[1] if begin is not None and object_type == begin[0] else 0
        found = _worst_of_each(_stored(form_id, object_type, policies, after))
        while some := list(islice(found, AT_ONCE)):
            if looked_at:
                yield looked_at, None
            for one in _seen(user, group_id, object_type, some, people):
                yield f"{object_type}:{one.object_id}", one
            looked_at = f"{object_type}:{some[-1].object_id}"


def _stored(form_id: str, object_type: ObjectType, policies: Iterable[int], after: int) -> Iterator[_Found]:
    """Findings by object from behind an id on, some at a time from where the last ones ended. Of each policy by itself:
    its findings are in this order already.
    """
    by_policy = [_of_policy(one, object_type, json.dumps(form_id), after) for one in policies]
    return merge(*by_policy, key=itemgetter(0))


def _of_policy(policy_id: int, object_type: ObjectType, form: str, after: int) -> Iterator[_Found]:
    # Behind every object that had this id.
    last_id, last_event, number = after, _LAST_EVENT, AT_ONCE
    while number == AT_ONCE:
        some = _next_of(policy_id, object_type.value, last_id, last_event, limit=AT_ONCE)
        yield from (_Found._make(one) for one in some if form in one[-1])
        number = len(some)
        if some:
            last_id, last_event, *_ = some[-1]


@kept_rows
def _next_of(
    policy_id: int, object_type: str, last_id: int, last_event: int, *, limit: int
) -> QuerySet[Finding, tuple[Value, ...]]:
    is_next = Q(object_id__gt=last_id) | Q(object_id=last_id, creation_event__gt=last_event)
    rows = Finding.objects.filter(
        is_next,
        policy=policy_id,
        object_type=object_type,
        # By itself a bound in the key, which the pair is not.
        object_id__gte=last_id,
        status__in=list(OWED),
        closed_at__isnull=True,
    ).order_by("object_id", "creation_event")
    lacks = Cast("lacking", TextField())
    return rows.values_list("object_id", "creation_event", "status", bare("due"), bare("since"), lacks)[:limit]


def _worst_of_each(found: Iterable[_Found]) -> Iterator[_Found]:
    for _object, several in groupby(found, key=itemgetter(0)):
        yield max(several, key=lambda one: RANK[Status(one.status)])


def _seen(
    user: UserSession,
    group_id: int,
    object_type: ObjectType,
    some: Sequence[_Found],
    people: dict[int, tuple[Person, str]],
) -> Iterator[Lacking]:
    """Those of some objects that are there. `people` are known by name already, and more are added."""
    with omero_calls():
        now = placements_in(user, group_id, object_type, [one.object_id for one in some])
        people |= person_names(user, {one.owner_id for one in now.values()} - people.keys())
    for one in some:
        placement = now.get(one.object_id)
        if placement is not None and placement.creation_event == one.creation_event:
            owner, full_name = people.get(placement.owner_id) or (Person(placement.owner_id, ""), "")
            yield Lacking(
                object_type,
                one.object_id,
                placement.name,
                owner,
                full_name,
                Status(one.status),
                as_day(one.due),
                as_moment(one.since),
            )


@lru_cache(maxsize=1024)
def _text_of(moment: datetime) -> str:
    """Thousands are found at one moment."""
    return time_text(moment)
