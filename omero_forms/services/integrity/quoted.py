# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the database that quote a record and are no part of the read model: drafts, events, reports and mails.

Answers are in none of them; what a form is called, asks and says of itself is.
"""

from __future__ import annotations

from typing import Any

from omero_forms.models import (
    DraftState,
    Evaluation,
    Event,
    Finding,
    Form,
    FormDraft,
    OutboxMessage,
    RecordRow,
)
from omero_forms.services.mails.outbox import drop
from omero_forms.services.records.project import told_by

_OF_FORMS = frozenset({"form.published", "form.imported", "form.retired", "form.restored"})
GONE = "a text in it was redacted"


def forget_quotations(record: RecordRow) -> None:
    """Take what a record says out of all that quotes it. Call it in the transaction that accepts its redaction."""
    if record.kind in {"policy.changed", "exemption.decided"}:
        _events_of_policy(told_by(record).payload["policy"])
    if record.kind not in _OF_FORMS:
        return
    told = told_by(record)
    form_id = told.payload["form"]
    content: dict[str, Any] = dict(told.content or {})
    _drafts(content)
    _events(form_id, content)
    name = str(content.get("name", ""))
    if name and not Form.objects.filter(name=name).exclude(id=form_id).exists():
        _reports(name)


def _drafts(content: dict[str, Any]) -> None:
    """Drafts that were begun from it, and their states: those that still have its schema."""
    schema = content.get("schema")
    if schema:
        DraftState.objects.filter(schema=schema).delete()
        FormDraft.objects.filter(schema=schema).delete()


def _events(form_id: str, content: dict[str, Any]) -> None:
    for event in Event.objects.filter(name__startswith="form.", details__form=form_id):
        said = dict(event.details)
        for field in ("name", "message"):
            if said.get(field) and said[field] == content.get(field):
                said[field] = ""
        if said != event.details:
            Event.objects.filter(pk=event.pk).update(details=said)


def _events_of_policy(uid: str) -> None:
    for event in Event.objects.filter(name__regex=r"^(policy|exemption)\.", details__policy=uid):
        said = {**event.details, "name": ""} | ({"changed": {}} if "changed" in event.details else {})
        Event.objects.filter(pk=event.pk).update(details=said)


def _reports(name: str) -> None:
    Finding.objects.filter(reason__contains=name).update(reason="")
    Evaluation.objects.filter(failed__contains=name).update(failed="")
    for run in Evaluation.objects.exclude(problems=[]).only("problems"):
        left = [one for one in run.problems if name not in str(one.get("message", ""))]
        if left != run.problems:
            Evaluation.objects.filter(pk=run.pk).update(problems=left)
    drop(OutboxMessage.objects.filter(text__contains=name), GONE)
