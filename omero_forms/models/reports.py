# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reports say of past days: rows that hold for years, and name by id what may be gone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.policies.tallies import Heading
from omero_forms.models.choices import choices_of
from omero_forms.models.records import RecordRow


class DayCount(models.Model):
    """What was counted of a group under a heading, from one day on until another. There is a row only where something
    changed, so that years fit into little space.
    """

    group_id = models.BigIntegerField()
    heading = models.CharField(max_length=8, choices=choices_of(Heading))
    # The id of the policy, form or person; empty for the group itself.
    key = models.CharField(max_length=64, blank=True, default="")
    # The first day, in the facility's time zone, at whose end it was so, and that at whose end it was so no more.
    day = models.DateField()
    until = models.DateField(null=True)
    # {"objects": n, status: n}; nothing where nothing is counted any more.
    totals = models.JSONField(default=dict)

    EVERY_GROUP: ClassVar = -1
    """The group id of the sum over all groups."""

    class Meta:
        """One row holds at the end of each day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "heading", "key", "day"], name="forms_day_count_once")
        ]
        indexes: ClassVar = [
            # What holds now, which every look at the report asks for.
            models.Index(
                fields=["group_id", "heading"], condition=models.Q(until__isnull=True), name="forms_day_count_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.heading}:{self.key} {self.day}"


class KeptReport(models.Model):
    """The report of a group as it was when the mails of a period were made. It is never changed.

    Its file may go after the time for which a facility keeps it, and is not there where the database was made anew.
    """

    group_id = models.BigIntegerField()
    group_name = models.TextField()
    # The digest period, and the days since the report before.
    period = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    made_at = models.DateTimeField()
    evaluated_at = models.DateTimeField(null=True)
    # Of the manifest, as `record` says.
    sha256 = models.CharField(max_length=64)
    # {"totals": ..., "policies": {opaque id: ...}}
    counts = models.JSONField(default=dict)
    # `domain.policies.kept`, both compressed.
    manifest = models.BinaryField(null=True)
    rows = models.BinaryField(null=True)
    record = models.OneToOneField(RecordRow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A group has one report of a period."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["group_id", "period"], name="forms_report_once")]

    def __str__(self) -> str:
        return f"{self.group_name} {self.period}"


class CountedGroup(models.Model):
    """When a group was counted last, and of which numbers: while these are the same, it is so once a day."""

    group_id = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    counted_at = models.DateTimeField()
    # Of the evaluation's own counts, and when it finished.
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.group_id} {self.day}"
