# SPDX-License-Identifier: AGPL-3.0-or-later
"""All objects of a group that lack a form, as a script works them off: some at a time, never all in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from omero_forms.domain.policies.finding_status import FAILING, RANK, Status
from omero_forms.domain.refs import ObjectType, Person
from omero_forms.domain.times import time_text
from omero_forms.gateway.placement import person_names, placements_in
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Finding, PolicyRow
from omero_forms.selectors.forms import require_form
from omero_forms.selectors.reports import group_report

AT_ONCE = 1000
"""As many as one question to OMERO may name."""


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
            "since": time_text(self.since),
        }


class _Found(NamedTuple):
    object_type: str
    object_id: int
    creation_event: int
    status: str
    due: date | None
    since: datetime
    lacking: str
    """ids of forms, as JSON text"""
    pk: int

    @property
    def key(self) -> tuple[str, int]:
        return (self.object_type, self.object_id)


def lacking(user: UserSession, group_id: int, form_id: str) -> Iterator[Lacking]:
    """The objects that lack a form by the last evaluation, overdue or in grace, each once, by type and id.

    Those that the user does not see in the group now are left out. Raises at once `not_found` for an unknown form, or
    unless the user owns the group or is an admin; `omero_unavailable` on the way, too.
    """
    report = group_report(user, group_id)
    require_form(form_id)
    policies = PolicyRow.objects.filter(pk__in=[one.id for one in report.policies], forms__form=form_id)
    wanted = dict(policies.values_list("pk", "object_type"))
    return _seen(user, group_id, _worst_of_each(_stored(group_id, form_id, wanted)))


def _stored(group_id: int, form_id: str, policies: dict[int, str]) -> Iterator[_Found]:
    """Findings by object, some at a time from where the last ones ended."""
    for object_type in sorted(set(policies.values())):
        rows = Finding.objects.filter(
            group_id=group_id,
            object_type=object_type,
            policy__in=[pk for pk, of_type in policies.items() if of_type == object_type],
            status__in=[*FAILING, Status.GRACE],
            closed_at__isnull=True,
        ).order_by("object_id", "pk")
        lacks = json.dumps(form_id)
        forms = Cast("lacking", TextField())
        columns = ("object_type", "object_id", "creation_event", "status", "due", "since", forms, "pk")
        last_id, last_pk = 0, 0
        while True:
            beyond = Q(object_id__gt=last_id) | Q(object_id=last_id, pk__gt=last_pk)
            some = [_Found(*row) for row in rows.filter(beyond, object_id__gte=last_id).values_list(*columns)[:AT_ONCE]]
            yield from (one for one in some if lacks in one.lacking)
            if len(some) < AT_ONCE:
                break
            last_id, last_pk = some[-1].object_id, some[-1].pk


def _worst_of_each(found: Iterable[_Found]) -> Iterator[_Found]:
    for _key, several in groupby(found, key=lambda one: one.key):
        yield max(several, key=lambda one: RANK[Status(one.status)])


def _seen(user: UserSession, group_id: int, found: Iterator[_Found]) -> Iterator[Lacking]:
    people: dict[int, tuple[Person, str]] = {}
    while some := list(islice(found, AT_ONCE)):
        with omero_calls():
            now = placements_in(user, group_id, (one.key for one in some))
            here = {one.key for one in some if one.key in now and now[one.key].creation_event == one.creation_event}
            people |= person_names(user, {now[key].owner_id for key in here} - people.keys())
        for one in some:
            if one.key in here:
                placement = now[one.key]
                owner, full_name = people.get(placement.owner_id, (Person(placement.owner_id, ""), ""))
                yield Lacking(
                    ObjectType(one.object_type),
                    one.object_id,
                    placement.name,
                    owner,
                    full_name,
                    Status(one.status),
                    one.due,
                    one.since,
                )
