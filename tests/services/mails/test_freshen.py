# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails that waited, because the mail server was away: what they said may not be so any more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import OutboxMessage, Server
from omero_forms.services.mails.digest.make import make_digest
from omero_forms.services.mails.freshen import freshen_due
from omero_forms.services.mails.send import Delivery, due_messages, send_message
from omero_forms.services.mails.when import DIGEST_FRESH_FOR
from tests.support.facility import LATER, Facility
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mail_that_waited_does_not_name_what_moved_meanwhile(facility: Facility, mailbox: Mailbox) -> None:
    members_are_told(facility, "anna")
    facility.group("a")
    add_to_group(facility, "anna", "a")
    facility.dataset("anna", "b", "Stays")
    moves = facility.dataset("anna", "b", "Moves")
    (message,) = digest(facility)
    assert "Moves" in message.text
    facility.move("anna", moves, "a")
    two_hours_pass()

    assert go_out(message) == "sent"

    (mail,) = mailbox.mails
    for part in (mail.part("plain"), mail.part("html")):
        assert "Stays" in part
        assert "Moves" not in part
    assert mail.message["Message-ID"] == message.message_id
    assert str(mail.message["Subject"]) == "[OMERO] 1 dataset needs metadata"


def test_a_mail_that_waited_is_not_sent_when_nothing_it_names_is_there_any_more(
    facility: Facility, mailbox: Mailbox
) -> None:
    members_are_told(facility, "anna")
    facility.group("a")
    add_to_group(facility, "anna", "a")
    moves = facility.dataset("anna", "b", "Moves")
    (message,) = digest(facility)
    facility.move("anna", moves, "a")
    two_hours_pass()

    assert go_out(message) == "dropped"

    assert not mailbox.mails
    message.refresh_from_db()
    assert (message.state, message.text, message.html) == ("dropped", "", "")
    assert due_messages() == []


def leaves_omero(facility: Facility, name: str) -> None:
    """The account is switched off."""
    remove_from_group(facility, name, 1)


def leaves_the_group(facility: Facility, name: str) -> None:
    """Gone from the group, but not from OMERO."""
    facility.group("elsewhere")
    add_to_group(facility, name, "elsewhere")
    remove_from_group(facility, name, facility.groups["b"])


def has_no_address_any_more(facility: Facility, name: str) -> None:
    """The address was taken out."""
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        admin = root.factory.getAdminService()
        person = admin.lookupExperimenter(facility.people[name].name)
        person.email = None
        admin.updateExperimenter(person)


@pytest.mark.parametrize(
    "happens",
    [leaves_omero, leaves_the_group, has_no_address_any_more],
    ids=lambda one: one.__name__,
)
def test_a_mail_that_waited_is_not_sent_to_who_may_get_none_any_more(
    facility: Facility, mailbox: Mailbox, happens: Callable[[Facility, str], None]
) -> None:
    members_are_told(facility, "anna", "berta")
    facility.dataset("anna", "b")
    facility.dataset("berta", "b")
    annas, bertas = digest(facility)
    happens(facility, "anna")
    two_hours_pass()

    assert go_out(annas) == "dropped"
    assert go_out(bertas) == "sent"

    assert recipients(facility, mailbox) == ["berta"]


def test_a_mail_to_an_owner_that_waited_is_not_sent_to_who_owns_the_group_no_more(
    facility: Facility, mailbox: Mailbox
) -> None:
    facility.group("c")
    for owner in ("cowner", "cowner2"):
        facility.person(owner, owner_of=("c",))
    facility.person("dora", "c")
    facility.apply(facility.policy("c", facility.form("c"), tell_member="never", tell_owner_above=3))
    facility.datasets("dora", "c", 4)
    first, second = digest(facility, "c")
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        admin = root.factory.getAdminService()
        admin.unsetGroupOwner(
            admin.getGroup(facility.groups["c"]),
            admin.getExperimenter(facility.people["cowner"].id),
        )
    two_hours_pass()

    assert go_out(first) == "dropped"
    assert go_out(second) == "sent"

    assert recipients(facility, mailbox) == ["cowner2"]


def test_who_was_dropped_gets_the_mail_of_that_period_when_it_is_made_again(
    facility: Facility, mailbox: Mailbox
) -> None:
    members_are_told(facility, "anna")
    facility.group("a")
    add_to_group(facility, "anna", "a")
    dataset = facility.dataset("anna", "b", "Moves twice")
    (message,) = digest(facility)
    facility.move("anna", dataset, "a")
    two_hours_pass()
    assert go_out(message) == "dropped"
    facility.move("anna", dataset, "b")

    for again in (*digest(facility), *digest(facility)):
        go_out(again)

    assert recipients(facility, mailbox) == ["anna"]
    assert OutboxMessage.objects.count() == 1


def test_a_newer_periods_mail_replaces_one_that_waits(facility: Facility, mailbox: Mailbox) -> None:
    members_are_told(facility, "anna", "berta")
    facility.dataset("anna", "b", "Old trouble")
    facility.dataset("berta", "b")
    annas, bertas = digest(facility, period="one")
    send_message(outbox_id=bertas.pk)
    facility.dataset("anna", "b", "New trouble")

    (newer,) = digest(facility, period="two", now=LATER + timedelta(days=1))

    assert go_out(annas) == "dropped"
    assert go_out(newer) == "sent"
    assert recipients(facility, mailbox) == ["anna", "berta"]
    text = mailbox.mails[1].part("plain")
    assert "Old trouble" in text
    assert "New trouble" in text
    # Nobody was told of the first: it is no "was 1".
    assert str(mailbox.mails[1].message["Subject"]) == "[OMERO] 2 datasets need metadata"
    annas.refresh_from_db()
    assert (annas.state, annas.last_error) == ("dropped", "replaced by period two")


