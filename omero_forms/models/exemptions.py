# SPDX-License-Identifier: AGPL-3.0-or-later
"""What excuses objects from policies: asked for, decided, ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omero_forms.domain.policies.exemptions import ExemptionState
from omero_forms.domain.refs import ObjectType
from omero_forms.models.choices import choices_of
from omero_forms.models.policies import PolicyRow


class ExemptionRow(models.Model):
    """An exemption from one policy: of the objects that it names, or of all that fit its selector."""

    id = models.CharField(max_length=16, primary_key=True)
    # Of the record, in the group's stream, that made it what it is; 0 before anybody decided.
    number = models.PositiveIntegerField(default=0)
    policy = models.ForeignKey(PolicyRow, on_delete=models.CASCADE, related_name="exemptions")
    state = models.CharField(max_length=16, choices=choices_of(ExemptionState))
    # In the words of a policy's file; null where objects are named.
    selector = models.JSONField(null=True)
    # Ids of the forms that it is about; none means all that the policy asks for.
    form_ids = models.JSONField(default=list)
    # The last day on which it excuses, in the facility's time zone.
    until = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    asked_by_name = models.TextField()
    # {"id", "name"} of whoever had opened that session for them.
    asked_sudoer = models.JSONField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.TextField(blank=True, default="")
    # Decided by who had asked for it, since nobody else could.
    is_own = models.BooleanField(default=False)
    # What was said with the decision.
    message = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    # Null for what ended by itself, since its objects left the policy's scope.
    ended_by = models.BigIntegerField(null=True)
    ended_by_name = models.TextField(blank=True, default="")
    ended_message = models.TextField(blank=True, default="")
    # When mails of each kind were made, or found to have no reader.
    asked_told_at = models.DateTimeField(null=True)
    decided_told_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        """Few of them wait at a time, and few are in force."""

        indexes: ClassVar = [
            models.Index(fields=["state", "asked_at"], name="forms_exemption_state"),
            models.Index(fields=["asked_by"], name="forms_exemption_asked_by"),
            models.Index(fields=["decided_at"], name="forms_exemption_untold", condition=Q(decided_told_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class ExemptedObject(models.Model):
    """An object that an exemption names. Once it left the policy's scope it is not excused any more."""

    exemption = models.ForeignKey(ExemptionRow, on_delete=models.CASCADE, related_name="objects_named")
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    object_id = models.BigIntegerField()
    creation_event = models.BigIntegerField()
    # What it was called when it was asked for.
    name = models.TextField()
    left_at = models.DateTimeField(null=True)
    # Whether a record says so.
    is_left_recorded = models.BooleanField(default=False)

    class Meta:
        """Looked for by object, when its page is opened or its finding is closed."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exemption", "object_type", "object_id", "creation_event"], name="forms_exempted_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id"], name="forms_exempted_object"),
            models.Index(
                fields=["left_at"],
                condition=Q(left_at__isnull=False, is_left_recorded=False),
                name="forms_exempted_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type}:{self.object_id}"
