# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing the outbox to the mail server.

SMTP cannot be exactly once: a crash between the server's 250 and our mark repeats a message, with the
same Message-ID. A lease keeps two workers from sending the same message at the same time. What waited
for long is left to `freshen` first; once a message has ended, its content is gone.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime
from enum import StrEnum

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from omero_forms.domain.errors import FormsError
from omero_forms.domain.events import EventName
from omero_forms.kit.due import put_off
from omero_forms.kit.leases import Lease, claim
from omero_forms.kit.transactions import short_write
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.events.write import record_event
from omero_forms.services.mails.freshen import is_replaced
from omero_forms.services.mails.outbox import WITHOUT_CONTENT, due, stale, unheld
from omero_forms.services.mails.sender import address_of, mail_domain, sender_address
from omero_forms.services.mails.when import DUE_AT_ONCE, LEASE, PAUSE, SMTP_SECONDS
from omero_forms.services.records.gate import check_mailing

logger = logging.getLogger(__name__)

NO_SMTPUTF8 = "the mail server takes no address with such letters before the @"
NO_STARTTLS = "the mail server offers no STARTTLS, which omero.mail.smtp.starttls.enable asks for"


class NotConnectedError(Exception):
    """The mail server was not ready to take any mail. What it says now, it says of all; it ends none of them."""


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
    """Send one message of the outbox, unless it is sent, not due, or in another worker's hands.

    A mail server that is away or says "later" leaves the message in the outbox with a growing pause;
    one that refuses the recipient for good ends it as refused. One that waited for long is not due before
    it was made anew; one that a newer period replaced is dropped. Raises `site_differs`, `other_database`: then it
    waits as it is.
    """
    check_mailing()
    now = timezone.now()
    lease = claim(OutboxMessage.objects.filter(pk=outbox_id), LEASE, only_if=due(now) & ~stale(now), now=now)
    if lease is None:
        return Delivery.NOT_DUE
    message = OutboxMessage.objects.get(pk=outbox_id)
    try:
        if is_replaced(message, lease):
            logger.info("message %s of period %s dropped", message.message_id, message.period)
            return Delivery.DROPPED
        _deliver(message, timezone.now())
    except (NotConnectedError, OSError, smtplib.SMTPException, ValueError, FormsError) as problem:
        return _keep(message, lease, problem)
    except Exception as problem:
        # Told to stop, or a fault of ours: it does not begin again at once.
        _put_back(message, lease, problem)
        raise
    lease.release(**WITHOUT_CONTENT, state=OutboxState.SENT, sent_at=timezone.now(), last_error="")
    _forget_older(message)
    logger.info("message %s of period %s sent", message.message_id, message.period)
    return Delivery.SENT


def _deliver(message: OutboxMessage, now: datetime) -> None:
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(now),
        "List-Id": f"OMERO forms <forms.{mail_domain()}>",
        "Auto-Submitted": "auto-generated",
    }
    recipient, subject = address_of(message)
    with _connected() as connection:
        if not recipient.isascii():
            headers |= {"Subject": subject, "From": sender_address(), "To": recipient}
            _deliver_unicode(message, headers, connection)
            return
        mail = EmailMultiAlternatives(
            subject=subject,
            body=message.text,
            from_email=sender_address(),
            to=[recipient],
            headers=headers,
            connection=connection,
        )
        mail.attach_alternative(message.html, "text/html")
        mail.send(fail_silently=False)


@contextmanager
def _connected() -> Iterator[BaseEmailBackend]:
    """The mail server, after its greeting, STARTTLS and log-in. Raises `NotConnectedError`."""
    try:
        # DEFAULT_FROM_EMAIL and EMAIL_TIMEOUT are not mapped by OMERO.web: nothing is left to them.
        connection = get_connection(timeout=SMTP_SECONDS)
        connection.open()
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise NotConnectedError(_why_not_connected(problem)) from problem
    try:
        yield connection
    finally:
        # What was taken is taken, however the server says good-bye.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _why_not_connected(problem: Exception) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"the certificate of the mail server is not trusted: {problem.verify_message}"
    if isinstance(problem, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(problem):
        return NO_STARTTLS
    return _reason(problem)


def _deliver_unicode(message: OutboxMessage, headers: Mapping[str, str], connection: BaseEmailBackend) -> None:
    """To an address such as jörg@example.org, which takes SMTPUTF8 (RFC 6531): Django knows none of it, and would send
    to another one.

    Raises SMTPNotSupportedError where the mail server does not know it either.
    """
    mail = EmailMessage(policy=SMTPUTF8)
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    if not isinstance(connection, EmailBackend) or connection.connection is None:
        raise smtplib.SMTPNotSupportedError(NO_SMTPUTF8)
    connection.connection.send_message(mail)


def _keep(message: OutboxMessage, lease: Lease, problem: Exception) -> Delivery:
    """Put a message back with a pause, or end it when it can never be delivered."""
    reason = _reason(problem)
    if _is_final(problem):
        logger.warning("message %s refused for good: %s", message.message_id, reason)
        _refuse(message, lease, problem)
        return Delivery.REFUSED
    _put_back(message, lease, problem)
    if _is_away(problem):
        # The others would each wait for the same time-out.
        now = timezone.now()
        OutboxMessage.objects.filter(due(now), unheld(now)).update(next_at=now + PAUSE.first)
    return Delivery.LATER


def _put_back(message: OutboxMessage, lease: Lease, problem: Exception) -> None:
    reason = _reason(problem)
    until = put_off(lease.held, message.attempts, PAUSE, last_error=reason)
    lease.release()
    logger.warning("message %s waits until %s: %s", message.message_id, until.isoformat(timespec="seconds"), reason)


def _refuse(message: OutboxMessage, lease: Lease, problem: Exception) -> None:
    with short_write():
        if not lease.release(**WITHOUT_CONTENT, state=OutboxState.REFUSED, last_error=_reason(problem)):
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


def _forget_older(sent: OutboxMessage) -> None:
    """Of what older mails to this person named, the next one needs nothing: it begins at this one."""
    if "member" not in sent.memory:
        return
    older = OutboxMessage.objects.filter(
        person_id=sent.person_id, kind=sent.kind, state=OutboxState.SENT, memory__has_key="member"
    )
    for row in older.filter(created_at__lt=sent.created_at).exclude(pk=sent.pk):
        # What owners were told of a group counts until a mail speaks of that group again.
        kept = {role: said for role, said in row.memory.items() if role != "member"}
        OutboxMessage.objects.filter(pk=row.pk).update(memory=kept)


def _is_final(problem: Exception) -> bool:
    """Whether trying again cannot help: the recipient or the content is refused (5xx)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= 500
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return True
    # BadHeaderError and its like: the message itself is not one. A broken TLS connection is a ValueError, too.
    return isinstance(problem, ValueError) and not isinstance(problem, OSError)


def _is_away(problem: Exception) -> bool:
    """Whether the mail server did not talk to us at all, or would say the same of every mail."""
    if isinstance(problem, NotConnectedError | smtplib.SMTPServerDisconnected):
        return True
    return isinstance(problem, OSError) and not isinstance(problem, smtplib.SMTPException)


def _reason(problem: Exception) -> str:
    """One line for the log and the outbox, without addresses of others."""
    text = str(problem) if isinstance(problem, NotConnectedError) else f"{type(problem).__name__}: {problem}"
    return text[:500]
