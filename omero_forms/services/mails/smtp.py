# SPDX-License-Identifier: AGPL-3.0-or-later
"""The connection to the mail server: one for as many mails as it takes.

Greeting, STARTTLS and log-in take longer than a mail does. A mail server may close a connection after so many mails, or
while it is quiet; that is looked for before each further mail, and a new one is opened then.
"""

from __future__ import annotations

import base64
import select
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from types import TracebackType

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from omero_forms.mail.mime import mail_bytes
from omero_forms.models import OutboxMessage
from omero_forms.services.mails.when import SMTP_SECONDS

NO_SMTPUTF8 = "the mail server takes no address with such letters before the @"
NO_STARTTLS = "the mail server offers no STARTTLS, which omero.mail.smtp.starttls.enable asks for"
OK = 250
TOO_LONG = 552
"""What a mail server says of the sender's line where the mail is longer than it takes (RFC 1870): all else that it says
there is of all mails.
"""
CLOSING = 421
"""What a mail server says that is about to close the connection. Whatever it was asked, it did not do."""


class NotConnectedError(Exception):
    """The mail server was not ready to take any mail. What it says now, it says of all; it ends none of them."""


class MailServer:
    """The mail server of the settings, connected to with the first mail, and left at the end of the block."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> MailServer:
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        self._leave()

    def deliver(self, message: OutboxMessage, headers: Mapping[str, str]) -> None:
        """Hand over one mail; `headers` name From, To and Subject too. Raises `NotConnectedError`, SMTPException,
        OSError, ValueError.

        After an error the next mail gets a new connection. So does this one, once, where it was told on a connection
        that others went over that this is being closed.
        """
        is_used = self._still_listens()
        try:
            self._hand_over(message, headers)
        except smtplib.SMTPException as problem:
            if not is_used or not _is_closing(problem):
                raise
            self._hand_over(message, headers)

    def _hand_over(self, message: OutboxMessage, headers: Mapping[str, str]) -> None:
        if self._connection is None:
            self._connection = _connected()
        is_django_s_own = type(self._connection) is EmailBackend
        hand_over = _over_smtp if is_django_s_own or not headers["To"].isascii() else _by_django
        try:
            hand_over(message, headers, self._connection)
        except BaseException:
            self._leave()
            raise

    def _still_listens(self) -> bool:
        """Whether there is a connection from before that takes another mail; one that does not is left."""
        connection = self._connection
        smtp = connection.connection if isinstance(connection, EmailBackend) else None
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError, smtplib.SMTPException, ValueError):
                # A server that says something unasked says good-bye, or renews its keys. To ask each time would cost
                # as much as a fifth of a mail.
                said_something, _, _ = select.select([smtp.sock], [], [], 0)
                if not said_something or smtp.noop()[0] == OK:
                    return True
        self._leave()
        return False

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # What was taken is taken, however the server says good-bye.
            with suppress(OSError, smtplib.SMTPException):
                connection.close()


def _connected() -> BaseEmailBackend:
    """The mail server, after its greeting, STARTTLS and log-in. Raises `NotConnectedError`."""
    try:
        # DEFAULT_FROM_EMAIL and EMAIL_TIMEOUT are not mapped by OMERO.web: nothing is left to them.
        connection = get_connection(timeout=SMTP_SECONDS)
        connection.open()
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise NotConnectedError(_why_not_connected(problem)) from problem
    return connection


def _why_not_connected(problem: Exception) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"the certificate of the mail server is not trusted: {problem.verify_message}"
    if isinstance(problem, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(problem):
        return NO_STARTTLS
    return reason(problem)


def _over_smtp(message: OutboxMessage, headers: Mapping[str, str], connection: BaseEmailBackend) -> None:
    """By the connection that Django's backend opened.

    An address such as jörg@example.org takes SMTPUTF8 (RFC 6531), of which Django knows nothing: it would send to
    another one. Raises SMTPNotSupportedError where the mail server does not know it either.
    """
    if not isinstance(connection, EmailBackend) or connection.connection is None:
        raise smtplib.SMTPNotSupportedError(NO_SMTPUTF8)
    sender, recipient = _address(headers["From"]), headers["To"]
    options: tuple[str, ...] = ("SMTPUTF8", "BODY=8BITMIME")
    if recipient.isascii():
        recipient, options = _address(recipient), ()
    content = mail_bytes({**headers, "From": sender}, message.text, message.html, _files_of(message))
    connection.connection.sendmail(sender, [recipient], content, options)


def _files_of(message: OutboxMessage) -> dict[str, bytes]:
    """Its attached files, by name."""
    return {name: base64.b64decode(data) for name, data in (message.files or {}).items()}


@lru_cache(maxsize=64)
def _address(text: str) -> str:
    """As headers and the mail server take it. Raises ValueError for one that cannot be used."""
    return sanitize_address(text, "utf-8")


def _by_django(message: OutboxMessage, headers: Mapping[str, str], connection: BaseEmailBackend) -> None:
    """By a backend of the facility's own, which may sign mails, or send them by other means."""
    others = {name: value for name, value in headers.items() if name not in {"From", "To", "Subject"}}
    mail = EmailMultiAlternatives(
        subject=headers["Subject"],
        body=message.text,
        from_email=headers["From"],
        to=[headers["To"]],
        headers=others,
        connection=connection,
    )
    mail.attach_alternative(message.html, "text/html")
    for name, data in _files_of(message).items():
        mail.attach(name, data, "application/octet-stream")
    mail.send(fail_silently=False)


def _is_closing(problem: smtplib.SMTPException) -> bool:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _said in problem.recipients.values())
    return isinstance(problem, smtplib.SMTPResponseException) and problem.smtp_code == CLOSING


def is_final(problem: Exception) -> bool:
    """Whether trying again cannot help: the recipient or the content is refused (5xx)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= 500
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return problem.smtp_code == TOO_LONG
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return True
    # BadHeaderError and its like: the message itself is not one. A broken TLS connection is a ValueError, too.
    return isinstance(problem, ValueError) and not isinstance(problem, OSError)


def is_of_this_mail(problem: Exception) -> bool:
    """Whether the mail server spoke of this recipient or content, as with a full mailbox, and not of all mails."""
    return isinstance(problem, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def is_away(problem: Exception) -> bool:
    """Whether the mail server did not talk to us at all, or would say the same of every mail."""
    if isinstance(problem, NotConnectedError | smtplib.SMTPServerDisconnected):
        return True
    return isinstance(problem, OSError) and not isinstance(problem, smtplib.SMTPException)


def reason(problem: Exception) -> str:
    """One line for the log and the outbox, without addresses of others."""
    text = str(problem) if isinstance(problem, NotConnectedError) else f"{type(problem).__name__}: {problem}"
    return text[:500]
