# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of mail: what keeps and sends them knows no kind by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.template.loader import get_template
from django.utils import timezone

import omero_forms.services.mails as room
from demo.smtp import Mailbox
from omero_forms.domain.errors import error
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import OutboxMessage
from omero_forms.services.mails.freshen import freshen_due
from omero_forms.services.mails.kinds import MailKind, mail_kinds, register, unregister
from omero_forms.services.mails.outbox import Reader, new_message, put
from omero_forms.services.mails.send import Delivery, due_messages, send_message
from omero_forms.services.mails.when import ANEW_AT_ONCE

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


class News:
    """A kind of mail of the test's own: it tells everybody a sentence, as long as there is one."""

    def __init__(self) -> None:
        self.sentence = "It is Monday."
        self.fault: Exception | None = None
        self.made: list[frozenset[int]] = []
        self.kind = register(
            MailKind("news", "omero_forms/mail/damage", fresh_for=timedelta(minutes=5), remake=self.anew)
        )

    def message(self, person: int, period: str = "one") -> OutboxMessage:
        reader = Reader(person, f"p{person}", f"p{person}@example.org")
        words = {"subject": self.sentence, "name": reader.name, "lede": self.sentence}
        return new_message(self.kind, reader, period=period, words=words, now=timezone.now())

    def anew(self, period: str, people: frozenset[int], _now: datetime) -> list[OutboxMessage]:
        self.made.append(people)
        if self.fault is not None:
            raise self.fault
        return [self.message(one, period) for one in sorted(people)] if self.sentence else []


@pytest.fixture
def news() -> Iterator[News]:
    found = News()
    yield found
    unregister(found.kind)


def made_hours_ago(*people: int) -> None:
    """The messages of some people waited."""
    OutboxMessage.objects.filter(person_id__in=people).update(created_at=timezone.now() - HOUR)


def anew() -> int:
    return freshen_due(Deadline.after(60))


def test_each_kind_is_made_by_one_module_and_has_its_templates() -> None:
    assert sorted(mail_kinds()) == [
        "campaign", "checkpoint", "damage", "digest", "exemption", "heartbeat", "key alone", "policy",
    ]  # fmt: skip
    for kind in mail_kinds().values():
        for name in ("subject.txt", "body.txt", "body.html"):
            assert get_template(f"{kind.folder}/{name}")


def test_who_keeps_makes_anew_and_sends_mails_names_no_kind() -> None:
    folder = Path(room.__file__).parent
    for name in ("outbox", "freshen", "send"):
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        texts = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)}
        imported = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        assert not texts & set(mail_kinds()), name
        assert not any(
            one and one.startswith(("omero_forms.services.mails.d", "omero_forms.mail.")) for one in imported
        )


def test_a_mail_of_no_registered_kind_never_comes_into_the_outbox(news: News) -> None:
    stranger = MailKind("stranger", "omero_forms/mail/damage")
    message = new_message(stranger, Reader(1, "p1", "p1@example.org"), period="p", words={}, now=timezone.now())
    with pytest.raises(ValueError, match="no such kind of mail: stranger"):
        put([news.message(1), message])
    assert not OutboxMessage.objects.exists()


def test_a_name_is_of_one_kind_and_what_goes_stale_can_be_made_anew(news: News) -> None:
    with pytest.raises(ValueError, match="two kinds of mail called news"):
        register(MailKind("news", "elsewhere"))
    with pytest.raises(ValueError, match="made anew"):
        MailKind("late", "elsewhere", fresh_for=HOUR)


def test_a_kind_of_its_own_is_put_made_anew_and_sent(news: News, mailbox: Mailbox) -> None:
    put([news.message(1), news.message(2)])
    put([news.message(1)])
    made_hours_ago(1)
    news.sentence = "It is Tuesday."

    first, second = OutboxMessage.objects.order_by("person_id")
    assert send_message(outbox_id=first.pk) is Delivery.NOT_DUE
    assert send_message(outbox_id=second.pk) is Delivery.SENT
    assert anew() == 1
    assert due_messages() == [first.pk]
    assert send_message(outbox_id=first.pk) is Delivery.SENT

    assert news.made == [frozenset({1})]
    subjects = [str(one.message["Subject"]) for one in mailbox.mails]
    assert subjects == ["[OMERO] It is Monday.", "[OMERO] It is Tuesday."]


def test_what_waited_is_made_anew_some_people_at_a_time_and_once(news: News) -> None:
    people = range(1, ANEW_AT_ONCE + 4)
    put([news.message(one) for one in people])
    put([news.message(1, "two")])
    made_hours_ago(*people)
    assert anew() == ANEW_AT_ONCE + 4 - 1 + 1
    # The first of them has a newer mail that waits as well: the older one is dropped, not made.
    assert [len(one) for one in news.made] == [ANEW_AT_ONCE - 1, 3, 1]
    assert set().union(*news.made) == set(people)
    assert anew() == 0


def test_a_mail_of_which_nothing_is_left_is_dropped(news: News, mailbox: Mailbox) -> None:
    put([news.message(1)])
    made_hours_ago(1)
    news.sentence = ""
    anew()
    assert OutboxMessage.objects.get().state == "dropped"
    assert due_messages() == []


@pytest.mark.parametrize(
    "fault", [error("omero_unavailable"), SoftTimeLimitExceeded(), KeyError("a fault of ours")], ids=type
)
def test_what_could_not_be_made_anew_waits_in_nobodys_hands_and_others_are_sent(
    news: News, mailbox: Mailbox, fault: Exception
) -> None:
    put([news.message(1), news.message(2)])
    made_hours_ago(1)
    news.fault = fault
    assert anew() == 0
    waiting = OutboxMessage.objects.get(person_id=1)
    assert (waiting.state, waiting.attempts, waiting.lease_owner) == ("waiting", 1, "")
    assert (waiting.next_at or timezone.now()) > timezone.now()
    assert type(fault).__name__ in waiting.last_error
    assert anew() == 0
    assert len(news.made) == 1
    [other] = due_messages()
    assert send_message(outbox_id=other) is Delivery.SENT


def test_a_worker_that_is_told_to_stop_while_it_sends_gives_the_message_back(
    news: News, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put([news.message(1)])
    message = OutboxMessage.objects.get()

    def stopped(*_args: Any, **_named: Any) -> None:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as patch:
        patch.setattr("smtplib.SMTP.sendmail", stopped)
        with pytest.raises(SoftTimeLimitExceeded):
            send_message(outbox_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_owner) == ("waiting", 1, "")
    assert (message.next_at or timezone.now()) > timezone.now()
    OutboxMessage.objects.update(next_at=timezone.now())
    assert send_message(outbox_id=message.pk) is Delivery.SENT
