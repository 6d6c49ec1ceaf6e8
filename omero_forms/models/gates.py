# SPDX-License-Identifier: AGPL-3.0-or-later
"""What policies have put on objects that comply, as their gates say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.refs import ObjectType
from omero_forms.models.choices import choices_of
from omero_forms.models.evaluations import Finding
from omero_forms.models.policies import PolicyRow
from omero_forms.models.waiting import Due, Leased


class GateTurn(Leased):
    """A policy that has, or had, a gate. There is something to do where `asked` is not `done`."""

    policy = models.OneToOneField(PolicyRow, on_delete=models.CASCADE, primary_key=True, related_name="gate_turn")
    # Grows whenever the policy or any of its findings changes, and what it was when all was done last.
    asked = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    # Set by a rebuild: what the policy put on objects is not known, and is looked for on them first.
    is_made_anew = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.policy_id}: {self.done} of {self.asked}"


class GateMark(Due):
    """What a policy put on an object; or could not, for a `reason`: then it has no link, and is tried again."""

    policy = models.ForeignKey(PolicyRow, on_delete=models.CASCADE, related_name="gate_marks", db_index=False)
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    object_id = models.BigIntegerField()
    creation_event = models.BigIntegerField()
    # The gate's words when it was put there.
    gate = models.JSONField()
    # What hangs it on the object, in OMERO; what hangs there, and its newest event then.
    link_id = models.BigIntegerField(null=True)
    annotation_id = models.BigIntegerField(null=True)
    event = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        """One for each object that a policy is about."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "object_type", "object_id", "creation_event"], name="forms_gate_mark_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="forms_gate_mark_waits")
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.object_type}:{self.object_id}"

    @staticmethod
    def complying() -> models.QuerySet[Finding]:
        """The finding of a mark's object that lets it stay, for a subquery."""
        same = {name: models.OuterRef(name) for name in ("policy", "object_type", "object_id", "creation_event")}
        return Finding.objects.filter(**same, status=Status.COMPLIANT, closed_at__isnull=True)
