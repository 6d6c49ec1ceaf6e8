# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write what happened, in the transaction in which it happened."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from omero_forms.domain.events import EventName, check_details
from omero_forms.domain.records.acts import Doer
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Event


def record_event(
    user: UserSession | Doer | None, event: EventName, /, *, group_id: int | None = None, **details: Any
) -> None:
    """Add one event; `user` is whose deed it was, None for the workers'.

    Raises RuntimeError outside a transaction: an event without its deed, or a deed without its event, is no audit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of its deed")
    check_details(event, details)
    sudoer = user.sudoer if user else None
    Event.objects.create(
        name=event,
        at=timezone.now(),
        actor_id=user.person.id if user else None,
        actor_name=user.person.name if user else "",
        actor_full_name=user.full_name if user else "",
        sudoer_id=sudoer.id if sudoer else None,
        sudoer_name=sudoer.name if sudoer else "",
        group_id=group_id,
        details=details,
    )
