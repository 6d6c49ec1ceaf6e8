# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluations found, and what they need to know of answers.

Group, person and object ids are OMERO's. Nothing here decides who may read it: every page of ids is first asked for in
OMERO with the reader's own session (docs/architecture.md, Who reads what).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.refs import ObjectType
from omero_forms.models.choices import choices_of
from omero_forms.models.forms import FormVersion
from omero_forms.models.policies import PolicyRow
from omero_forms.models.submissions import Submission
from omero_forms.models.waiting import Leased


class VersionVerdict(models.Model):
    """Whether a submission's answers satisfy another version of its form.

    Computed when a version is published or a submission recorded, so that a run over a million
    objects validates nothing.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="verdicts")
    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="+")
    valid = models.BooleanField()

    class Meta:
        """Submissions and versions are immutable, so a verdict is given once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "version"], name="forms_verdict_once")]

    def __str__(self) -> str:
        return f"{self.submission_id}:{self.version_id} {self.valid}"


class Evaluation(Leased):
    """One run over a group. Unfinished ones carry a cursor, and can be taken over."""

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
    # {"images_in_no_dataset", "datasets_without_images"} of the group, where a policy is about either: no policy that
    # asks of datasets reaches such images. Empty where they could not be counted.
    beside = models.JSONField(default=dict)
    # {"seconds": {step: n}, "pages", "known", "changed"}: what it cost so far, over all workers (`Costs`).
    costs = models.JSONField(default=dict)
    begun = models.PositiveIntegerField(default=0)
    """how many times a worker began it, or went on with it"""
    # {"looks", "objects", "changed", "seconds", "last_at"}: what was judged of the group since then because it changed.
    since = models.JSONField(default=dict)
    # {"policies": fingerprint, "done": [object types], "type": object type, "after": object id}: of that
    # type, everything up to the id is written.
    cursor = models.JSONField(default=dict)

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


class Shard(Leased):
    """A range of a large group in a run: all objects of a type with ids up to `upto`, of which those up to `after` are
    written.
    """

    # A run has none any more when it ends, and those that are deleted unfinished never had one: nothing to look for.
    evaluation = models.ForeignKey(Evaluation, on_delete=models.DO_NOTHING, related_name="shards")
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    done = models.BooleanField(default=False)
    task_id = models.CharField(max_length=64, blank=True, default="")
    # As those of the run, which takes them over at the end.
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    costs = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.object_type}:{self.after}-{self.upto}"


class Finding(models.Model):
    """What the last evaluation says of one object under one policy. Open while `closed_at` is null."""

    # No index of its own: the key begins with it.
    policy = models.ForeignKey(PolicyRow, on_delete=models.CASCADE, related_name="findings", db_index=False)
    group_id = models.BigIntegerField()
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    object_id = models.BigIntegerField()
    creation_event = models.BigIntegerField()
    name = models.TextField()
    owner_id = models.BigIntegerField()
    # What the owner logs in with, and what they are called.
    owner_name = models.TextField()
    owner_full_name = models.TextField()
    status = models.CharField(max_length=16, choices=choices_of(Status))
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
            # In which groups an object that changed has findings: of those there are few, of policies many.
            models.Index(
                fields=["object_type", "object_id"],
                condition=models.Q(closed_at__isnull=True),
                name="forms_finding_object",
            ),
            # What one person's mail is made of, and their own page in its order.
            models.Index(
                fields=["owner_id", "status", "due", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="forms_finding_owner",
            ),
            # What is open of each policy and status, in the order of the report.
            models.Index(
                fields=["policy", "status", "since", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="forms_finding_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type}:{self.object_id} {self.status}"


class JudgedPage(models.Model):
    """The objects of a group between two ids, and by what they were judged: as long as that is the same, so are their
    findings. Whoever writes a finding of theirs in another way takes `digest` away.
    """

    group_id = models.BigIntegerField()
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    # All objects with after < id <= upto, which is `END` where there were no more.
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True, default="")
    # The days on which the same is found of the same, in the facility's time zone.
    day = models.DateField()
    until = models.DateField()
    # What was counted of them, in the shape of `Evaluation.counts`.
    counts = models.JSONField(default=dict)

    END: ClassVar = 2**63 - 1

    class Meta:
        """Pages of a group and type do not overlap."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "object_type", "after"], name="forms_judged_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.object_type}:{self.after}-{self.upto}"


class LogCursor(Leased):
    """How far OMERO's event log was followed. One row."""

    last_id = models.BigIntegerField(default=0)
    mark = models.TextField(blank=True, default="")
    """`LogRow.mark` of that row: where it differs, this is another history, and all groups are evaluated as a whole."""
    seen = models.JSONField(default=dict)
    """{log id: time of its event in ms} of the last hour before: rows may appear below ids that were seen already"""
    read_at = models.DateTimeField(null=True)
    whole_since = models.DateTimeField(null=True)
    """Evaluations that began before that have missed something."""
    day = models.DateField(null=True)
    """The last day whose beginning was looked at for findings that end with the day before."""

    def __str__(self) -> str:
        return str(self.last_id)


class Touched(models.Model):
    """An object that changed in OMERO, and is judged anew. The same one may be there several times."""

    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    object_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.object_type}:{self.object_id}"
