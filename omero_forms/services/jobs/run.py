# SPDX-License-Identifier: AGPL-3.0-or-later
"""Do a job, in a worker. Its row is leased, so nobody else does it at the same time; when the worker dies, another one
begins again after the lease, three of them at most.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.jobs import OPEN, JobState
from omero_forms.domain.texts import noop, t
from omero_forms.kit.due import Pause, is_due, put_off
from omero_forms.kit.leases import RELEASED, Lease, claim, free
from omero_forms.models import Job
from omero_forms.services.jobs.kinds import KINDS, PREVIEW, Work

logger = logging.getLogger(__name__)

TIMES = 3
"""So often a job is begun."""

LEASE = timedelta(minutes=2)
"""How long a worker may say nothing of how far it is, before another one begins."""

RETRY = Pause(timedelta(seconds=30), timedelta(minutes=10))
"""After a failure that another time may not meet."""

TELL_EVERY = 0.5
"""Seconds between two statements about how far it is."""

KEPT_FOR = timedelta(days=30)
"""How long what came of a job is kept."""

PREVIEW_KEPT_FOR = timedelta(days=1)
"""A preview is about data as they were."""

_LATER = frozenset({"omero_unavailable", "history_behind", "database_unavailable"})
_DIED = noop(
    "It was begun three times, and each time the worker ended before it was done. Nothing is half done. The workers' log "
    "may say why; then ask for it again."
)
_UNKNOWN = noop("This version does not know what was asked for. Ask for it again after all workers were restarted.")


class _StoppedError(Exception):
    """The job was cancelled, or another worker has taken it over."""


def next_job(*, now: datetime | None = None) -> int | None:
    """The job that is to be begun now, the longest waiting; None while another one is being done, so that a worker is
    left for what must not wait.
    """
    moment = now or timezone.now()
    waiting = Job.objects.filter(state__in=OPEN)
    if waiting.exclude(free(moment, LEASE)).exists():
        return None
    due = waiting.filter(is_due(moment, RETRY)).order_by("next_at", "pk")
    return due.values_list("pk", flat=True).first()


def run_job(job_id: int, kinds: Mapping[str, Work] = KINDS) -> JobState | None:
    """Do it, unless it has ended, is not due, or is in another worker's hands: then None. Else what became of it."""
    now = timezone.now()
    lease = claim(
        Job.objects.filter(pk=job_id),
        LEASE,
        only_if=Q(state__in=OPEN) & is_due(now, RETRY),
        now=now,
        state=JobState.RUNNING,
        begun=F("begun") + 1,
    )
    if lease is None:
        return None
    job = Job.objects.get(pk=job_id)
    if job.begun > TIMES:
        return _end(lease, JobState.FAILED, error_code="internal", error_message=t(_DIED))
    work = kinds.get(job.kind)
    if work is None:
        return _end(lease, JobState.FAILED, error_code="internal", error_message=t(_UNKNOWN))
    try:
        result = work(job.arguments, _Told(lease))
    except _StoppedError:
        logger.info("job %s was stopped", job)
        lease.give_up()
        return None
    except FormsError as fault:
        logger.warning("job %s: %s", job, fault.code)
        return _fail(lease, job, fault, again=fault.code in _LATER)
    except Exception as fault:
        logger.exception("job %s failed", job)
        return _fail(lease, job, error("internal", details={"fault": type(fault).__name__}), again=False)
    return _end(lease, JobState.DONE, result=result)


class _Told:
    """The progress of a job: kept in its row, which extends the lease, and tells when it was cancelled."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._next = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        if time.monotonic() < self._next:
            return
        if not self._lease.renew_if(Q(state=JobState.RUNNING), done=done, total=total):
            raise _StoppedError
        self._next = time.monotonic() + TELL_EVERY


def _fail(lease: Lease, job: Job, fault: FormsError, *, again: bool) -> JobState | None:
    if again and job.begun < TIMES:
        rows = lease.held.filter(state=JobState.RUNNING)
        put_off(rows, job.attempts, RETRY, state=JobState.WAITING, **RELEASED)
        return JobState.WAITING
    return _end(lease, JobState.FAILED, error_code=fault.code, error_message=fault.message)


def _end(lease: Lease, state: JobState, **outcome: Any) -> JobState | None:
    """None where it was cancelled in its last moment, or taken over."""
    ended = {"state": state, "ended_at": timezone.now(), "next_at": None, **outcome}
    if lease.release_if(Q(state=JobState.RUNNING), **ended):
        return state
    lease.give_up()
    return None


def forget_ended(*, now: datetime | None = None) -> int:
    """Remove jobs that ended long ago, with their results; how many."""
    moment = now or timezone.now()
    old = Q(ended_at__lt=moment - KEPT_FOR) | Q(kind=PREVIEW, ended_at__lt=moment - PREVIEW_KEPT_FOR)
    removed, _ = Job.objects.filter(old).delete()
    return removed
