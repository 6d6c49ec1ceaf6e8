# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams of numbered, chained records, as OMERO holds them or is about to hold them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RecordState(models.TextChoices):
    """How far a record has come: accepted by us, or written to OMERO (and then final)."""

    PENDING = "pending"
    RECORDED = "recorded"


class Stream(models.Model):
    """The numbered records of one thing. Its row is the lock for giving numbers."""

    name = models.CharField(max_length=255, unique=True)
    last_number = models.PositiveIntegerField(default=0)
    last_digest = models.CharField(max_length=64)
    recorded_number = models.PositiveIntegerField(default=0)
    recorded_digest = models.CharField(max_length=64)
    lease_owner = models.CharField(max_length=64, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    copy_lease_owner = models.CharField(max_length=64, default="", blank=True)
    copy_lease_until = models.DateTimeField(null=True)
    stopped = models.CharField(max_length=32, default="", blank=True)
    """Why nothing is appended any more (a value of domain.stopping.Stop); empty while all is well."""
    verified = models.JSONField(default=dict)
    """{"digest": of the newest recorded one, "print": domain.prints.StreamPrint}, when all of it was last verified"""
    verified_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    """Since when it waits to be read and verified whole: OMERO holds something else than was verified."""

    class Meta:
        """Streams that wait to be verified are found without reading the others."""

        indexes: ClassVar = [
            models.Index(
                fields=["check_due_at"],
                name="forms_stream_check",
                condition=models.Q(check_due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """One event of a stream: the sealed bytes, and whether OMERO has them."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    payload = models.BinaryField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=88)
    key = models.CharField(max_length=16)
    state = models.CharField(max_length=8, choices=RecordState.choices, default=RecordState.PENDING)
    annotation_id = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)
    unproven = models.BooleanField(default=False)
    """Neither the database nor OMERO holds bytes that its seal proves: it counts for nothing."""
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)

    class Meta:
        """A number is given once; pending records are found without reading the others."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "number"], name="forms_record_number"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="forms_record_due",
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.number}"
