# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit: what happened, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from omero_forms.domain.errors import error, wrong_at
from omero_forms.domain.events import NOUNS, EventName, sentence
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import t
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import Event
from omero_forms.selectors.people import PersonView

WORKERS = "The forms service"

MOST = 500
"""Events of one page at most."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for; what is None does not restrict.

    `event` is a name (`form.published`) or a noun (`form`), `person` the name or id of who did it or who acted for
    them, `group` the id of the group concerned. `since` counts, `until` does not. `before` is the id of an event.
    """

    event: str | None = None
    person: str | None = None
    group: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class EventView:
    """One event. `actor` is None for the workers; `sudoer` opened the actor's session, where somebody else did."""

    id: int
    name: EventName
    at: datetime
    actor: PersonView | None
    sudoer: Person | None
    group_id: int | None
    details: Mapping[str, Any]

    @property
    def who(self) -> str:
        """As a line names them."""
        if self.actor is None:
            return WORKERS
        person = f"{self.actor.full_name or self.actor.name} ({self.actor.name})"
        return f"{person}, in a session that {self.sudoer.name} opened," if self.sudoer else person

    @property
    def what(self) -> str:
        """What they did, to be read after who did it."""
        return sentence(self.name, self.details)


@dataclass(frozen=True, slots=True)
class EventPage:
    """`more` tells that there are older ones; they are `before` the last one's id."""

    events: Sequence[EventView]
    more: bool


def events_for(user: UserSession, wanted: EventFilter) -> EventPage:
    """Events, newest first. Raises `forbidden` for everybody but admins, `request_invalid` for unknown events."""
    if not user.is_admin:
        raise error("forbidden", message=t("The audit is for OMERO's admins."))
    limit = min(wanted.limit, MOST)
    rows = list(_matching(wanted).order_by("-id")[: limit + 1])
    return EventPage([event_view(row) for row in rows[:limit]], len(rows) > limit)


def event_view(row: Event) -> EventView:
    """An event as it is read."""
    return EventView(
        id=row.pk,
        name=EventName(row.name),
        at=row.at,
        actor=None if row.actor_id is None else PersonView(row.actor_id, row.actor_name, row.actor_full_name),
        sudoer=None if row.sudoer_id is None else Person(row.sudoer_id, row.sudoer_name),
        group_id=row.group_id,
        details=row.details,
    )


def _matching(wanted: EventFilter) -> QuerySet[Event]:
    found = Event.objects.all()
    if wanted.event is not None:
        found = found.filter(name__in=_names(wanted.event))
    if wanted.person is not None:
        found = found.filter(_by(wanted.person))
    if wanted.group is not None:
        found = found.filter(group_id=wanted.group)
    if wanted.since is not None:
        found = found.filter(at__gte=_utc(wanted.since, "since"))
    if wanted.until is not None:
        found = found.filter(at__lt=_utc(wanted.until, "until"))
    if wanted.before is not None:
        found = found.filter(pk__lt=wanted.before)
    return found


def _utc(moment: datetime, field: str) -> datetime:
    """Raises `request_invalid` for the last and first hours of the calendar, which other time zones do not have."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise wrong_at(f"/{field}", t("There is no such moment.")) from None


def _names(text: str) -> list[str]:
    names = [name.value for name in EventName if text in {name.value, name.value.partition(".")[0]}]
    if not names:
        known = t("There is no such event. An event is one of {words}.", words=", ".join([*NOUNS, *EventName]))
        raise wrong_at("/event", known)
    return names


def _by(person: str) -> Q:
    by = Q(actor_name=person) | Q(sudoer_name=person)
    # A name may consist of digits, too.
    if person.isascii() and person.isdigit() and len(person) < 19:
        by |= Q(actor_id=int(person)) | Q(sudoer_id=int(person))
    return by
