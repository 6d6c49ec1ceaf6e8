# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams of numbered, chained records, as OMERO holds them or is about to hold them; and what was noticed there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.submissions import CopyLayout
from omero_forms.models.choices import choices_of
from omero_forms.models.waiting import Due, Leased


class RecordState(models.TextChoices):
    """How far a record has come: accepted by us, or written to OMERO (and then final)."""

    PENDING = "pending"
    RECORDED = "recorded"


class Stream(Leased, Due):
    """The numbered records of one thing. Its row is the lock for giving numbers.

    It is leased by whoever writes its records to OMERO, and due when it waits to be read and verified whole: OMERO
    holds something else than was verified.
    """

    name = models.CharField(max_length=255, unique=True)
    last_number = models.PositiveIntegerField(default=0)
    last_digest = models.CharField(max_length=64)
    recorded_number = models.PositiveIntegerField(default=0)
    recorded_digest = models.CharField(max_length=64)
    stopped = models.CharField(max_length=32, choices=choices_of(Stop), default="", blank=True)
    """Why nothing is appended any more; empty while all is well."""
    verified = models.JSONField(default=dict)
    """{"digest": of the newest recorded one, "print": a StreamPrint}, when all of it was last verified"""
    verified_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    """When all of it was last compared with OMERO, whatever that found."""

    class Meta:
        """Streams that wait to be verified are found without reading the others."""

        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="forms_stream_check",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(fields=["compared_at"], name="forms_stream_compared"),
        ]

    def __str__(self) -> str:
        return self.name


class CopyRow(Leased):
    """The copy of a stream's newest record as it was last written. It is leased by whoever writes it, while others may
    write records.
    """

    stream = models.OneToOneField(Stream, on_delete=models.CASCADE, primary_key=True, related_name="copy")
    annotation_id = models.BigIntegerField(null=True)
    event = models.BigIntegerField(default=0)
    """The newest event of the annotation when it was written"""
    owner_id = models.BigIntegerField(null=True)
    layout = models.CharField(max_length=8, choices=choices_of(CopyLayout), default="", blank=True)
    """In which it was written; empty while there is none."""
    older = models.JSONField(default=dict)
    """{annotation id: event} of what we wrote before, and is to be taken off the object"""
    withdrawn = models.JSONField(default=dict)
    """{"salt", "marks"} of pairs that redacted answers gave: until no copy says them any more, to tell them from what
    people typed"""

    class Meta:
        """Copies of another layout than the setting's are found without reading the others, as are those that OMERO's
        event log names.
        """

        indexes: ClassVar = [
            models.Index(fields=["layout"], name="forms_copy_layout"),
            models.Index(
                fields=["annotation_id"],
                name="forms_copy_annotation",
                condition=models.Q(annotation_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"copy of {self.stream_id}"


class RecordRow(Due):
    """One event of a stream: the sealed bytes, and whether OMERO has them. It is due while it is pending."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    payload = models.BinaryField()
    content = models.BinaryField(null=True)
    """None where it was redacted"""
    redacted = models.BooleanField(default=False)
    """Whether a redaction names it: then its content is gone, and is believed to be gone wherever it may turn up."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=88)
    key = models.CharField(max_length=72)
    state = models.CharField(max_length=8, choices=RecordState.choices, default=RecordState.PENDING)
    annotation_id = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)
    unproven = models.BooleanField(default=False)
    """Neither the database nor OMERO holds bytes that its seal proves: it counts for nothing."""

    class Meta:
        """A number is given once; pending records are found without reading the others."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "number"], name="forms_record_number"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="forms_record_due",
                condition=models.Q(state=RecordState.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.number}"

    @property
    def is_recorded(self) -> bool:
        """Whether OMERO has it: it was accepted in any case."""
        return self.state == RecordState.RECORDED


class DamageRow(models.Model):
    """One thing that is wrong with a stream, noticed once; the annotation stays in OMERO as evidence."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="damages")
    kind = models.CharField(max_length=16, choices=choices_of(DamageKind))
    number = models.PositiveIntegerField(default=0)
    """0 where it belongs to no number"""
    annotation_id = models.BigIntegerField(default=0)
    """0 where there is no annotation"""
    mark = models.CharField(max_length=64, blank=True, default="")
    """What it looks like; changed again, it is another damage."""
    detail = models.TextField(blank=True, default="")
    """What differs, as a sentence"""
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


class Server(models.Model):
    """The OMERO database this database is a read model of.

    One row: the first uuid that was seen. Another one stops all writes, since two restores must
    not mix their histories.
    """

    uuid = models.CharField(max_length=64, unique=True)
    remembered_at = models.DateTimeField()
    store_seen = models.BigIntegerField(default=0)
    """Id of the newest annotation of somebody else that was noticed in the store."""
    verified_at = models.DateTimeField(null=True)
    """When the last verification of all records began, of those that came to an end"""
    verified_records = models.BigIntegerField(default=0)
    verified_streams = models.BigIntegerField(default=0)
    compared_at = models.DateTimeField(null=True)
    """The same of the last one that looked at least at what had changed"""
    site = models.CharField(max_length=64, default="", blank=True)
    """Name of the site that this database is of, empty before it was set up; with it the site that this one is a copy
    of, and the address of its OMERO.
    """
    site_of = models.CharField(max_length=64, default="", blank=True)
    site_address = models.CharField(max_length=255, default="", blank=True)

    def __str__(self) -> str:
        return self.uuid
