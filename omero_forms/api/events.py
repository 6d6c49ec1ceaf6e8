# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit, for admins."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from pydantic import AwareDatetime

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, PersonOut, Shape, UtcTime
from omero_forms.domain.events import EventName
from omero_forms.selectors.events import MOST, EventFilter, EventView, events_for

router = Router(tags=["audit"])


class SudoerOut(Shape):
    """Who opened the session of somebody else."""

    id: int
    name: str


class EventOut(Shape):
    """One event. `person` did it, null for the forms service itself; `text` says what, after the person's name."""

    id: int
    event: EventName
    at: UtcTime
    person: PersonOut | None
    sudoer: SudoerOut | None
    group_id: int | None
    text: str
    details: dict[str, Any]


class AuditOut(Shape):
    """A page of events, newest first. `next` is the `before` of the page of older ones; null at the end."""

    events: list[EventOut]
    next: int | None


@router.get("audit", response={200: AuditOut, READ_ERRORS: ErrorOut})
def read_audit(
    request: HttpRequest,
    event: Annotated[str | None, Query(max_length=32)] = None,
    person: Annotated[str | None, Query(max_length=255)] = None,
    group: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> AuditOut:
    """Who changed what."""
    page = events_for(
        user_of(request),
        EventFilter(event=event, person=person, group=group, since=since, until=until, before=before, limit=limit),
    )
    return AuditOut(events=[_event_out(one) for one in page.events], next=page.events[-1].id if page.more else None)


def _event_out(event: EventView) -> EventOut:
    return EventOut(
        id=event.id,
        event=event.name,
        at=event.at,
        person=None if event.actor is None else PersonOut.model_validate(event.actor),
        sudoer=None if event.sudoer is None else SudoerOut.model_validate(event.sudoer),
        group_id=event.group_id,
        text=event.what,
        details=dict(event.details),
    )
