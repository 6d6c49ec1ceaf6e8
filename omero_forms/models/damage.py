# SPDX-License-Identifier: AGPL-3.0-or-later
"""Damage of records that was noticed, and whom it was told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.models.records import Stream


class Damage(models.Model):
    """One thing that is wrong with a stream, noticed once; the annotation stays in OMERO as evidence."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="damages")
    kind = models.CharField(max_length=16)
    """a value of domain.damage.DamageKind"""
    number = models.PositiveIntegerField(default=0)
    """0 where it belongs to no number"""
    annotation_id = models.BigIntegerField(default=0)
    """0 where there is no annotation"""
    mark = models.CharField(max_length=64, blank=True, default="")
    """What it looks like; changed again, it is another damage."""
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    """When the history was whole again: the record was written again, or restored from OMERO."""
    told_at = models.DateTimeField(null=True)
    """When the mails to the admins were put into the outbox."""

    class Meta:
        """The key that keeps a damage at one row however often it is seen."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stream", "kind", "number", "annotation_id", "mark"],
                name="forms_damage_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["first_seen"],
                name="forms_damage_untold",
                condition=models.Q(told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.number} {self.kind}"
