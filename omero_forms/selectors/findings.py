# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open findings, counted by the database: however many there are, what comes back is short."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connections, router
from django.db.models import Count, Exists, OuterRef, QuerySet

from omero_forms.domain.policies.finding_status import RANK, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.policies.tallies import Cell, Totals
from omero_forms.models import Finding, Submission


def alike(policies: Collection[int]) -> list[Cell]:
    """How many findings of each policy have the same status and lack the same; one statement."""
    found = Finding.objects.filter(policy__in=policies, closed_at__isnull=True).order_by()
    rows = found.values_list("policy_id", "status", "lacking").annotate(number=Count("pk"))
    return [Cell(policy_id, Status(status), tuple(lacking), number) for policy_id, status, lacking, number in rows]


def by_owner(policies: Collection[int]) -> dict[int, Totals]:
    """Objects by owner and status, each once by its worst finding; one statement."""
    if not policies:
        return {}
    operations = connections[router.db_for_read(Finding)].ops
    table = operations.quote_name(Finding._meta.db_table)  # noqa: SLF001  (Django's public name for it)
    whens = " ".join(f"WHEN '{status.value}' THEN {rank}" for status, rank in RANK.items())
    marks = ", ".join(["%s"] * len(policies))
    statement = (
        f"SELECT owner_id, worst, COUNT(*) FROM (SELECT owner_id, MAX(CASE status {whens} END) AS worst FROM {table} "  # noqa: S608
        f"WHERE closed_at IS NULL AND policy_id IN ({marks}) "
        f"GROUP BY owner_id, object_type, object_id, creation_event) AS objects GROUP BY owner_id, worst"
    )
    with connections[router.db_for_read(Finding)].cursor() as cursor:
        cursor.execute(statement, [*policies])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    of_rank = {rank: status for status, rank in RANK.items()}
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    for owner_id, rank, number in rows:
        totals[int(owner_id)].update({of_rank[int(rank)].value: number, "objects": number})
    return {owner_id: dict(counted) for owner_id, counted in totals.items()}


def lacking_still(found: QuerySet[Finding]) -> dict[int, tuple[str, ...]]:
    """Of those of which something that they lack was submitted since they were judged: by key the ids of forms that
    they lack beside that, in the policy's order. None left: there is nothing to do about one until it is judged again.
    One statement, and another where anything was submitted.
    """
    unjudged = Submission.objects.filter(judged=False)
    of_object = unjudged.filter(
        object_type=OuterRef("object_type"),
        object_id=OuterRef("object_id"),
        creation_event=OuterRef("creation_event"),
    )
    rows = list(
        found.filter(Exists(of_object)).values_list(
            "pk", "policy__requirement", "lacking", "object_type", "object_id", "creation_event"
        )
    )
    submitted: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    if rows:
        of_these = unjudged.filter(object_id__in={row[4] for row in rows})
        for *of, form_id in of_these.values_list("object_type", "object_id", "creation_event", "form_id"):
            submitted[tuple(of)].add(form_id)
    still: dict[int, tuple[str, ...]] = {}
    for pk, requirement, lacking, *of in rows:
        left = tuple(form for form in lacking if form not in submitted[tuple(of)])
        if len(left) < len(lacking):
            still[pk] = () if requirement == Requirement.ONE_OF else left
    return still


def answered_since(found: QuerySet[Finding]) -> set[int]:
    """The keys of those of which all that they lack was submitted since they were judged."""
    return {pk for pk, left in lacking_still(found).items() if not left}
