# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins are told each period, so that silence means that something is broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from omero_forms.domain.events import EventName
from omero_forms.domain.jobs import OPEN
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.models import DigestRun, Event, Job, OutboxMessage, OutboxState, RecordRow, RecordState, Server
from omero_forms.selectors.damage import open_findings
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.diagnosis.problem import SetupProblem
from omero_forms.selectors.evaluations import latest
from omero_forms.selectors.log import latest_checkpoint
from omero_forms.selectors.policies import policies_by_group


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Groups with policies: `groups` of them, `late` of them never evaluated, or not since `since`."""

    groups: int
    late: int
    objects: int
    failing: int
    errors: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailed:
    """Mails since the last heartbeat; `not_reached` are those of the last digest, `stopped` the uses of links."""

    sent: int
    refused: int
    waiting: int
    not_reached: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether everything is as it was recorded: what was found, and when it was looked for."""

    findings: int
    verified_at: datetime | None
    checkpoint_at: datetime | None
    pending: int
    jobs: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """All of it. `digest_made` says whether the mails of the period were made."""

    since: datetime
    evaluated: Evaluated
    mailed: Mailed
    kept: Kept
    problems: tuple[SetupProblem, ...]
    digest_made: bool


def heartbeat(run: DigestRun, since: datetime) -> Heartbeat:
    """As things are now, and what happened since the last one."""
    return Heartbeat(
        since=since,
        evaluated=_evaluated(since),
        mailed=_mailed(run, since),
        kept=_kept(),
        problems=tuple(ask.problems()),
        digest_made=run.finished_at is not None,
    )


def _evaluated(since: datetime) -> Evaluated:
    groups = policies_by_group()
    known = latest(groups)
    totals = [view.totals for view in known.values()]
    return Evaluated(
        groups=len(groups),
        late=sum(
            (view := known.get(one)) is None or view.evaluated_at is None or view.evaluated_at < since for one in groups
        ),
        objects=sum(one.get("objects", 0) for one in totals),
        failing=sum(one.get(status, 0) for one in totals for status in FAILING),
        errors=sum(one.get(Status.ERROR, 0) for one in totals),
        failed=tuple(sorted(view.group_name for view in known.values() if view.failed)),
    )


def _mailed(run: DigestRun, since: datetime) -> Mailed:
    sent = OutboxMessage.objects.filter(state=OutboxState.SENT, sent_at__gte=since).count()
    events = Event.objects.filter(name__in=[EventName.MAIL_REFUSED, EventName.MAIL_STOPPED], at__gte=since)
    counts = dict(events.values_list("name").annotate(number=Count("pk")).order_by())
    return Mailed(
        sent=sent,
        refused=counts.get(EventName.MAIL_REFUSED, 0),
        waiting=OutboxMessage.objects.filter(state=OutboxState.WAITING).count(),
        not_reached=len(run.unreachable),
        stopped=counts.get(EventName.MAIL_STOPPED, 0),
    )


def _kept() -> Kept:
    server, checkpoint = Server.objects.first(), latest_checkpoint()
    findings, _newest = open_findings(0)
    return Kept(
        findings=findings,
        verified_at=server.verified_at if server else None,
        checkpoint_at=checkpoint.made_at if checkpoint else None,
        pending=RecordRow.objects.filter(state=RecordState.PENDING).count(),
        jobs=Job.objects.filter(state__in=OPEN).count(),
    )
