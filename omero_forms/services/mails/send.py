# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing the outbox to the mail server.

SMTP cannot be exactly once: a crash between the server's 250 and our mark repeats a message, with the
same Message-ID. So each is marked as soon as the server took it, though they are claimed some at a time and go over one
connection. A lease keeps two workers from sending the same message at the same time. What waited for long is left to
`freshen` first; once a message has ended, its content is gone.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from functools import cached_property

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.chunks import chunks
from omero_forms.domain.digests.preferences import Subject
from omero_forms.domain.errors import FormsError
from omero_forms.domain.events import EventName
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import put_off
from omero_forms.kit.identity import remembered_site
from omero_forms.kit.leases import RELEASED, Lease, claim
from omero_forms.kit.stop_links import ONE_CLICK, StopLink, stop_address
from omero_forms.kit.transactions import short_write
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.events.write import record_event
from omero_forms.services.mails.freshen import drop_replaced
from omero_forms.services.mails.kinds import mail_kinds
from omero_forms.services.mails.outbox import WITHOUT_CONTENT, due, mark_sent, stale, unheld
from omero_forms.services.mails.sender import address_of, mail_domain, sender_address
from omero_forms.services.mails.smtp import MailServer, NotConnectedError, is_away, is_final, is_of_this_mail, reason
from omero_forms.services.mails.when import DUE_AT_ONCE, LEASE, MOST_ATTEMPTS, PAUSE, RENEW_AFTER, SENT_AT_ONCE
from omero_forms.services.records.gate import check_mailing

logger = logging.getLogger(__name__)


