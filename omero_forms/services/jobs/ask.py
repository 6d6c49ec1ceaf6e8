# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ask for a job, and cancel one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from omero_forms.domain.jobs import OPEN, JobState
from omero_forms.domain.refs import Person
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import Job
from omero_forms.selectors.jobs import JobView, find_job


def ask(kind: str, arguments: Mapping[str, Any], *, by: Person | None) -> int:
    """Have a worker do it; the id of the job. `by` is None for what nobody asked for.

    Whoever asks for what is waiting or being done already gets the job that is there.
    """
    now = timezone.now()
    with accepting_write():
        same = Job.objects.filter(
            kind=kind, arguments=dict(arguments), state__in=OPEN, asked_by_id=None if by is None else by.id
        )
        there = same.order_by("pk").first()
        if there is not None:
            return there.pk
        made = Job.objects.create(
            kind=kind,
            arguments=dict(arguments),
            asked_by_id=None if by is None else by.id,
            asked_by_name="" if by is None else by.name,
            asked_at=now,
            next_at=now,
        )
    return made.pk


def cancel(user: UserSession, job_id: int) -> JobView:
    """End a job before it is done: a worker that is at it stops between two of its steps. One that has ended stays as
    it is. Raises `not_found`.
    """
    find_job(user, job_id)
    Job.objects.filter(pk=job_id, state__in=OPEN).update(
        state=JobState.CANCELLED, ended_at=timezone.now(), next_at=None
    )
    return find_job(user, job_id)
