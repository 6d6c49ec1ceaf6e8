# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to a form version for an object, and where their copy has got to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.refs import ObjectType
from omero_forms.domain.submissions import CopyReason
from omero_forms.models.choices import choices_of
from omero_forms.models.forms import Form, FormVersion
from omero_forms.models.records import RecordRow
from omero_forms.models.waiting import Due


class CopyState(models.TextChoices):
    """What became of the key-value copy on the object."""

    DUE = "due"
    COPIED = "copied"
    REPAIR = "repair"
    NOCOPY = "nocopy"
    SUPERSEDED = "superseded"


class Submission(Due):
    """One immutable set of answers; the record holds the same as sealed bytes. It is due when its copy is."""

    record = models.OneToOneField(RecordRow, on_delete=models.PROTECT, related_name="submission")
    # No index of its own: who looks for submissions names their object, and counts have one with the group.
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    object_id = models.BigIntegerField()
    creation_event = models.BigIntegerField()
    group_id = models.BigIntegerField()
    """The group that the object was in when it was described, -1 where nobody knows: for counts alone, since objects
    move
    """
    number = models.PositiveIntegerField()
    author_id = models.BigIntegerField()
    author_name = models.TextField()
    sudoer = models.JSONField(null=True)
    """{"id", "name"} of who opened the author's session, or null"""
    time = models.DateTimeField()
    message = models.TextField(blank=True)
    answers = models.TextField()
    """canonical JSON"""
    unanswered = models.JSONField(null=True)
    """the questions that were left out (`domain.answers.unanswered`), to be counted here; null where the answers were
    redacted
    """
    client_key = models.UUIDField(null=True)
    body_hash = models.CharField(max_length=64, blank=True)
    valid = models.BooleanField(default=True)
    """Whether the answers are right by their own version; only of imported ones they may not be."""
    copy_state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.DUE)
    copy_reason = models.CharField(max_length=64, choices=choices_of(CopyReason), blank=True)
    as_owner = models.BooleanField(default=False)
    """Whether its copy may be written in the name of the object's owner: whoever submitted may write that, or the owner
    has seen it since."""
    copied_at = models.DateTimeField(null=True)
    copy_changed_at = models.DateTimeField(null=True)
    judged = models.BooleanField(default=False)
    """Whether its object was judged since it was recorded"""

    class Meta:
        """A client key answers once per person; an object's history is read in one go."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author_id", "client_key"], name="forms_client_key"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["object_type", "object_id", "form", "number"],
                name="forms_submission_object",
            ),
            models.Index(fields=["form", "group_id"], name="forms_submission_counts"),
            # What somebody submitted last.
            models.Index(fields=["author_id", "id"], name="forms_submission_author"),
            models.Index(
                fields=["next_at"],
                name="forms_copy_due",
                condition=models.Q(copy_state__in=[CopyState.DUE, CopyState.REPAIR, CopyState.NOCOPY]),
            ),
            # By why they wait. The condition names no value, so that it is the same in any statement.
            models.Index(fields=["copy_reason"], name="forms_copy_waiting", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["id"], name="forms_submission_unjudged", condition=models.Q(judged=False)),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.object_type}:{self.object_id} {self.number}"
