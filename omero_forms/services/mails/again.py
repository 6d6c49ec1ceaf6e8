# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending what was refused once more, after somebody corrected why."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from omero_forms.domain.addresses import read_address
from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import identity
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.access.permissions import require_full_admin
from omero_forms.services.events.write import record_event
from omero_forms.services.mails.kinds import mail_kinds

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def send_again(user: UserSession, outbox_id: int) -> None:
    """Put a refused mail back among those that wait, to the address that OMERO has now. One that tells what is so at
    the time is made anew first.

    Raises `forbidden` for others than admins without restrictions, and for a reader who is not active in OMERO any
    more or has no address there that can be used; `not_found` for one that was not refused, `other_database`,
    `omero_unavailable`.
    """
    identity().refuse_other(user.server_uuid)
    require_full_admin(user)
    refused = OutboxMessage.objects.filter(pk=outbox_id, state=OutboxState.REFUSED)
    message = refused.first()
    if message is None:
        raise error("not_found")
    address = _address(user, message)
    is_made_anew = mail_kinds()[message.kind].remake is not None
    with short_write():
        changed = refused.update(
            state=OutboxState.WAITING,
            recipient=address,
            created_at=_NEVER if is_made_anew else message.created_at,
            attempts=0,
            next_at=timezone.now(),
        )
        if changed:
            record_event(
                user, EventName.MAIL_RETRIED, person=message.person_id, name=message.person_name, kind=message.kind
            )


def _address(user: UserSession, message: OutboxMessage) -> str:
    """That of a person as OMERO has it now; of the auditor as the settings do, else the one it had."""
    if (address := mail_kinds()[message.kind].address) is not None:
        return address() or message.recipient
    with omero_calls():
        people = directory.people(user)
    reader = next((one for one in people if one.id == message.person_id and one.active), None)
    if reader is None:
        raise error(
            "forbidden",
            message=t("{person} is not active in OMERO any more, and gets no mail.", person=message.person_name),
        )
    found = read_address(reader.email)
    if not found.usable:
        raise error(
            "forbidden",
            message=t("{person} has no e-mail address in OMERO.", person=message.person_name)
            if not found.written
            else t(
                "{person} has an e-mail address in OMERO that cannot be used. {why}",
                person=message.person_name,
                why=found.problem,
            ),
        )
    return found.usable
