# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of forms: what may become the next version of one, or the first of a form that is not there yet.

They are not sealed and no records, and gone once they are published or discarded.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DraftContent(models.Model):
    """What is drafted, as whoever saved it last left it. The schemas are text, which need not be right yet."""

    number = models.PositiveIntegerField()
    """How often it was saved; what is saved next names the one that it goes on from"""
    name = models.TextField()
    description = models.TextField(blank=True)
    schema = models.TextField()
    ui_schema = models.TextField()
    saved_at = models.DateTimeField()
    saved_by_id = models.BigIntegerField()
    saved_by_name = models.TextField()

    class Meta:
        """Two tables hold it."""

        abstract = True


class FormDraft(DraftContent):
    """The one draft of a form, as it is now."""

    form_id = models.CharField(max_length=32, primary_key=True)
    """The form's id, also of one that has no version yet"""
    base_version = models.PositiveIntegerField()
    """The newest version when it was begun, or set side by side with it last; 0 where there was none"""
    owners = models.JSONField()
    """[{"id", "name"}] of who will own a form that has no version yet; whose is else, the form says"""

    sources = models.JSONField(default=list)
    """[{"name", "version", "sha256"}] of what it was begun from, as the record of its version will say"""

    def __str__(self) -> str:
        return f"{self.form_id} {self.number}"


class DraftState(DraftContent):
    """What a draft was when it was saved, for those who want it back."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="states")

    class Meta:
        """Each number once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "number"], name="forms_draft_number")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"
