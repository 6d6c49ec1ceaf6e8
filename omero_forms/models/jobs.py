# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long work that somebody asked for, and a worker does while a page may look at how far it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.jobs import OPEN, JobState
from omero_forms.models.choices import choices_of
from omero_forms.models.waiting import Due, Leased


class Job(Leased, Due):
    """One piece of work. It is leased by the worker that does it, and due until it has ended."""

    kind = models.CharField(max_length=32)
    """One of `services.jobs.kinds`."""
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=choices_of(JobState), default=JobState.WAITING.value)
    # Who asked; null for beat, which asks for nobody.
    asked_by_id = models.BigIntegerField(null=True)
    asked_by_name = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    begun = models.PositiveIntegerField(default=0)
    """How many workers have begun it: a worker that died tells nobody, so they are counted before."""
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    """None while nobody knows how much there is"""
    result = models.JSONField(null=True)
    error_code = models.CharField(max_length=32, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Those that have not ended are found without reading the others."""

        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], name="forms_job_due", condition=models.Q(state__in=[one.value for one in OPEN])
            ),
            models.Index(fields=["ended_at"], name="forms_job_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"
