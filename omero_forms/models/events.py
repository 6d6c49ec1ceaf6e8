# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who changed what of the set-up: the audit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omero_forms.domain.events import EventName
from omero_forms.models.choices import choices_of


class Event(models.Model):
    """One deed, written in its own transaction. Never changed or deleted, but for `processed_at`."""

    name = models.CharField(max_length=32, choices=choices_of(EventName))
    at = models.DateTimeField()
    # Who did it; null for the workers, which act for nobody.
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(blank=True)
    actor_full_name = models.TextField(blank=True)
    # Who opened the actor's session, where somebody acted for another one (an admin, a group's owner).
    sudoer_id = models.BigIntegerField(null=True)
    sudoer_name = models.TextField(blank=True)
    # The group that it concerns, where there is one.
    group_id = models.BigIntegerField(null=True)
    # What domain.events.KINDS lists for the name.
    details = models.JSONField()
    # Null until whoever reacts to events has taken it.
    processed_at = models.DateTimeField(null=True)

    class Meta:
        """Read newest first, by name, person or group; by workers, what waits for them."""

        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="forms_event_name"),
            models.Index(fields=["actor_id", "id"], name="forms_event_actor"),
            models.Index(fields=["group_id", "id"], name="forms_event_group"),
            # Every sweep looks for what nobody has taken yet.
            models.Index(fields=["name", "id"], name="forms_event_waiting", condition=Q(processed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at.isoformat()}"
