# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is taken out of records that should never have been typed: asked for, approved, and how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.models.records import RecordRow
from omero_forms.models.waiting import Due


class RedactionRow(Due):
    """One record whose content goes, or is gone. It is due from the moment its own record is in OMERO until nothing
    that a worker can reach holds the content any more.
    """

    stream = models.CharField(max_length=255)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """Of the record that it is about"""
    record = models.OneToOneField(RecordRow, on_delete=models.PROTECT, null=True, related_name="+")
    """That of the redaction itself, once OMERO has it"""
    reason = models.TextField(blank=True)
    """Until it was accepted; from then on its record has it"""
    via = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.JSONField(null=True)
    """{"id", "name"}; null for what came back from OMERO"""
    asked_sudoer = models.JSONField(null=True)
    """The same of who had opened that session for them"""
    approved_at = models.DateTimeField(null=True)
    """When its record was accepted"""
    done_at = models.DateTimeField(null=True)

    class Meta:
        """A record is redacted once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["digest"], name="forms_redaction_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="forms_redaction_due", condition=models.Q(next_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"
