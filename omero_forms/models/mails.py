# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails that are made of findings and damage, and which periods have theirs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.models.waiting import Due, Leased


class DigestRun(Leased, Due):
    """One digest period. Finished once all its messages lie in the outbox; until then it is due, and leased by whoever
    makes them.
    """

    period = models.CharField(max_length=64, unique=True)
    begins_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)
    # [{"id", "name", "reason", "objects"}]: people who should have been told and could not be.
    unreachable = models.JSONField(default=list)

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
