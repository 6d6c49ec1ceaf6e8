# SPDX-License-Identifier: AGPL-3.0-or-later
"""What OMERO cannot hold: policies, what evaluations found, and the mails made of it.

Group, person and object ids are OMERO's. Nothing here decides who may read it: every page of ids is
first asked for in OMERO with the reader's own session (docs/architecture.md, Who reads what).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Policy(models.Model):
    """What a group requires of its objects of one type. An ended policy stays, for its history."""

    group_id = models.BigIntegerField()
    group_name = models.TextField()
    name = models.TextField()
    object_type = models.CharField(max_length=16)
    # Keys of domain.policies.Selector; a missing key means "no restriction".
    selector = models.JSONField(default=dict)
    requirement = models.CharField(max_length=16)
    grace_days = models.PositiveIntegerField(default=0)
    start = models.DateField()
    tell_member = models.CharField(max_length=16)
    tell_owner_above = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # When the last evaluation that covered it began: what is older and unknown came from elsewhere.
    evaluated_at = models.DateTimeField(null=True)

    class Meta:
        """One policy per name and group, ended ones included: applied again, it resumes."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["group_id", "name"], name="forms_policy_name")]

    def __str__(self) -> str:
        return self.name


class PolicyForm(models.Model):
    """One form a policy asks for, and which of its versions count."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="forms")
    form = models.ForeignKey("omero_forms.Form", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    # "any", "from" (then `number` is the first that counts) or "current".
    versions = models.CharField(max_length=16)
    number = models.PositiveIntegerField(null=True)

    class Meta:
        """A policy names a form once; `position` keeps the order of the YAML file."""

        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "form"], name="forms_policy_form")]

    def __str__(self) -> str:
        return f"{self.policy_id}:{self.form_id}"


class VersionVerdict(models.Model):
    """Whether a submission's answers satisfy another version of its form.

    Computed when a version is published or a submission recorded, so that a run over a million
    objects validates nothing.
    """

    submission = models.ForeignKey("omero_forms.Submission", on_delete=models.CASCADE, related_name="verdicts")
    version = models.ForeignKey("omero_forms.FormVersion", on_delete=models.CASCADE, related_name="+")
    valid = models.BooleanField()

    class Meta:
        """Submissions and versions are immutable, so a verdict is given once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "version"], name="forms_verdict_once")]

    def __str__(self) -> str:
        return f"{self.submission_id}:{self.version_id} {self.valid}"


class Evaluation(models.Model):
    """One run over a group. Unfinished ones carry a lease and a cursor, and can be taken over."""

    group_id = models.BigIntegerField()
    group_name = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # Celery's id of the task that runs it, and of the dispatcher that beat sent.
    task_id = models.CharField(max_length=64, blank=True, default="")
    root_id = models.CharField(max_length=64, blank=True, default="")
    # Why the run as a whole counted nothing, as a plain sentence; empty when it finished.
    failed = models.TextField(blank=True, default="")
    # [{"policy_id", "message"}]: what a run that finished could not judge. Its counts are fresh all the same.
    problems = models.JSONField(default=list)
    # {"totals": {status: n, "objects": n}, "policies": {policy id: {status: n, "objects": n}}};
    # grows with the run.
    counts = models.JSONField(default=dict)
    # {"policies": fingerprint, "done": [object types], "type": object type, "after": object id}: of that
    # type, everything up to the id is written.
    cursor = models.JSONField(default=dict)
    lease_owner = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True)

    class Meta:
        """At most one unfinished run per group: a second worker joins or leaves, never doubles."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group_id"],
                condition=Q(finished_at__isnull=True),
                name="forms_evaluation_running",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["group_id", "finished_at"], name="forms_evaluation_latest")]

    def __str__(self) -> str:
        return f"{self.group_name} {self.started_at.isoformat()}"


class Finding(models.Model):
    """What the last evaluation says of one object under one policy. Open while `closed_at` is null."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="findings")
    group_id = models.BigIntegerField()
    object_type = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    creation_event = models.BigIntegerField()
    name = models.TextField()
    owner_id = models.BigIntegerField()
    # What the owner logs in with, and what they are called.
    owner_name = models.TextField()
    owner_full_name = models.TextField()
    status = models.CharField(max_length=16)
    # Ids of the forms that are lacking, in the policy's order.
    lacking = models.JSONField(default=list)
    # [[form id, version of the answers]] where answers are there, for a version that does not count.
    outdated_versions = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")
    # When the object was first seen in this group and scope: its grace counts from there.
    first_seen = models.DateTimeField()
    # The last day, in the facility's time zone, on which nothing is late yet.
    due = models.DateField(null=True)
    # Since when it is failing without a break, or else has its present status.
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(blank=True, default="")

    class Meta:
        """Writing a finding again is harmless: the key names policy and object."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "object_type", "object_id", "creation_event"],
                name="forms_finding_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["group_id", "object_type", "object_id"],
                name="forms_finding_object",
            ),
            models.Index(fields=["group_id", "closed_at", "status"], name="forms_finding_status"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type}:{self.object_id} {self.status}"


class DigestRun(models.Model):
    """One digest period. Finished once all its messages lie in the outbox."""

    period = models.CharField(max_length=64, unique=True)
    begins_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)
    # [{"id", "name", "reason", "objects"}]: people who should have been told and could not be.
    unreachable = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.period


class OutboxMessage(models.Model):
    """A mail to send, made once per person, kind and period."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    DROPPED = "dropped"

    person_id = models.BigIntegerField()
    person_name = models.TextField()
    kind = models.CharField(max_length=32)
    period = models.CharField(max_length=64)
    # "waiting"; "sent"; "refused" when the mail server will never take it; "dropped" when a newer one
    # replaced it, or there was nothing to tell any more, before it was sent.
    state = models.CharField(max_length=16, default=WAITING)
    message_id = models.CharField(max_length=255, unique=True)
    recipient = models.TextField()
    subject = models.TextField()
    # Both are emptied once it does not wait any more: what they name moves and changes owners.
    text = models.TextField()
    html = models.TextField()
    # {"member": ..., "owner": ...} of domain.digest_memory.memory_of: what it said, for the next one.
    memory = models.JSONField(default=dict)
    # When its content was made, or made anew because it had waited for long.
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.TextField(blank=True, default="")
    lease_owner = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """The key that keeps any number of evaluations at one message per person and period."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "kind", "period"], name="forms_outbox_once")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_attempt_at"], name="forms_outbox_due")]

    def __str__(self) -> str:
        return f"{self.person_name} {self.kind} {self.period} {self.state}"
