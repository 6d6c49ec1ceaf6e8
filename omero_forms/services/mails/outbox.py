# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the outbox: which of them nobody is sending, and how one ends without being sent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from omero_forms.kit.due import is_due
from omero_forms.kit.leases import RELEASED, free
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.mails.when import LEASE, PAUSE

WITHOUT_CONTENT = {"text": "", "html": ""}
"""What nobody needs once a message has ended: the names of objects, which move and change owners."""


def unheld(now: datetime) -> Q:
    """Messages in no worker's hands, or in those of one that is taken for dead."""
    return free(now, LEASE)


def due(now: datetime) -> Q:
    """Messages that wait, and whose pause is over."""
    return is_due(now, PAUSE) & Q(state=OutboxState.WAITING)


def drop(messages: QuerySet[OutboxMessage], why: str) -> None:
    """End messages that wait without sending them. The reason stays, their content and memory go."""
    messages.filter(state=OutboxState.WAITING).update(
        **WITHOUT_CONTENT,
        state=OutboxState.DROPPED,
        memory={},
        last_error=why,
        **RELEASED,
    )
