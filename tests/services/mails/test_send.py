# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending over real SMTP: headers, a server that is away, one that refuses, and two workers at once."""

from __future__ import annotations

import asyncio
import select
import smtplib
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms import settings as mapping
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event, OutboxMessage, OutboxState
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.diagnosis.mail import mails_refused
from omero_forms.services.mails.send import Delivery, due_messages, send_message, send_messages
from omero_forms.services.mails.sender import mail_domain
from omero_forms.services.mails.when import LEASE, MOST_ATTEMPTS, PAUSE
from tests.ceilings import below_ceiling
from tests.support.ports import free_port
from tests.support.servers import OmeroServer
from tests.support.threads import at_once

# Before a mail is sent, OMERO is asked which site this is: without it the breaker would stand open for the next test.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("forms_installed")]


def put(recipient: str = "clara@example.org", **changes: Any) -> OutboxMessage:
    """A message in the outbox."""
    values = {
        "person_id": uuid.uuid4().int % 10**9,
        "person_name": "clara",
        "kind": "digest",
        "period": "2026-W48",
        "message_id": f"<{uuid.uuid4().hex}@omero.example.org>",
        "recipient": recipient,
        "subject": "[OMERO] 3 datasets need metadata",
        "text": "Clara, 3 of your datasets need metadata: Möwe.\n",
        "html": "<p>Clara, 3 of your datasets need metadata: Möwe.</p>",
        "created_at": timezone.now(),
        "next_at": timezone.now(),
    }
    return OutboxMessage.objects.create(**{**values, **changes})


