# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who gets a mail: the three groups of the talk that started this project.

A: no policy. B: `tell_member: any`, owners are not told. C: members are never told, each owner is when a
member has more than 3 failing datasets.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from demo.smtp import Mailbox
from omero_forms.domain.errors import FormsError
from omero_forms.models import DigestRun, OutboxMessage, Server
from omero_forms.selectors.diagnosis.mail import people_not_reached
from omero_forms.services.mails.digest.make import DigestOutcome, make_digest
from omero_forms.services.mails.send import send_message
from tests.support.groups import LATER, Talk

pytestmark = pytest.mark.django_db(transaction=True)


def three_groups(talk: Talk) -> None:
    """A, B and C with their policies. B and C have an owner each, C two; the members come with the tests."""
    for group in ("a", "b", "c"):
        talk.group(group)
    talk.person("aowner", owner_of=("a",))
    talk.person("bowner", owner_of=("b",))
    talk.person("cowner", owner_of=("c",))
    talk.person("cowner2", owner_of=("c",))
    form, other = talk.form("b", "c"), talk.form("c")
    talk.apply(talk.policy("a"))
    talk.apply(talk.policy("b", form, tell_member="any"))
    talk.apply(
        talk.policy("c", form, other, requirement="one_of", tell_member="never", tell_owner_above=3)
    )


def send(talk: Talk, period: str = "", now: datetime = LATER) -> DigestOutcome:
    """Evaluate all three groups, make the digest, send what waits."""
    for group in ("a", "b", "c"):
        talk.evaluate(group, now)
    outcome = make_digest(period_name=period, now=now)
    OutboxMessage.objects.update(next_attempt_at=datetime.now(UTC))
    for outbox_id in outcome.outbox_ids:
        send_message(outbox_id=outbox_id)
    return outcome


def names(talk: Talk, mailbox: Mailbox) -> list[str]:
    """To whom mails came, as the SMTP server saw it."""
    suffix = f"-{talk.suffix}@example.org"
    addresses = [address for mail in mailbox.mails for address in mail.recipients]
    return sorted(address.removesuffix(suffix) for address in addresses)


