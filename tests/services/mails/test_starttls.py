# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails over STARTTLS, with a real mail server and certificates made here. Where the server cannot be trusted or used,
no mail is given up: it waits, and it is said why.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.models import OutboxMessage
from omero_forms.selectors.diagnosis.mail import mails_that_wait
from omero_forms.services.mails.send import Delivery, send_message
from tests.services.mails.test_send import put
from tests.support.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Mailbox]


def certificate(folder: Path, host: str = "127.0.0.1", *, days: int = 1) -> Path:
    """A file with a key and a certificate that it signed itself, from yesterday on, over when `days` have passed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{host}-{days}.pem"
    file.write_bytes(secret + made.public_bytes(pem))
    return file


@pytest.fixture
def start(settings: Any) -> Iterator[Start]:
    """Starts a mail server, and lets OMERO.web's settings name it and ask for STARTTLS."""
    running: list[Controller] = []

    def with_certificate(file: Path | None, **more: Any) -> Mailbox:
        box = Mailbox()
        if file is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(file)
            more |= {"tls_context": context, "require_starttls": True}
        port = free_port()
        controller = Controller(box, hostname="127.0.0.1", port=port, **more)
        controller.start()
        running.append(controller)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, True
        return box

    yield with_certificate
    for one in running:
        one.stop()


def waits_because(message: OutboxMessage) -> str:
    """What the doctor says of a message that was tried once, and that is neither sent nor given up."""
    assert send_message(outbox_id=message.pk) is Delivery.LATER
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.text
    [problem] = mails_that_wait()
    return problem.message


@pytest.mark.parametrize("recipient", ["clara@example.org", "jörg@example.org"])
def test_mails_go_out_over_starttls_to_a_server_whose_certificate_is_trusted(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipient: str
) -> None:
    file = certificate(tmp_path)
    box = start(file, enable_SMTPUTF8=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert send_message(outbox_id=put(recipient).pk) is Delivery.SENT
    [mail] = box.mails
    assert mail.recipients == (recipient,)
    assert list(mails_that_wait()) == []


def test_mails_for_a_server_that_is_not_trusted_wait_all_together_and_go_once_it_is(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path)
    box = start(file)
    first, second = put(), put("ben@example.org")
    said = waits_because(first)
    assert "1 mail waits to be sent again, since the certificate of the mail server is not trusted: self" in said
    second.refresh_from_db()
    assert second.next_at is not None and second.next_at > timezone.now()
    assert second.attempts == 0
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    OutboxMessage.objects.update(next_at=timezone.now())
    assert [send_message(outbox_id=one.pk) for one in (first, second)] == [Delivery.SENT] * 2
    assert len(box.mails) == 2


@pytest.mark.parametrize(
    ("host", "days", "reason"), [("127.0.0.9", 1, "IP address mismatch"), ("127.0.0.1", -1, "certificate has expired")]
)
def test_a_certificate_for_another_name_or_another_time_is_not_trusted_either(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, reason: str
) -> None:
    file = certificate(tmp_path, host, days=days)
    start(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    said = waits_because(put())
    assert "the certificate of the mail server is not trusted" in said
    assert reason in said


def test_a_server_that_offers_no_starttls_gets_nothing_and_no_mail_is_given_up(start: Start) -> None:
    box = start(None)
    assert "the mail server offers no STARTTLS, which omero.mail.smtp.starttls.enable asks for" in waits_because(put())
    assert box.mails == ()


@pytest.mark.parametrize("offers", [True, False])
def test_a_log_in_that_the_server_refuses_or_does_not_offer_ends_no_mail(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, offers: bool
) -> None:
    file = certificate(tmp_path)
    hidden = {} if offers else {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
    start(file, authenticator=lambda *_args: AuthResult(success=False, handled=False), **hidden)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "forms", "not the password"
    said = waits_because(put())
    assert ("SMTPAuthenticationError" if offers else "") in said
    assert "not the password" not in said
