# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of all records: which record has which place in the tree, and what is kept so that nobody hashes all of it.

Checkpoints and ranges repeat what the records of the stream `checkpoint` say. Size, roots and nodes follow from them
and from the digests of the records: they can be made again at any time.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.models.records import RecordRow, Stream
from omero_forms.models.waiting import Due, Leased


class LogRow(Leased):
    """The frontier of the tree, one row. It is leased by whoever makes a checkpoint or lets the tree grow."""

    size = models.BigIntegerField(default=0)
    """How many leaves the frontier is over; checkpoints may count more already"""
    roots = models.BinaryField(default=bytes)
    """Those of its full subtrees, largest first, 32 bytes each"""

    def __str__(self) -> str:
        return f"log of {self.size}"


class CheckpointRow(models.Model):
    """A checkpoint that is recorded."""

    record = models.OneToOneField(RecordRow, on_delete=models.CASCADE, primary_key=True, related_name="checkpoint")
    number = models.PositiveIntegerField(unique=True)
    """That of its record"""
    size = models.BigIntegerField()
    """How many leaves it and those before it count"""
    note = models.TextField()
    """The signed note, verbatim"""
    made_at = models.DateTimeField()

    class Meta:
        """A checkpoint is asked for by its size, too: an auditor has an old note."""

        indexes: ClassVar = [models.Index(fields=["size"], name="forms_checkpoint_size")]

    def __str__(self) -> str:
        return f"checkpoint {self.number} of {self.size}"


class OutletRow(Leased, Due):
    """One way by which checkpoints leave this site, and a checkpoint for it: due until that was handed over."""

    name = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    """That of the checkpoint's record"""
    given_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    """What came back for it: of a witness the lines with its signature, of an authority its time stamp in base64"""
    last_error = models.TextField(blank=True, default="")

    class Meta:
        """Each gets a checkpoint once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "number"], name="forms_outlet_once")]

    def __str__(self) -> str:
        return f"checkpoint {self.number} by {self.name}"


class LogRange(models.Model):
    """Records of one stream that follow each other in the tree."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="logged", db_index=False)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    """Numbers in the stream; both are in it"""
    start = models.BigIntegerField(unique=True)
    """The index of the first one in the tree"""

    class Meta:
        """No record has two places, and its place is found by its number."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "last"], name="forms_log_range_once")]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.first}-{self.last} at {self.start}"


class LogNode(models.Model):
    """The root of a full subtree, of some levels only."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    root = models.BinaryField()

    class Meta:
        """Those of one parent are read together."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["level", "index"], name="forms_log_node_once")]

    def __str__(self) -> str:
        return f"node {self.level}:{self.index}"