def test_in_b_each_member_who_fails_is_told_and_no_owner(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    for name in ("anna", "berta", "carl"):
        talk.person(name, "b")
    talk.dataset("anna", "b")
    talk.datasets("berta", "b", 5)

    send(talk)

    assert names(talk, mailbox) == ["anna", "berta"]


def test_in_c_nobody_is_told_of_a_member_with_three(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    talk.person("dora", "c")
    talk.datasets("dora", "c", 3)

    send(talk)

    assert names(talk, mailbox) == []


def test_in_c_both_owners_are_told_of_a_member_with_four_and_the_member_is_not(
    talk: Talk, mailbox: Mailbox
) -> None:
    three_groups(talk)
    talk.person("dora", "c")
    talk.datasets("dora", "c", 4)

    send(talk)

    assert names(talk, mailbox) == ["cowner", "cowner2"]
    for mail in mailbox.mails:
        text = " ".join(mail.part("plain").split())
        assert "Dora Person" in text
        assert "4 of 4 datasets checked, no errors." in text
        lacking = text.count("4 of 4 datasets") - text.count("4 of 4 datasets checked")
        assert lacking == 1, "one of two forms is one thing that is lacking"
        assert "more than one of them" not in text


def test_in_a_nothing_is_required_and_nobody_is_told(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    talk.person("anna", "a")
    talk.datasets("anna", "a", 9)

    send(talk)

    assert names(talk, mailbox) == []


def test_a_member_of_b_who_owns_c_gets_one_mail_with_both(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    talk.person("both", "b", owner_of=("c",))
    talk.person("dora", "c")
    mine = talk.dataset("both", "b", "My own data")
    talk.datasets("dora", "c", 4)

    send(talk)

    assert names(talk, mailbox) == ["both", "cowner", "cowner2"]
    mail = next(one for one in mailbox.mails if "both" in one.recipients[0])
    for part in (mail.part("plain"), mail.part("html")):
        assert "My own data" in part
        assert f"id={mine}" in part
        assert "Dora Person" in part
        assert f"dashboard/?group={talk.groups['c']}" in part
    other = next(one for one in mailbox.mails if "cowner" in one.recipients[0])
    assert "My own data" not in other.part("plain")


def test_somebody_in_b_and_c_is_told_of_what_is_in_b_only(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    talk.person("emil", "b", "c")
    talk.dataset("emil", "b", "Data in B")
    for number in range(4):
        talk.dataset("emil", "c", f"Data in C {number}")

    send(talk)

    assert names(talk, mailbox) == ["cowner", "cowner2", "emil"]
    mail = next(one for one in mailbox.mails if "emil" in one.recipients[0])
    assert "Data in B" in mail.part("plain")
    assert "Data in C" not in mail.part("plain") + mail.part("html")
    assert str(mail.message["Subject"]).startswith("[OMERO] 1 dataset needs metadata")


def test_somebody_without_address_is_not_told_and_that_is_kept(
    talk: Talk, mailbox: Mailbox
) -> None:
    three_groups(talk)
    talk.person("anna", "b")
    talk.person("mute", "b", "c", email="")
    talk.person("odd", "b", email="not an address")
    talk.dataset("anna", "b")
    talk.dataset("mute", "b")
    talk.dataset("odd", "b")
    talk.datasets("mute", "c", 4)

    outcome = send(talk)

    assert names(talk, mailbox) == ["anna", "cowner", "cowner2"]
    assert sorted(outcome.unreached) == [
        ("Mute Person", "no_address"),
        ("Odd Person", "bad_address"),
    ]
    kept = DigestRun.objects.get().unreachable
    assert sorted(one["name"].split("-")[0] for one in kept) == ["mute", "odd"]
    (told,) = people_not_reached()
    assert told.code == "people_not_reached"
    assert f"mute-{talk.suffix} (no e-mail address)" in told.message
    assert f"odd-{talk.suffix} (e-mail address cannot be used)" in told.message


def test_owners_are_told_which_address_cannot_be_used_and_which_is_not_there(
    talk: Talk, mailbox: Mailbox
) -> None:
    three_groups(talk)
    talk.person("mute", "c", email="")
    talk.person("odd", "c", email="a@b@c.example")
    talk.person("mei", "c", email="mei@lab.example.org\nBcc: x@example.org")
    for name in ("mute", "odd", "mei"):
        talk.datasets(name, "c", 4)

    send(talk)

    assert names(talk, mailbox) == ["cowner", "cowner2"]
    for mail in mailbox.mails:
        text = " ".join(mail.part("plain").split())
        assert "Mute Person has no e-mail address in OMERO" in text
        unusable = "has an e-mail address in OMERO that cannot be used"
        assert f"Odd Person {unusable}: “a@b@c.example”." in text
        assert f"Mei Person {unusable}: “mei@lab.example.org Bcc: x@example.org”." in text
        assert text.count(unusable) == 2
        assert mail.recipients[0].startswith("cowner")
        assert mail.message["Bcc"] is None


def test_addresses_with_umlauts_quotes_or_a_bare_host_get_their_mail(
    talk: Talk, mailbox: Mailbox
) -> None:
    three_groups(talk)
    addresses = {
        "umlaut": ("jörg.müller@universität.example", "jörg.müller@xn--universitt-y5a.example"),
        "domain": ("ada@universität.example", "ada@xn--universitt-y5a.example"),
        "quoted": ('"quoted local"@lab.example.org', '"quoted local"@lab.example.org'),
        "bare": ("ada@omero", "ada@omero"),
        "blank": ("wanda.o'quist+omero@lab.example.org ", "wanda.o'quist+omero@lab.example.org"),
    }
    for name, (written, _usable) in addresses.items():
        talk.person(name, "b", email=written)
        talk.dataset(name, "b")

    send(talk)

    came = [address for mail in mailbox.mails for address in mail.recipients]
    assert sorted(came) == sorted(usable for _written, usable in addresses.values())
    assert list(people_not_reached()) == []


def test_ten_evaluations_and_three_digests_give_one_message_per_person(
    talk: Talk, mailbox: Mailbox
) -> None:
    three_groups(talk)
    talk.person("anna", "b")
    talk.person("dora", "c")
    talk.dataset("anna", "b")
    talk.datasets("dora", "c", 4)
    for hour in range(10):
        for group in ("a", "b", "c"):
            talk.evaluate(group, LATER + timedelta(minutes=hour))
    for _ in range(3):
        send(talk)

    assert names(talk, mailbox) == ["anna", "cowner", "cowner2"]
    assert OutboxMessage.objects.count() == 3


def test_nobody_is_told_of_what_moved_since_the_evaluation(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    talk.person("anna", "a", "b")
    stays, moves = talk.dataset("anna", "b", "Stays"), talk.dataset("anna", "b", "Moves")
    talk.evaluate("b")
    talk.move("anna", moves, "a")

    outcome = make_digest(now=LATER)
    OutboxMessage.objects.update(next_attempt_at=datetime.now(UTC))
    for outbox_id in outcome.outbox_ids:
        send_message(outbox_id=outbox_id)

    (mail,) = mailbox.mails
    assert "Stays" in mail.part("plain")
    assert "Moves" not in mail.part("plain") + mail.part("html")
    assert stays != moves


def test_the_next_period_tells_what_it_was_and_what_was_fixed(talk: Talk, mailbox: Mailbox) -> None:
    three_groups(talk)
    talk.person("anna", "b")
    fixed, _open = talk.dataset("anna", "b", "Was mended"), talk.dataset("anna", "b", "Is open")
    form = talk.form("b")
    talk.apply(talk.policy("b", form, tell_member="any"))
    send(talk, "one")
    talk.submit("anna", fixed, form)

    send(talk, "two", LATER + timedelta(days=7))

    first, second = mailbox.mails
    assert str(first.message["Subject"]) == "[OMERO] 2 datasets need metadata"
    assert str(second.message["Subject"]) == "[OMERO] 1 dataset needs metadata (was 2)"
    assert "FIXED SINCE LAST TIME (1)" in second.part("plain")
    assert "Was mended" in second.part("plain")


def test_of_another_omeros_people_nobody_is_told(talk: Talk) -> None:
    talk.group("b")
    talk.person("anna", "b")
    talk.apply(talk.policy("b", talk.form("b"), grace=0, tell_member="any"))
    talk.datasets("anna", "b", 1)
    talk.evaluate("b")
    Server.objects.update(uuid="another")
    with pytest.raises(FormsError) as refused:
        make_digest(now=LATER)
    assert refused.value.code == "other_database"
    assert not OutboxMessage.objects.exists()
