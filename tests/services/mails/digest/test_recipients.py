# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who gets a mail, in three groups.

A: no policy. B: `tell_member: any`, owners are not told. C: members are never told, each owner is when a
member has more than 3 failing datasets.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.domain.errors import FormsError
from omero_forms.models import DigestRun, OutboxMessage, Server
from omero_forms.selectors.diagnosis.mail import people_not_reached
from omero_forms.selectors.mails import mail_state
from omero_forms.services.mails.digest.make import DigestOutcome, make_digest
from omero_forms.services.mails.send import send_message
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)


def three_groups(facility: Facility) -> None:
    """A, B and C with their policies. B and C have an owner each, C two; the members come with the tests."""
    for group in ("a", "b", "c"):
        facility.group(group)
    facility.person("aowner", owner_of=("a",))
    facility.person("bowner", owner_of=("b",))
    facility.person("cowner", owner_of=("c",))
    facility.person("cowner2", owner_of=("c",))
    form, other = facility.form("b", "c"), facility.form("c")
    facility.apply(facility.policy("a"))
    facility.apply(facility.policy("b", form, tell_member="any"))
    facility.apply(facility.policy("c", form, other, requirement="one_of", tell_member="never", tell_owner_above=3))


def send(facility: Facility, period: str = "", now: datetime = LATER) -> DigestOutcome:
    """Evaluate all three groups, make the digest, send what waits."""
    for group in ("a", "b", "c"):
        facility.evaluate(group, now)
    outcome = make_digest(period_name=period, now=now)
    # It is sent by the real clock, by which a mail of some day to come would be one from before a clock was set back.
    made = OutboxMessage.objects.filter(pk__in=outcome.outbox_ids)
    made.update(next_at=datetime.now(UTC), created_at=datetime.now(UTC))
    for outbox_id in outcome.outbox_ids:
        send_message(outbox_id=outbox_id)
    return outcome


def names(facility: Facility, mailbox: Mailbox) -> list[str]:
    """To whom mails came, as the SMTP server saw it."""
    suffix = f"-{facility.suffix}@example.org"
    addresses = [address for mail in mailbox.mails for address in mail.recipients]
    return sorted(address.removesuffix(suffix) for address in addresses)