class Delivery(StrEnum):
    """What became of an attempt."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    NOT_DUE = "not due"
    DROPPED = "dropped"


def due_messages(*, now: datetime | None = None, limit: int = DUE_AT_ONCE) -> list[int]:
    """Ids of the messages that wait, whose pause is over, that are fresh, and that nobody is sending."""
    moment = now or timezone.now()
    rows = OutboxMessage.objects.filter(due(moment), ~stale(moment), unheld(moment))
    return list(rows.order_by("next_at", "id").values_list("id", flat=True)[:limit])


def send_message(*, outbox_id: int) -> Delivery:
    """Send one message of the outbox, as :func:`send_messages` does."""
    return send_messages([outbox_id])[outbox_id]


def send_messages(outbox_ids: Sequence[int], *, deadline: Deadline | None = None) -> dict[int, Delivery]:
    """Send messages of the outbox over one connection, unless they are sent, not due, or in another worker's hands.

    What became of each. After the deadline no further ones are begun with; those are not named.

    A mail server that is away or says "later" leaves a message in the outbox with a growing pause; one that refuses the
    recipient for good, or says "later" of it for days, ends it as refused. One that waited for long is not due before
    it was made anew; one that a newer period replaced is dropped. Raises `site_differs`, `other_database`: then they
    wait as they are.
    """
    outcomes: dict[int, Delivery] = {}
    with MailServer() as server:
        for some in chunks(outbox_ids, SENT_AT_ONCE):
            if outcomes and deadline is not None and deadline.passed:
                break
            check_mailing()
            outcomes.update(dict.fromkeys(some, Delivery.NOT_DUE))
            now = timezone.now()
            rows = OutboxMessage.objects.filter(pk__in=some)
            lease = claim(rows, LEASE, only_if=due(now) & ~stale(now), now=now)
            if lease is not None:
                outcomes.update(_Batch(lease, some, server).send(deadline))
    return outcomes


class _Batch:
    """Messages that were claimed together. Whatever happens, none stays claimed."""

    def __init__(self, lease: Lease, order: Sequence[int], server: MailServer) -> None:
        self._lease = lease
        self._server = server
        self._site = remembered_site()
        self._waiting: list[OutboxMessage] = sorted(lease.held, key=lambda one: order.index(one.pk))
        self._renewed = time.monotonic()
        self._outcomes: dict[int, Delivery] = {}
        self._sent: list[OutboxMessage] = []

    def send(self, deadline: Deadline | None) -> dict[int, Delivery]:
        """What became of each; the first goes whatever the deadline says."""
        try:
            self._drop_replaced()
            while self._waiting and self._is_ours():
                message = self._waiting.pop(0)
                self._outcomes[message.pk] = self._deliver(message)
                if deadline is not None and deadline.passed:
                    break
        finally:
            # Those that were not begun with, since something stopped it.
            self._lease.release()
            _forget_older(self._sent)
        return self._outcomes

    def _drop_replaced(self) -> None:
        replaced = drop_replaced(self._lease, self._waiting)
        for message in self._waiting:
            if message.pk in replaced:
                self._outcomes[message.pk] = Delivery.DROPPED
                logger.info("message %s of period %s dropped", message.message_id, message.period)
        self._waiting = [one for one in self._waiting if one.pk not in replaced]

    def _is_ours(self) -> bool:
        """Whether nobody takes us for dead and sends them too, at least for as long as one message may take."""
        if time.monotonic() - self._renewed > RENEW_AFTER:
            self._lease.renew()
            held = set(self._lease.held.values_list("pk", flat=True))
            self._waiting = [one for one in self._waiting if one.pk in held]
            self._renewed = time.monotonic()
        return bool(self._waiting)

    def _deliver(self, message: OutboxMessage) -> Delivery:
        try:
            self._server.deliver(message, self._headers(message))
        except (NotConnectedError, OSError, smtplib.SMTPException, ValueError, FormsError) as problem:
            if is_final(problem) or (is_of_this_mail(problem) and message.attempts >= MOST_ATTEMPTS):
                logger.warning("message %s refused for good: %s", message.message_id, reason(problem))
                self._refuse(message, problem)
                return Delivery.REFUSED
            self._put_back(message, problem)
            if is_away(problem):
                self._put_off_all()
            return Delivery.LATER
        except Exception as problem:
            # Told to stop, or a fault of ours: it does not begin again at once.
            self._put_back(message, problem)
            raise
        mark_sent(message, self._lease.token)
        self._sent.append(message)
        logger.info("message %s of period %s sent", message.message_id, message.period)
        return Delivery.SENT

    @cached_property
    def _common(self) -> dict[str, str]:
        """What the headers of all say; asked of the settings once."""
        return {
            "From": sender_address(),
            "List-Id": f"OMERO forms <forms.{mail_domain()}>",
            "Auto-Submitted": "auto-generated",
        }

    def _headers(self, message: OutboxMessage) -> dict[str, str]:
        recipient, subject = address_of(message, self._site)
        return {
            **self._common,
            "To": recipient,
            "Subject": subject,
            "Message-ID": message.message_id,
            "Date": format_datetime(timezone.now().astimezone(conf().zone)),
            **_stopping(message),
        }

    def _put_back(self, message: OutboxMessage, problem: Exception) -> None:
        row = self._lease.held.filter(pk=message.pk)
        said = reason(problem)
        until = put_off(row, message.attempts, PAUSE, last_error=said, **RELEASED)
        logger.warning("message %s waits until %s: %s", message.message_id, until.isoformat(timespec="seconds"), said)

    def _put_off_all(self) -> None:
        """The others would each wait for the same time-out."""
        self._waiting = []
        self._lease.release()
        now = timezone.now()
        OutboxMessage.objects.filter(due(now), unheld(now)).update(next_at=now + PAUSE.first)

    def _refuse(self, message: OutboxMessage, problem: Exception) -> None:
        ended = {**RELEASED, "state": OutboxState.REFUSED, "last_error": reason(problem)}
        if mail_kinds()[message.kind].remake is not None:
            # Sent again it is made anew. What tells what stays true is kept for that.
            ended |= WITHOUT_CONTENT
        with short_write():
            if not self._lease.held.filter(pk=message.pk).update(**ended):
                return
            record_event(
                None,
                EventName.MAIL_REFUSED,
                person=message.person_id,
                name=message.person_name,
                kind=message.kind,
                # What the mail server said may repeat the address.
                reason=type(problem).__name__,
            )


def _stopping(message: OutboxMessage) -> dict[str, str]:
    """What lets mail programs offer to stop such mails; those by one click over HTTPS only (RFC 8058)."""
    address = stop_address(conf(), StopLink(message.person_id, Subject(message.stops))) if message.stops else ""
    if not address:
        return {}
    one_click = {"List-Unsubscribe-Post": ONE_CLICK} if address.startswith("https:") else {}
    return {"List-Unsubscribe": f"<{address}>", **one_click}


def _forget_older(sent: Iterable[OutboxMessage]) -> None:
    """Of what older mails to these people named, the next one needs nothing: it begins at this one."""
    newest = {(one.person_id, one.kind): one for one in sent if "member" in one.memory}
    older = OutboxMessage.objects.filter(
        person_id__in={person for person, _kind in newest}, state=OutboxState.SENT, memory__has_key="member"
    )
    for row in older if newest else ():
        by = newest.get((row.person_id, row.kind))
        if by is not None and row.pk != by.pk and row.created_at < by.created_at:
            # What owners were told of a group counts until a mail speaks of that group again.
            kept = {role: said for role, said in row.memory.items() if role != "member"}
            OutboxMessage.objects.filter(pk=row.pk).update(memory=kept)
