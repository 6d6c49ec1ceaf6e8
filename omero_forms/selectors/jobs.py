# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs, for whoever asked for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from omero_forms.domain.errors import error
from omero_forms.domain.jobs import OPEN, JobState
from omero_forms.domain.refs import Person
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Job
from omero_forms.selectors.people import People, PersonView

MOST: Final = 20
"""So many jobs of a kind are looked at for what came of them."""


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as whoever asked for it sees it; `asked_by` is None for what nobody asked for."""

    id: int
    kind: str
    state: JobState
    done: int
    total: int | None
    result: Any
    error: JobError | None
    asked_at: datetime
    asked_by: Person | None


def find_job(user: UserSession, job_id: int) -> JobView:
    """A job of the user's own; of everybody's for an admin without restrictions. Raises `not_found`."""
    return _view(_find(user, job_id))


def find_done(user: UserSession, kind: str, job_id: int) -> tuple[dict[str, Any], Any]:
    """What a job of a kind was asked for by, and its result. Raises `not_found` as :func:`find_job` does, and before it
    is done.
    """
    job = _find(user, job_id)
    if job.kind != kind or job.state != JobState.DONE:
        raise error("not_found")
    return job.arguments, job.result


def _find(user: UserSession, job_id: int) -> Job:
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not (user.is_full_admin or job.asked_by_id == user.person.id):
        raise error("not_found")
    return job


def open_job(kind: str) -> JobView | None:
    """The job of a kind that is waiting or being done; of several the first."""
    job = Job.objects.filter(kind=kind, state__in=OPEN).order_by("pk").first()
    return None if job is None else _view(job)


def open_jobs_of(user: UserSession, kind: str) -> list[tuple[dict[str, Any], JobView]]:
    """The user's own jobs of a kind that are waiting or being done, with what they were asked for by."""
    jobs = Job.objects.filter(kind=kind, state__in=OPEN, asked_by_id=user.person.id).order_by("pk")
    return [(job.arguments, _view(job)) for job in jobs]


@dataclass(frozen=True, slots=True)
class DoneJob:
    """What came of a job, when, and who had asked for it: None for what nobody asked for."""

    kind: str
    result: Any
    at: datetime
    by: PersonView | None


def newest_done(*kinds: str) -> DoneJob | None:
    """The newest job of these kinds that is done."""
    job = Job.objects.filter(kind__in=kinds, state=JobState.DONE).order_by("-pk").first()
    if job is None or job.ended_at is None:
        return None
    asked = job.asked_by_id
    by = None if asked is None else People([asked]).view(asked, job.asked_by_name)
    return DoneJob(job.kind, job.result, job.ended_at, by)


def newest_undone(*kinds: str) -> JobView | None:
    """The newest job of these kinds, unless it is done: under way, failed or cancelled."""
    job = Job.objects.filter(kind__in=kinds).order_by("-pk").first()
    return None if job is None or job.state == JobState.DONE else _view(job)


def newest_results(kind: str) -> list[Any]:
    """What came of the newest jobs of a kind that are done."""
    done = Job.objects.filter(kind=kind, state=JobState.DONE).order_by("-pk")
    return list(done.values_list("result", flat=True)[:MOST])


def _view(job: Job) -> JobView:
    return JobView(
        id=job.pk,
        kind=job.kind,
        state=JobState(job.state),
        done=job.done,
        total=job.total,
        result=job.result,
        error=JobError(job.error_code, job.error_message) if job.error_code else None,
        asked_at=job.asked_at,
        asked_by=None if job.asked_by_id is None else Person(job.asked_by_id, job.asked_by_name),
    )
