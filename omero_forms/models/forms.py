# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms, their versions and assignments: what the recorded events of their streams add up to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from omero_forms.domain.forms import FormState
from omero_forms.domain.refs import ObjectType
from omero_forms.models.choices import choices_of
from omero_forms.models.records import RecordRow


class Form(models.Model):
    """A named questionnaire with an opaque id."""

    id = models.CharField(max_length=32, primary_key=True)
    name = models.TextField()
    description = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=choices_of(FormState))
    owners = models.JSONField()
    """[{"id": experimenter id, "name": user name}]"""
    current_version = models.PositiveIntegerField()
    legacy_id = models.TextField(null=True, blank=True, unique=True)
    """The id that it had in OMERO.forms; None for one that was made here."""

    def __str__(self) -> str:
        return self.name

    @property
    def copies_under(self) -> str:
        """What the namespace of its copies ends in: an imported form keeps that which scripts know."""
        return self.id if self.legacy_id is None else self.legacy_id


NOTHING_ASKED = '{"type": "object"}'


class FormVersion(models.Model):
    """JSON Schema, UI schema and change message; never changed once published."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    schema = models.TextField()
    ui_schema = models.TextField()
    refused = models.CharField(max_length=32, default="", blank=True)
    """Why nobody can answer it, though it was imported; empty where people can."""
    claimed = models.JSONField(null=True)
    """Of an imported one, who made it and when by its source: {"who": {"id", "name"} or null, "when", "zone",
    "ambiguous"}
    """
    sources = models.JSONField(default=list)
    """[{"name", "version", "sha256"}] of what it took over, as its record says"""
    message = models.TextField(blank=True)
    author_id = models.BigIntegerField()
    author_name = models.TextField()
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    record = models.OneToOneField(RecordRow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A form has one version of each number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "number"], name="forms_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.number}"

    @property
    def judging(self) -> str:
        """The schema that answers are judged and shown by: where it is none that a form can have, one without
        questions.
        """
        return NOTHING_ASKED if self.refused else self.schema


class Assignment(models.Model):
    """A form offered to a group for one object type."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="assignments")
    group_id = models.BigIntegerField()
    group_name = models.TextField()
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))

    class Meta:
        """Looked up by the object's group and type whenever a panel opens."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "group_id", "object_type"], name="forms_assignment_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group_id", "object_type"], name="forms_assignment_group"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.group_name} {self.object_type}"
