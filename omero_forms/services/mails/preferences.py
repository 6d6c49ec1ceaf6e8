# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people want of our mails: chosen by who is logged in, or silenced by a link of a mail, which can do no more."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from omero_forms.domain.digests.preferences import MOST_PAUSE_DAYS, Cadence, Preference, Subject
from omero_forms.domain.events import EventName
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import identity
from omero_forms.kit.stop_links import StopLink
from omero_forms.kit.transactions import short_write
from omero_forms.models import MailPreference, OutboxMessage
from omero_forms.selectors.preferences import as_preference
from omero_forms.services.events.write import record_event


def choose(user: UserSession, wanted: Preference) -> None:
    """Somebody's own choice, in the place of what they chose before. Raises `other_database`."""
    identity().refuse_other(user.server_uuid)
    MailPreference.objects.update_or_create(person_id=user.person.id, defaults=_columns(wanted))


def stop(link: StopLink) -> Preference:
    """Turn off what a link names; what holds now."""
    return _silence(link, None)


def pause(link: StopLink, days: int, today: date) -> Preference:
    """No mail of that kind for some days, at most so many as a link may ask for; what holds now."""
    return _silence(link, today + timedelta(days=min(max(days, 1), MOST_PAUSE_DAYS)))


def _silence(link: StopLink, until: date | None) -> Preference:
    with short_write():
        row, _made = MailPreference.objects.select_for_update().get_or_create(
            person_id=link.person_id, defaults={"changed_at": timezone.now()}
        )
        if link.subject is Subject.NEW_POLICY:
            # They are rare, so there is nothing to pause.
            row.new_policy = False
        elif until is None:
            row.cadence = Cadence.OFF
        else:
            row.cadence, row.paused_until = as_preference(row).paused(until)
        row.changed_at = timezone.now()
        row.save()
        record_event(
            None,
            EventName.MAIL_STOPPED,
            person=link.person_id,
            name=_name(link.person_id),
            kind=link.subject.value,
            until=until.isoformat() if until and link.subject is Subject.DIGEST else None,
        )
    return as_preference(row)


def _name(person_id: int) -> str:
    """As the mail with the link had it."""
    newest = OutboxMessage.objects.filter(person_id=person_id).order_by("-pk").values_list("person_name", flat=True)
    return newest.first() or str(person_id)


def _columns(wanted: Preference) -> dict[str, object]:
    return {
        "cadence": wanted.cadence,
        "weekday": wanted.weekday,
        "paused_until": wanted.paused_until,
        "new_policy": wanted.new_policy,
        "changed_at": timezone.now(),
    }