def test_in_b_each_member_who_fails_is_told_and_no_owner(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    for name in ("anna", "berta", "carl"):
        facility.person(name, "b")
    facility.dataset("anna", "b")
    facility.datasets("berta", "b", 5)

    send(facility)

    assert names(facility, mailbox) == ["anna", "berta"]


def test_in_c_nobody_is_told_of_a_member_with_three(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("dora", "c")
    facility.datasets("dora", "c", 3)

    send(facility)

    assert names(facility, mailbox) == []


def test_in_c_both_owners_are_told_of_a_member_with_four_and_the_member_is_not(
    facility: Facility, mailbox: Mailbox
) -> None:
    three_groups(facility)
    facility.person("dora", "c")
    facility.datasets("dora", "c", 4)

    send(facility)

    assert names(facility, mailbox) == ["cowner", "cowner2"]
    for mail in mailbox.mails:
        text = " ".join(mail.part("plain").split())
        assert "Dora Person" in text
        assert "4 of 4 datasets checked, no errors." in text
        lacking = text.count("4 of 4 datasets") - text.count("4 of 4 datasets checked")
        assert lacking == 1, "one of two forms is one thing that is lacking"
        assert "more than one of them" not in text


def test_in_a_nothing_is_required_and_nobody_is_told(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("anna", "a")
    facility.datasets("anna", "a", 9)

    send(facility)

    assert names(facility, mailbox) == []


def test_a_member_of_b_who_owns_c_gets_one_mail_with_both(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("both", "b", owner_of=("c",))
    facility.person("dora", "c")
    mine = facility.dataset("both", "b", "My own data")
    facility.datasets("dora", "c", 4)

    send(facility)

    assert names(facility, mailbox) == ["both", "cowner", "cowner2"]
    mail = next(one for one in mailbox.mails if "both" in one.recipients[0])
    for part in (mail.part("plain"), mail.part("html")):
        assert "My own data" in part
        assert f"id={mine}" in part
        assert "Dora Person" in part
        assert f"dashboard/?group={facility.groups['c']}" in part
    other = next(one for one in mailbox.mails if "cowner" in one.recipients[0])
    assert "My own data" not in other.part("plain")


def test_somebody_in_b_and_c_is_told_of_what_is_in_b_only(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("emil", "b", "c")
    facility.dataset("emil", "b", "Data in B")
    for number in range(4):
        facility.dataset("emil", "c", f"Data in C {number}")

    send(facility)

    assert names(facility, mailbox) == ["cowner", "cowner2", "emil"]
    mail = next(one for one in mailbox.mails if "emil" in one.recipients[0])
    assert "Data in B" in mail.part("plain")
    assert "Data in C" not in mail.part("plain") + mail.part("html")
    assert str(mail.message["Subject"]).startswith("[OMERO] 1 dataset needs metadata")


def test_somebody_without_address_is_not_told_and_that_is_kept(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("anna", "b")
    facility.person("mute", "b", "c", email="")
    facility.person("odd", "b", email="not an address")
    facility.dataset("anna", "b")
    facility.dataset("mute", "b")
    facility.dataset("odd", "b")
    facility.datasets("mute", "c", 4)

    outcome = send(facility)

    assert names(facility, mailbox) == ["anna", "cowner", "cowner2"]
    assert sorted(outcome.unreached) == [
        ("Mute Person", "no_address"),
        ("Odd Person", "bad_address"),
    ]
    kept = DigestRun.objects.get().unreachable
    assert sorted(one["name"].split("-")[0] for one in kept) == ["mute", "odd"]
    # The periods that somebody chose find out nothing of others: the last digest is that of the site.
    then = timezone.now() + timedelta(days=1)
    DigestRun.objects.create(slot="daily", period="2026-11-27", begins_at=then, started_at=then, finished_at=then)
    (told,) = people_not_reached()
    seen = mail_state()
    assert (seen.period, len(seen.not_reached)) == (outcome.period, 2)
    assert told.code == "people_not_reached"
    assert f"mute-{facility.suffix} (no e-mail address)" in told.message
    assert f"odd-{facility.suffix} (e-mail address cannot be used)" in told.message


def test_owners_are_told_which_address_cannot_be_used_and_which_is_not_there(
    facility: Facility, mailbox: Mailbox
) -> None:
    three_groups(facility)
    facility.person("mute", "c", email="")
    facility.person("odd", "c", email="a@b@c.example")
    facility.person("mei", "c", email="mei@lab.example.org\nBcc: x@example.org")
    for name in ("mute", "odd", "mei"):
        facility.datasets(name, "c", 4)

    send(facility)

    assert names(facility, mailbox) == ["cowner", "cowner2"]
    for mail in mailbox.mails:
        text = " ".join(mail.part("plain").split())
        assert "Mute Person has no e-mail address in OMERO" in text
        unusable = "has an e-mail address in OMERO that cannot be used"
        assert f"Odd Person {unusable}: “a@b@c.example”." in text
        assert f"Mei Person {unusable}: “mei@lab.example.org Bcc: x@example.org”." in text
        assert text.count(unusable) == 2
        assert mail.recipients[0].startswith("cowner")
        assert mail.message["Bcc"] is None


def test_addresses_with_umlauts_quotes_or_a_bare_host_get_their_mail(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    addresses = {
        "umlaut": ("jörg.müller@universität.example", "jörg.müller@xn--universitt-y5a.example"),
        "domain": ("ada@universität.example", "ada@xn--universitt-y5a.example"),
        "quoted": ('"quoted local"@lab.example.org', '"quoted local"@lab.example.org'),
        "bare": ("ada@omero", "ada@omero"),
        "blank": ("wanda.o'quist+omero@lab.example.org ", "wanda.o'quist+omero@lab.example.org"),
    }
    for name, (written, _usable) in addresses.items():
        facility.person(name, "b", email=written)
        facility.dataset(name, "b")

    send(facility)

    came = [address for mail in mailbox.mails for address in mail.recipients]
    assert sorted(came) == sorted(usable for _written, usable in addresses.values())
    assert list(people_not_reached()) == []


def test_ten_evaluations_and_three_digests_give_one_message_per_person(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("anna", "b")
    facility.person("dora", "c")
    facility.dataset("anna", "b")
    facility.datasets("dora", "c", 4)
    for hour in range(10):
        for group in ("a", "b", "c"):
            facility.evaluate(group, LATER + timedelta(minutes=hour))
    for _ in range(3):
        send(facility)

    assert names(facility, mailbox) == ["anna", "cowner", "cowner2"]
    assert OutboxMessage.objects.count() == 3


def test_nobody_is_told_of_what_moved_since_the_evaluation(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("anna", "a", "b")
    stays, moves = facility.dataset("anna", "b", "Stays"), facility.dataset("anna", "b", "Moves")
    facility.evaluate("b")
    facility.move("anna", moves, "a")

    outcome = make_digest(now=LATER)
    OutboxMessage.objects.update(next_at=datetime.now(UTC), created_at=datetime.now(UTC))
    for outbox_id in outcome.outbox_ids:
        send_message(outbox_id=outbox_id)

    (mail,) = mailbox.mails
    assert "Stays" in mail.part("plain")
    assert "Moves" not in mail.part("plain") + mail.part("html")
    assert stays != moves


def test_the_next_period_tells_what_it_was_and_what_was_fixed(facility: Facility, mailbox: Mailbox) -> None:
    three_groups(facility)
    facility.person("anna", "b")
    fixed, _open = (
        facility.dataset("anna", "b", "Was mended"),
        facility.dataset("anna", "b", "Is open"),
    )
    form = facility.form("b")
    facility.apply(facility.policy("b", form, tell_member="any"))
    send(facility, "one")
    facility.submit("anna", fixed, form)

    send(facility, "two", LATER + timedelta(days=7))

    first, second = mailbox.mails
    assert str(first.message["Subject"]) == "[OMERO] 2 datasets need metadata"
    assert str(second.message["Subject"]) == "[OMERO] 1 dataset needs metadata (was 2)"
    assert "FIXED SINCE LAST TIME (1)" in second.part("plain")
    assert "Was mended" in second.part("plain")


def test_of_another_omeros_people_nobody_is_told(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b"), grace=0, tell_member="any"))
    facility.datasets("anna", "b", 1)
    facility.evaluate("b")
    Server.objects.update(uuid="another")
    with pytest.raises(FormsError) as refused:
        make_digest(now=LATER)
    assert refused.value.code == "other_database"
    assert not OutboxMessage.objects.exists()
