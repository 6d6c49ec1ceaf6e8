# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever mood the mail server is in: what it took is not sent again unless its answer may be lost, what it refused
for good is given up, and all else goes once it is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.models import OutboxMessage
from omero_forms.services.mails.send import due_messages, send_messages
from tests.services.mails.test_send import put
from tests.soak.moody_smtp import Moody, moody_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ALL = {"m0", "m1", "m2"}
REFUSED: dict[str, set[str]] = {
    "greet554": set(),
    "mail550": set(),
    "mail451": set(),
    "rcpt451": set(),
    "rcpt550first": {"m0"},
    "rcpt421": set(),
    "data451": set(),
    "data554": ALL,
    "end451": set(),
    "end554": ALL,
    "drop_before_250": set(),
    "drop_after_250": set(),
    "hang_quit": set(),
}
"""Whose mails are given up in each mood."""

MAY_DOUBLE = {"drop_after_250"}
"""The server took it, and we may not have read its answer: SMTP cannot be exactly once."""


@pytest.fixture
def moody(settings: Any) -> Iterator[Moody]:
    with moody_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def send_all() -> None:
    """As workers do, once all pauses are over."""
    OutboxMessage.objects.filter(state="waiting").update(next_at=timezone.now())
    while waiting := due_messages():
        send_messages(waiting)


@pytest.mark.parametrize("mood", REFUSED)
def test_no_mail_is_lost_or_sent_again_that_need_not_be(moody: Moody, mood: str) -> None:
    sent = {name: put(f"{name}@lab.example.org", person_name=name) for name in sorted(ALL)}
    moody.mood = mood
    for _ in range(2):
        send_all()
    moody.mood = "well"
    for _ in range(2):
        send_all()
    for name, message in sent.items():
        message.refresh_from_db()
        assert message.state == ("refused" if name in REFUSED[mood] else "sent"), (name, message.last_error)
    taken = Counter(recipient.partition("@")[0] for recipient, _message_id in moody.taken)
    assert set(taken) == ALL - REFUSED[mood]
    assert all(times == 1 for times in taken.values()) or mood in MAY_DOUBLE, taken
    # Should it come twice, a mail program can tell.
    assert {(who.partition("@")[0], one) for who, one in moody.taken} == {
        (name, message.message_id) for name, message in sent.items() if name not in REFUSED[mood]
    }
