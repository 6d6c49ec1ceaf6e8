# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluations follow in OMERO's event log: objects that policies are about, noted to be judged anew.

People who are called otherwise wait for the next full run, as do links that were deleted while no indexer runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self

from django.db.models import QuerySet

from omero_forms.conf import conf
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.selectors import Part, from_words, parts
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import changes
from omero_forms.gateway.changes import LogRow
from omero_forms.gateway.links import links_of
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.clocks import day_of
from omero_forms.kit.kept_writes import insert_rows
from omero_forms.kit.leases import Lease
from omero_forms.kit.transactions import short_write
from omero_forms.models import ExemptedObject, ExemptionRow, Finding, LogCursor, PolicyRow, Touched
from omero_forms.selectors.excuses import IN_FORCE, selectors_in_force
from omero_forms.selectors.facts import ready_policies
from omero_forms.selectors.policies import active_policies
from omero_forms.selectors.windows import pages

ROWS: Final = 1000
_OF_DATASETS: Final = {"DatasetImageLink", "ProjectDatasetLink", "Project"}
"""Kinds of rows that concern datasets beside their own."""


@dataclass(frozen=True, slots=True)
class FollowedByPolicies:
    """Kinds of rows that any policy depends on, and the types of objects that any is about."""

    kinds: frozenset[str]
    types: frozenset[ObjectType]

    @classmethod
    def now(cls) -> Self:
        """By the policies of this moment."""
        kinds: set[str] = set()
        types: set[ObjectType] = set()
        policies = PolicyRow.objects.filter(ended_at__isnull=True).values_list("object_type", "selector")
        for name, selector in [*policies, *selectors_in_force()]:
            types.add(ObjectType(name))
            kinds.add(name)
            asked = parts(from_words(selector))
            if Part.MIN_IMAGES in asked:
                kinds |= {"DatasetImageLink"} if name == "Dataset" else {"WellSample"} if name == "Plate" else set()
            if Part.PROJECT in asked and name == "Dataset":
                kinds |= {"Project", "ProjectDatasetLink"}
            if Part.TAG in asked:
                kinds |= {links_of(name), changes.TAG}
        return cls(frozenset(kinds), frozenset(types))

    def look_up(self, agent: AgentSession, rows: Sequence[LogRow]) -> Callable[[], int]:
        """The objects that rows concern, those of links and projects included."""
        by_kind: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            by_kind[row.kind].add(row.entity_id)
        found: dict[ObjectType, set[int]] = defaultdict(set)
        for kind, ids in by_kind.items():
            if kind in self.types:
                found[ObjectType(kind)] |= ids
        for kind in by_kind.keys() & _OF_DATASETS if ObjectType.DATASET in self.types else ():
            found[ObjectType.DATASET] |= changes.concerned(agent, kind, sorted(by_kind[kind]))
        if "WellSample" in by_kind:
            found[ObjectType.PLATE] |= changes.concerned(agent, "WellSample", sorted(by_kind["WellSample"]))
        for one in self.types:
            link = links_of(one)
            if link not in self.kinds:
                continue
            if link in by_kind:
                found[one] |= changes.concerned(agent, link, sorted(by_kind[link]))
            if changes.TAG in by_kind:
                found[one] |= changes.tagged(agent, one, sorted(by_kind[changes.TAG]))
        return lambda: _note(found)


def _note(touched: dict[ObjectType, set[int]]) -> int:
    rows = [(kind.value, one) for kind, ids in touched.items() for one in sorted(ids)]
    insert_rows(Touched, ("object_type", "object_id"), rows)
    return len(rows)


def note_begun_day(lease: Lease, cursor: LogCursor, now: datetime) -> int:
    """Note objects whose grace or exemption ended with the day before, once a day."""
    today = day_of(now)
    if cursor.day == today:
        return 0
    ended = Finding.objects.filter(closed_at__isnull=True, status__in=[Status.GRACE, Status.EXEMPT], due__lt=today)
    noted = _note_all(ended)
    if cursor.day is not None:
        noted += _note_excused(cursor.day, today) + _note_late(cursor.day, today)
    lease.held.update(day=today)
    return noted


def _note_excused(since: date, today: date) -> int:
    """Objects with exemptions that have ended since a day: those from one of several forms show in no finding, nor do
    any beside an error.
    """
    over = ExemptionRow.objects.filter(state__in=IN_FORCE, until__gte=since, until__lt=today, policy__ended_at=None)
    fitting = over.filter(selector__isnull=False).values("policy")
    found = Finding.objects.filter(closed_at__isnull=True, policy__in=fitting).exclude(status=Status.COMPLIANT)
    return _note_all(ExemptedObject.objects.filter(exemption__in=over, left_at=None)) + _note_all(found)


def _note_late(since: date, today: date) -> int:
    """Objects that are late with one form, of policies under which the grace of another has ended since a day."""
    policies, zone = ready_policies(list(active_policies())), conf().zone
    over = [one.policy.id for one in policies if any(since <= day < today for day in one.ends_of_grace(zone))]
    return _note_all(Finding.objects.filter(closed_at__isnull=True, policy__in=over, status__in=FAILING))


def _note_all(rows: QuerySet[Any]) -> int:
    """Note the objects that rows are about."""
    noted = 0
    for page in pages(rows, "object_type", "object_id", size=ROWS):
        touched: dict[ObjectType, set[int]] = defaultdict(set)
        for _pk, object_type, object_id in page:
            touched[ObjectType(object_type)].add(object_id)
        with short_write():
            _note(touched)
        noted += len(page)
    return noted