def test_a_mail_has_both_parts_and_the_headers_of_an_automatic_list_mail(mailbox: Mailbox, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kathmandu"
    message = put()

    assert send_message(outbox_id=message.pk) is Delivery.SENT

    (mail,) = mailbox.mails
    assert mail.recipients == ("clara@example.org",)
    assert mail.sender == "forms@omero.example.org"
    assert mail.message["From"] == "forms@omero.example.org"
    assert mail.message["To"] == "clara@example.org"
    assert mail.message["Message-ID"] == message.message_id
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Id"] == "OMERO forms <forms.omero.example.org>"
    assert mail.message["Date"].endswith(" +0545")
    assert abs(parsedate_to_datetime(mail.message["Date"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert mail.part("plain").strip() == message.text.strip()
    assert mail.part("html").strip() == message.html
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 0)
    assert message.sent_at is not None


def test_a_sender_of_a_domain_with_an_umlaut_is_named_in_ascii(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_MAIL_FROM", "Möwen <forms@möwe.example>")
    message = put(message_id=f"<1@{mail_domain()}>")
    assert send_message(outbox_id=message.pk) is Delivery.SENT
    sent = mailbox.mails[0].message
    assert sent["Message-ID"] == "<1@xn--mwe-sna.example>"
    assert sent["List-Id"] == "OMERO forms <forms.xn--mwe-sna.example>"
    assert mailbox.mails[0].sender == "forms@xn--mwe-sna.example"


def test_a_message_that_was_sent_is_never_sent_again(mailbox: Mailbox) -> None:
    message = put()
    send_message(outbox_id=message.pk)
    assert send_message(outbox_id=message.pk) is Delivery.NOT_DUE
    assert due_messages() == []
    assert len(mailbox.mails) == 1


def test_while_the_mail_server_is_away_messages_wait_ever_longer_and_then_go(mailbox: Mailbox, settings: Any) -> None:
    message = put()
    good_port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    pauses = []
    for _ in range(3):
        OutboxMessage.objects.update(next_at=timezone.now())
        before = timezone.now()
        assert send_message(outbox_id=message.pk) is Delivery.LATER
        message.refresh_from_db()
        assert message.next_at is not None
        pauses.append((message.next_at - before).total_seconds())
        assert due_messages() == []
    # What the attempt itself took comes on top.
    assert [least <= pause < 2 * least for pause, least in zip(pauses, (30, 60, 120), strict=True)] == [True] * 3, (
        pauses
    )
    assert "Connection" in message.last_error
    assert message.state == "waiting"

    settings.EMAIL_PORT = good_port
    OutboxMessage.objects.update(next_at=timezone.now())
    assert due_messages() == [message.pk]
    assert send_message(outbox_id=message.pk) is Delivery.SENT
    assert mailbox.mails[0].message["Message-ID"] == message.message_id


def test_while_the_mail_server_is_away_one_message_tries_for_all(mailbox: Mailbox, settings: Any) -> None:
    first, second = put(), put()
    settings.EMAIL_PORT = free_port()
    assert send_message(outbox_id=first.pk) is Delivery.LATER
    assert send_message(outbox_id=second.pk) is Delivery.NOT_DUE
    second.refresh_from_db()
    assert (second.attempts, second.state) == (0, "waiting")
    assert second.next_at is not None
    assert second.next_at < timezone.now() + timedelta(seconds=31)


def test_a_recipient_refused_for_good_ends_the_message_and_a_busy_server_does_not(
    mailbox: Mailbox, settings: Any, picky_server: int
) -> None:
    settings.EMAIL_PORT = picky_server
    gone, busy = put("gone@example.org"), put("busy@example.org")

    assert send_message(outbox_id=gone.pk) is Delivery.REFUSED
    assert send_message(outbox_id=busy.pk) is Delivery.LATER
    # Said of the line that names the sender, and yet of this mail alone.
    long = put("busy@example.org", text="too long\n" * 5_000)
    assert send_message(outbox_id=long.pk) is Delivery.REFUSED
    # A mailbox that is full for days is a dead letter, which admins see, and no mail that waits for ever.
    tired = put("busy@example.org", attempts=MOST_ATTEMPTS, person_name="full")
    assert send_message(outbox_id=tired.pk) is Delivery.REFUSED
    assert sum((PAUSE.after(one) for one in range(MOST_ATTEMPTS)), timedelta()) // timedelta(days=1) == 5

    gone.refresh_from_db()
    busy.refresh_from_db()
    assert (gone.state, busy.state) == ("refused", "waiting")
    assert "550" in gone.last_error
    told, *_others = Event.objects.order_by("pk").values_list("name", "actor_id", "details")
    details = {"person": gone.person_id, "name": "clara", "kind": "digest", "reason": "SMTPRecipientsRefused"}
    assert told == ("mail.refused", None, details)


def test_an_address_with_an_umlaut_is_refused_where_the_mail_server_cannot_take_it(
    mailbox: Mailbox, settings: Any, old_server: tuple[int, Mailbox]
) -> None:
    settings.EMAIL_PORT, kept = old_server
    umlaut, plain = put("jörg@example.org"), put("ada@example.org", person_name="ada")

    assert send_message(outbox_id=umlaut.pk) is Delivery.REFUSED
    assert send_message(outbox_id=plain.pk) is Delivery.SENT

    assert [mail.recipients for mail in kept.mails] == [("ada@example.org",)]
    umlaut.refresh_from_db()
    assert "SMTPUTF8" in umlaut.last_error
    (told,) = mails_refused(timezone.now())
    assert (told.code, "to clara." in told.message) == ("mails_refused", True)


def test_refused_mails_are_in_the_status_for_a_week_each_person_once(mailbox: Mailbox) -> None:
    now = timezone.now()
    for name in ("eve", "dan", "carl", "bea", "ann", "ann", "fay", "gus"):
        put(person_name=name, state=OutboxState.REFUSED)
    long_ago = now - timedelta(days=8)
    put(person_name="old", state=OutboxState.REFUSED, created_at=long_ago, next_at=long_ago)
    put(person_name="put off", state=OutboxState.REFUSED, created_at=long_ago)
    put(person_name="fine", state=OutboxState.SENT)
    told = {one.code: one.message for one in ask.problems()}["mails_refused"]
    assert "to ann, bea, carl, dan, eve and 3 more." in told
    assert list(mails_refused(now + timedelta(days=8))) == []


def test_the_digest_fails_when_a_mail_of_its_period_was_refused_and_says_whose(
    mailbox: Mailbox, settings: Any, picky_server: int, capsys: pytest.CaptureFixture[str], forms_installed: OmeroServer
) -> None:
    from omero_forms.cli import main

    put("ada@example.org", person_name="ada", period="audit")
    assert main(["digest", "--period", "audit"]) == 0
    settings.EMAIL_PORT = picky_server
    put("gone@example.org", person_name="clara", period="audit")
    assert main(["digest", "--period", "audit"]) == 1
    told = capsys.readouterr()
    assert "clara: the mail server refused the mail for good" in told.err
    assert "ada" not in told.err
    assert main(["digest", "--period", "audit"]) == 1, "she is still not told"
    assert main(["digest", "--period", "another"]) == 0


def test_two_workers_with_the_same_message_send_it_once(mailbox: Mailbox) -> None:
    message = put()
    outcomes: list[Delivery] = []

    at_once(4, lambda: outcomes.append(send_message(outbox_id=message.pk)))

    assert sorted(outcomes) == [Delivery.NOT_DUE] * 3 + [Delivery.SENT]
    assert len(mailbox.mails) == 1


def test_what_a_dead_worker_held_is_sent_after_its_lease_with_the_same_message_id(
    mailbox: Mailbox,
) -> None:
    held = put(lease_owner="dead", lease_until=timezone.now() + LEASE)
    assert send_message(outbox_id=held.pk) is Delivery.NOT_DUE
    OutboxMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert send_message(outbox_id=held.pk) is Delivery.SENT
    assert mailbox.mails[0].message["Message-ID"] == held.message_id


def test_many_mails_go_over_one_connection_each_marked_before_the_next_goes(
    mailbox: Mailbox, settings: Any, counting_server: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_PORT = counting_server.port
    messages = [put() for _ in range(30)]
    marked = []
    really = smtplib.SMTP.sendmail

    def marking(connection: smtplib.SMTP, *mail: Any) -> Any:
        marked.append(OutboxMessage.objects.filter(state="sent").count())
        return really(connection, *mail)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", marking)
    outcomes = send_messages([one.pk for one in messages])
    assert outcomes == {one.pk: Delivery.SENT for one in messages}
    assert marked == list(range(30)), "what a kill would repeat is the one under way"
    assert counting_server.connections == 1
    assert sorted(counting_server.taken) == sorted(one.message_id for one in messages)


@pytest.mark.parametrize("says", ["421 after so many", "nothing"])
def test_a_mail_server_that_ends_a_connection_after_two_mails_gets_all_of_them_once(
    mailbox: Mailbox, settings: Any, counting_server: Counting, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_PORT = counting_server.port
    counting_server.says = says
    messages = [put() for _ in range(5)]
    really = smtplib.SMTP.sendmail

    def until_it_is_heard(connection: smtplib.SMTP, *mail: Any) -> Any:
        refused = really(connection, *mail)
        if says == "nothing" and len(counting_server.taken) % 2 == 0:
            assert connection.sock is not None
            select.select([connection.sock], [], [], 30)
        return refused

    monkeypatch.setattr(smtplib.SMTP, "sendmail", until_it_is_heard)
    outcomes = send_messages([one.pk for one in messages])
    assert set(outcomes.values()) == {Delivery.SENT}
    assert counting_server.connections == 3
    assert sorted(counting_server.taken) == sorted(one.message_id for one in messages)


def test_what_stops_a_batch_leaves_the_others_free_for_the_next_worker(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [put() for _ in range(4)]
    really = smtplib.SMTP.sendmail

    def stopped_at_the_second(connection: smtplib.SMTP, *mail: Any) -> Any:
        if len(mailbox.mails) == 1:
            raise KeyboardInterrupt
        return really(connection, *mail)

    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "sendmail", stopped_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            send_messages([one.pk for one in messages])
    assert due_messages() == [one.pk for one in messages[1:]]
    assert set(send_messages(due_messages()).values()) == {Delivery.SENT}
    assert len(mailbox.mails) == 4


def test_after_the_deadline_no_further_mail_is_begun_with(mailbox: Mailbox) -> None:
    messages = [put() for _ in range(3)]
    assert send_messages([one.pk for one in messages], deadline=Deadline(0)) == {
        messages[0].pk: Delivery.SENT,
        messages[1].pk: Delivery.NOT_DUE,
        messages[2].pk: Delivery.NOT_DUE,
    }
    assert due_messages() == [one.pk for one in messages[1:]]


class Signing(EmailBackend):
    """A backend of the facility's own, which hands mails over in its own way."""

    handed_over: ClassVar[list[Any]] = []

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        self.handed_over.extend(email_messages)
        return len(email_messages)


def test_a_backend_of_the_facilitys_own_sends_the_mails_itself(mailbox: Mailbox, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Signing"
    message = put()
    assert send_message(outbox_id=message.pk) is Delivery.SENT
    [mail] = Signing.handed_over
    assert (mail.to, mail.subject, mail.body) == (["clara@example.org"], message.subject, message.text)
    assert mail.extra_headers["Message-ID"] == message.message_id
    assert not mailbox.mails


def test_a_batch_costs_one_statement_a_mail_and_few_besides(mailbox: Mailbox) -> None:
    send_message(outbox_id=put().pk)  # the first one asks what site this is
    messages = [put() for _ in range(25)]
    with below_ceiling("send 25 mails"):
        send_messages([one.pk for one in messages])
    assert len(mailbox.mails) == 26


class Counting:
    """A mail server that counts its connections, and may end each after two mails: by a word, or by none."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        self.says = ""
        self.taken: list[str] = []

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        session.mails = 0
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.says.startswith("421") and session.mails == 2:
            return self.says
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(str(message_from_bytes(envelope.content or b"")["Message-ID"]))
        session.mails += 1
        if self.says == "nothing" and session.mails == 2:
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
        return "250 OK"


@pytest.fixture
def counting_server() -> Iterator[Counting]:
    """Such a server."""
    server = Counting(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


class Picky:
    """Refuses one recipient for good, and asks the other to come back."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return "550 no such user" if address.startswith("gone") else "451 try again later"


@pytest.fixture
def old_server() -> Iterator[tuple[int, Mailbox]]:
    """A mail server without SMTPUTF8: its port, and what it took."""
    port, kept = free_port(), Mailbox()
    controller = Controller(kept, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    controller.start()
    yield port, kept
    controller.stop()


@pytest.fixture
def picky_server() -> Iterator[int]:
    """Port of such a server."""
    port = free_port()
    controller = Controller(Picky(), hostname="127.0.0.1", port=port, data_size_limit=20_000)
    controller.start()
    yield port
    controller.stop()
