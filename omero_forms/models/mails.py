# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails that are made of findings and damage, which periods have theirs, and what people want of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.digests.preferences import Cadence
from omero_forms.models.choices import choices_of
from omero_forms.models.waiting import Due, Leased


class DigestRun(Leased, Due):
    """One digest period. Finished once all its messages lie in the outbox; until then it is due, and leased by whoever
    makes them.
    """

    # `domain.digests.preferences.Slot.name`: people choose when they are mailed.
    slot = models.CharField(max_length=16)
    period = models.CharField(max_length=64)
    begins_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # When the reports of all groups were kept.
    reports_at = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)
    # When admins were told that the site works, once for each period of the site.
    admins_told_at = models.DateTimeField(null=True)
    # [{"id", "name", "reason", "objects"}]: people who should have been told and could not be.
    unreachable = models.JSONField(default=list)

    class Meta:
        """A period of a slot is made once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["slot", "period"], name="forms_digest_once")]

    def __str__(self) -> str:
        return self.period


class OutboxState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The mail server will never take it."""
    DROPPED = "dropped"
    """Before it was sent a newer one replaced it, or there was nothing to tell any more."""


class OutboxMessage(Leased, Due):
    """A mail to send, made once per person, kind and period."""

    person_id = models.BigIntegerField()
    person_name = models.TextField()
    kind = models.CharField(max_length=32)
    period = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=OutboxState.choices, default=OutboxState.WAITING)
    # `domain.digests.preferences.Subject` of what its reader can stop; empty where that cannot be stopped.
    stops = models.CharField(max_length=16, blank=True, default="")
    message_id = models.CharField(max_length=255, unique=True)
    recipient = models.TextField()
    subject = models.TextField()
    # Both are emptied once it does not wait any more: what they name moves and changes owners.
    text = models.TextField()
    html = models.TextField()
    # {name: base64} of the files beside it; nothing once it does not wait any more.
    files = models.JSONField(null=True)
    # {"member": ..., "owner": ...} of domain.digests.memory.memory_of: what it said, for the next one.
    memory = models.JSONField(default=dict)
    # When its content was made, or made anew because it had waited for long.
    created_at = models.DateTimeField()
    last_error = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """The key that keeps any number of evaluations at one message per person and period."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "kind", "period"], name="forms_outbox_once")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_at"], name="forms_outbox_due")]

    def __str__(self) -> str:
        return f"{self.person_name} {self.kind} {self.period} {self.state}"


class MailPreference(models.Model):
    """What one person chose of our mails; who chose nothing has none. Person ids are OMERO's."""

    person_id = models.BigIntegerField(unique=True)
    cadence = models.CharField(max_length=16, choices=choices_of(Cadence), default=Cadence.SITE.value)
    weekday = models.PositiveSmallIntegerField(default=0)
    # On this day they come again.
    paused_until = models.DateField(null=True)
    new_policy = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.cadence}"
