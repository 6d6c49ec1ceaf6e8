# SPDX-License-Identifier: AGPL-3.0-or-later
"""Campaigns, policies with one last day for all: how far each has got, for owners of its group and admins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from omero_forms.domain.policies.campaigns import BurnDown, burn_down, still_open
from omero_forms.domain.policies.policy import Level, Requirement
from omero_forms.domain.policies.tallies import MOST_POINTS, Heading, Held, Point, Totals, days_between, series
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import day_of, today
from omero_forms.models import DayCount, PolicyRow
from omero_forms.selectors.reports import GroupReport, group_report

SHOWN_FOR: Final = timedelta(days=92)
"""So long after its last day a campaign is told of in the report."""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign since its `first` day. `totals` are those of the last evaluation, or what it came to where it was put
    away at `ended_at`; None where no evaluation has covered it yet.
    """

    policy_id: int
    name: str
    first: date
    deadline: date
    ended_at: datetime | None
    totals: Totals | None
    open: int
    burn_down: BurnDown


def campaigns() -> QuerySet[PolicyRow]:
    """The policies that are campaigns: what is only recommended, or asks for nothing, is due on no day."""
    return PolicyRow.objects.filter(deadline__isnull=False, level=Level.REQUIRED).exclude(requirement=Requirement.NONE)


def first_day(row: PolicyRow) -> date:
    """The day on which a campaign begins: before it was made it asked nothing of anybody."""
    return max(row.start, day_of(row.created_at))


def campaigns_of(user: UserSession, group_id: int, policy_id: int | None = None) -> list[CampaignView]:
    """Those of a group that have begun, those that end first in front; last those that came to a result.

    Raises `not_found` unless the user owns the group or is an admin.
    """
    report, day = group_report(user, group_id), today()
    ended = Q(archived_at__isnull=False, result__isnull=False, deadline__gte=day - SHOWN_FOR)
    rows = campaigns().filter(Q(ended_at=None) | ended, group_id=group_id, start__lte=day)
    if policy_id is not None:
        rows = rows.filter(pk=policy_id)
    found = list(rows.order_by("deadline", "name"))
    held = _held(group_id, (row.pk for row in found)) if found else {}
    views = [_view(row, row.deadline, report, held.get(row.pk, ()), day) for row in found if row.deadline is not None]
    return sorted(views, key=lambda one: one.ended_at is not None)


def _held(group_id: int, policy_ids: Iterable[int]) -> Mapping[int, list[Held]]:
    counted = DayCount.objects.filter(
        group_id=group_id, heading=Heading.POLICY, key__in=[str(one) for one in policy_ids]
    )
    by_policy: dict[int, list[Held]] = defaultdict(list)
    for key, *row in counted.order_by().values_list("key", "day", "until", "totals"):
        by_policy[int(key)].append(Held(*row))
    return by_policy


def _view(row: PolicyRow, deadline: date, report: GroupReport, held: Iterable[Held], today: date) -> CampaignView:
    totals = row.result if row.ended_at is not None else _totals(report, row.pk)
    first, last = first_day(row), min(today, deadline)
    step = max(0, (last - first).days) // MOST_POINTS + 1
    points = [point for point in series(held, days_between(first, last, step)) if point.totals["objects"]]
    if row.ended_at is None and today <= deadline and totals is not None:
        # What is said of today is what is said beside it, also before it is counted.
        points = [*(point for point in points if point.day < today), Point(today, totals)]
    now_open = still_open(totals or {})
    return CampaignView(
        row.pk,
        row.name,
        first,
        deadline,
        row.ended_at,
        totals,
        now_open,
        burn_down(points, deadline, today, now_open),
    )


def _totals(report: GroupReport, policy_id: int) -> Totals | None:
    counted = report.evaluation.policies if report.evaluation else {}
    return {"objects": 0, **counted[policy_id]} if policy_id in counted else None