def test_a_mail_that_was_being_sent_when_the_newer_one_was_made_gives_way_to_it(
    facility: Facility, mailbox: Mailbox
) -> None:
    members_are_told(facility, "anna")
    facility.dataset("anna", "b")
    (older,) = digest(facility, period="one")
    OutboxMessage.objects.update(lease_owner="other", lease_until=timezone.now() + timedelta(minutes=1))
    (newer,) = digest(facility, period="two")
    # The mail server did not take it: it waits again.
    OutboxMessage.objects.update(lease_owner="", lease_until=None)

    assert go_out(older) == "dropped"
    assert go_out(newer) == "sent"
    assert len(mailbox.mails) == 1


def test_workers_that_make_waiting_mails_anew_at_once_send_one_to_each_person(
    facility: Facility, mailbox: Mailbox
) -> None:
    members_are_told(facility, "anna", "berta", "carl")
    for name in ("anna", "berta", "carl"):
        facility.dataset(name, "b")
    messages = digest(facility)
    two_hours_pass()
    outcomes: list[Delivery] = []

    def worker() -> None:
        freshen_due(Deadline.after(60))
        outcomes.extend(send_message(outbox_id=one.pk) for one in messages)

    at_once(4, worker)
    worker()  # of those that another one was still making anew

    assert recipients(facility, mailbox) == ["anna", "berta", "carl"]
    assert sorted(outcomes) == [Delivery.NOT_DUE] * 12 + [Delivery.SENT] * 3
    assert OutboxMessage.objects.count() == 3


def test_a_mail_that_waited_goes_on_waiting_while_omero_cannot_be_asked(facility: Facility, mailbox: Mailbox) -> None:
    members_are_told(facility, "anna")
    facility.dataset("anna", "b")
    (message,) = digest(facility)
    two_hours_pass()
    Server.objects.update(uuid="another")

    assert go_out(message) == "waiting"

    assert not mailbox.mails
    message.refresh_from_db()
    assert message.state == "waiting"
    assert message.text
    with pytest.raises(FormsError):
        make_digest(now=LATER)


def test_a_mail_that_was_sent_leaves_no_names_but_those_the_next_one_needs(
    facility: Facility, mailbox: Mailbox
) -> None:
    members_are_told(facility, "anna")
    facility.dataset("anna", "b", "Secret name")
    (first,) = digest(facility, period="one")
    send_message(outbox_id=first.pk)
    (second,) = digest(facility, period="two", now=LATER + timedelta(days=7))

    first.refresh_from_db()
    assert (first.state, first.text, first.html) == ("sent", "", "")
    assert "Secret name" in str(first.memory)
    send_message(outbox_id=second.pk)

    assert len(mailbox.mails) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert "Secret name" not in str(list(OutboxMessage.objects.filter(pk=first.pk).values()))
    assert "Secret name" in str(second.memory)
    assert (first.recipient, first.period, first.attempts) == (second.recipient, "one", 0)
    assert first.sent_at is not None


def members_are_told(facility: Facility, *names: str) -> None:
    """A group "b" whose members are told."""
    facility.group("b")
    facility.person("bowner", owner_of=("b",))
    for name in names:
        facility.person(name, "b")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any"))


def digest(facility: Facility, group: str = "b", period: str = "one", now: datetime = LATER) -> list[OutboxMessage]:
    """Evaluate, and make a period's messages; those that wait, by the name of their reader."""
    facility.evaluate(group, now)
    outcome = make_digest(period_name=period, now=now)
    waiting = OutboxMessage.objects.filter(pk__in=outcome.outbox_ids)
    waiting.update(next_at=timezone.now(), created_at=timezone.now())
    return list(waiting.order_by("person_name"))


def go_out(message: OutboxMessage) -> str:
    """What becomes of a message, as the sweep sees to it."""
    freshen_due(Deadline.after(60))
    with suppress(FormsError):
        send_message(outbox_id=message.pk)
    return OutboxMessage.objects.get(pk=message.pk).state


def two_hours_pass() -> None:
    """As if all messages had been made two hours ago."""
    OutboxMessage.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert timedelta(hours=2) > DIGEST_FRESH_FOR


def recipients(facility: Facility, mailbox: Mailbox) -> list[str]:
    """To whom mails came."""
    suffix = f"-{facility.suffix}@example.org"
    return sorted(one.removesuffix(suffix) for mail in mailbox.mails for one in mail.recipients)


def add_to_group(facility: Facility, name: str, group: str) -> None:
    """Somebody becomes a member of one more group."""
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        admin = root.factory.getAdminService()
        admin.addGroups(
            admin.getExperimenter(facility.people[name].id),
            [admin.getGroup(facility.groups[group])],
        )


def remove_from_group(facility: Facility, name: str, group: int) -> None:
    """Somebody is a member no more."""
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        admin = root.factory.getAdminService()
        admin.removeGroups(admin.getExperimenter(facility.people[name].id), [admin.getGroup(group)])
