# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep the report of each group when the mails of a digest period were made. What was kept is never changed; a record
says what it was, so that the next checkpoint proves it.
"""

from __future__ import annotations

import logging
import secrets
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.kept import Manifest, Period, ranges, row_line, sha256
from omero_forms.domain.policies.tallies import Totals, added
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.parts import report_parts
from omero_forms.domain.refs import report_stream
from omero_forms.domain.times import time_text
from omero_forms.kit.clocks import day_of, site_slot
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DayCount, DigestRun, Finding, KeptReport, PolicyRow, RecordRow
from omero_forms.selectors.evaluations import EvaluationView, latest
from omero_forms.selectors.findings import by_owner
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.policies import policies_by_group
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.gate import on_its_own, refusal

logger = logging.getLogger(__name__)

AT_ONCE = 2000
"""Findings that are read at a time."""


@dataclass(slots=True)
class _Made:
    """A report on its way: its head, and rows compressed as they come."""

    head: dict[str, Any]
    digests: list[str] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)


def keep_due(deadline: Deadline, *, now: datetime | None = None) -> int:
    """Keep the reports of the site's newest period whose mails were made; how many were.

    A group that was never evaluated has none. What fails is tried again by the next look, and keeps no other group
    waiting; safe to run twice, and at once in several workers.
    """
    if refusal() is not None:
        return 0
    runs = DigestRun.objects.filter(slot=site_slot(conf()).name, finished_at__isnull=False)
    run = runs.order_by("-begins_at", "-pk").first()
    if run is None or run.reports_at is not None:
        return 0
    moment = now or timezone.now()
    policies = policies_by_group()
    done = set(KeptReport.objects.filter(period=run.period).values_list("group_id", flat=True))
    evaluated = {one: view for one, view in latest(policies.keys()).items() if view.evaluated_at is not None}
    kept = looked_at = 0
    for group_id, view in sorted(evaluated.items()):
        if group_id in done:
            continue
        if deadline.passed:
            return kept
        with on_its_own(f"the report of group {group_id}"):
            kept += _keep(view, policies[group_id], run.period, moment)
            looked_at += 1
    if looked_at < len(evaluated.keys() - done):
        return kept
    DigestRun.objects.filter(pk=run.pk).update(reports_at=moment)
    return kept


def _keep(view: EvaluationView, policies: list[PolicyRow], period_name: str, moment: datetime) -> bool:
    period = _period(view.group_id, period_name, moment)
    made = _made(view, policies, period, moment)
    manifest = Manifest(made.head, made.digests).text()
    counts = made.head["counts"]
    row = KeptReport(
        group_id=view.group_id,
        group_name=view.group_name,
        period=period.name,
        first=period.first,
        last=period.last,
        made_at=moment,
        evaluated_at=view.evaluated_at,
        sha256=sha256(manifest),
        counts=counts,
        manifest=zlib.compress(manifest),
        rows=b"".join(made.rows),
    )
    parts = report_parts(
        group_id=view.group_id, group_name=view.group_name, period=period.as_json(), sha256=row.sha256, counts=counts
    )

    def beside(record: RecordRow) -> None:
        row.record = record
        row.save(force_insert=True)

    stream = report_stream(view.group_id)
    decision = Decision("report.kept", parts, Capacity.SERVICE)
    try:
        append_entries(None, [stream], lambda: [(stream, decision)], via=Via.SCHEDULE, beside=beside)
    except IntegrityError:
        # Another worker was faster.
        return False
    return True


def _period(group_id: int, name: str, moment: datetime) -> Period:
    last = day_of(moment)
    before = KeptReport.objects.filter(group_id=group_id).order_by("-last").values_list("last", flat=True).first()
    first = last if before is None else min(before + timedelta(days=1), last)
    return Period(name, first, last)


def _made(view: EvaluationView, policies: list[PolicyRow], period: Period, moment: datetime) -> _Made:
    made = _Made({})
    counts: dict[str, Totals] = {}
    compliant: dict[str, dict[str, list[list[int]]]] = {}
    names = form_names({asked.form_id for policy in policies for asked in policy.forms.all()})
    packer = zlib.compressobj()
    for policy in policies:
        totals: Counter[str] = Counter({"objects": 0})
        ids: dict[str, list[int]] = defaultdict(list)
        for finding in _open(policy):
            totals.update({finding.status: 1, "objects": 1})
            if finding.status == Status.COMPLIANT:
                ids[finding.object_type].append(finding.object_id)
                continue
            line = row_line(_row(policy, finding, names))
            made.digests.append(sha256(line))
            made.rows.append(packer.compress(line + b"\n"))
        counts[policy.uid] = dict(totals)
        compliant[policy.uid] = {object_type: ranges(some) for object_type, some in ids.items()}
    made.rows.append(packer.flush())
    made.head |= {
        "group": view.group_id,
        "period": period.as_json(),
        "made_at": time_text(moment),
        "evaluated_at": None if view.evaluated_at is None else time_text(view.evaluated_at),
        "counts": {"totals": added(by_owner([one.pk for one in policies]).values()), "policies": counts},
        "compliant": compliant,
    }
    return made


def _open(policy: PolicyRow) -> Iterator[Finding]:
    found = Finding.objects.filter(policy=policy, closed_at__isnull=True).order_by("status", "object_id", "pk")
    return found.iterator(chunk_size=AT_ONCE)


def _row(policy: PolicyRow, finding: Finding, names: dict[str, str]) -> dict[str, Any]:
    return {
        "salt": secrets.token_hex(16),
        "object": {
            "type": finding.object_type,
            "id": finding.object_id,
            "creation_event": finding.creation_event,
            "name": finding.name,
        },
        "owner": {"id": finding.owner_id, "name": finding.owner_name, "full_name": finding.owner_full_name},
        "policy": {"id": policy.uid, "name": policy.name},
        "status": finding.status,
        "lacking": [{"form": one, "name": names.get(one, one)} for one in finding.lacking],
        "reason": finding.reason,
        "due": None if finding.due is None else finding.due.isoformat(),
        "since": time_text(finding.since),
    }


def forget_old(*, now: datetime | None = None) -> int:
    """Delete the files of reports, and numbers of days, that are older than the facility keeps them; how many.

    That a report was kept, and what it was the hash of, stays.
    """
    days = conf().report_days
    if not days:
        return 0
    before = day_of(now or timezone.now()) - timedelta(days=days)
    old = KeptReport.objects.filter(last__lt=before, manifest__isnull=False)
    emptied = old.update(manifest=None, rows=None)
    deleted, _by_model = DayCount.objects.filter(until__lte=before).delete()
    return emptied + deleted
