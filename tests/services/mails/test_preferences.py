# SPDX-License-Identifier: AGPL-3.0-or-later
"""When people are mailed: their own day, a pause, a link that silences a mail and can do no more."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import Cadence, Preference, Subject
from omero_forms.kit.stop_links import LIVES, StopLink, read_stop_link, stop_address
from omero_forms.models import DigestRun, Event, MailPreference, OutboxMessage
from omero_forms.selectors.preferences import preference_of
from omero_forms.services.mails.digest.make import make_digest, make_due_digest
from omero_forms.services.mails.preferences import choose
from omero_forms.services.mails.send import send_message
from omero_forms.services.mails.when import WAIT_FOR_EVALUATION
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)

OF_MONDAYS, OF_WEDNESDAYS, DAILY, OFF = "anna", "berta", "carla", "dora"


def chooses(facility: Facility, name: str, cadence: Cadence, weekday: int = 0) -> None:
    with facility.session(name) as user:
        choose(user, Preference(cadence, weekday))


def everybody_fails(facility: Facility) -> dict[int, str]:
    """Four members with something past due, who chose differently; their names by id. An owner is told above 3."""
    facility.group("b")
    facility.person("owner", owner_of=("b",))
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any", tell_owner_above=3))
    for name in (OF_MONDAYS, OF_WEDNESDAYS, DAILY, OFF):
        facility.person(name, "b")
        facility.datasets(name, "b", 4)
    chooses(facility, OF_WEDNESDAYS, Cadence.WEEKLY, 2)
    chooses(facility, DAILY, Cadence.DAILY)
    chooses(facility, OFF, Cadence.OFF)
    facility.evaluate("b", LATER)
    return {facility.people[name].id: name for name in (OF_MONDAYS, OF_WEDNESDAYS, DAILY, OFF, "owner")}


def test_however_often_digests_are_made_or_cut_short_everybody_gets_one_at_most_in_each_of_their_periods(
    facility: Facility,
) -> None:
    chance = random.Random(14)
    names = everybody_fails(facility)
    made: dict[str, list[OutboxMessage]] = defaultdict(list)
    # A Monday before any period with mails; its evaluation is as old as it likes after the wait.
    monday = LATER + timedelta(days=7 - LATER.weekday())
    hours = sorted(chance.sample(range(24 * 17), 40))
    for hour in (*hours, 24 * 17):
        now = monday.replace(hour=0, minute=0) + timedelta(hours=hour)
        for _time in range(chance.randint(1, 3)):
            make_due_digest(now=now)
        if chance.random() < 0.3:
            # As if processes had died before they marked a period.
            DigestRun.objects.update(finished_at=None, next_at=now, lease_owner="", lease_until=None)
            make_due_digest(now=now)
        if chance.random() < 0.5:
            OutboxMessage.objects.filter(state="waiting").update(state="sent", sent_at=now)
    for message in OutboxMessage.objects.exclude(state="dropped"):
        made[names[message.person_id]].append(message)
    assert OFF not in made
    for name, messages in made.items():
        periods = [one.period for one in messages]
        assert len(set(periods)) == len(periods), name
    days = {name: {one.created_at.weekday() for one in messages} for name, messages in made.items()}
    assert made.keys() == {*names.values()} - {OFF}
    assert all(one.period.endswith("-3") for one in made[OF_WEDNESDAYS])
    assert all(one.period[-4:-2] == "-W" for one in made[OF_MONDAYS])
    assert len(made[DAILY]) >= 2, "what is open is told again after a week"
    assert all(one.period.count("-") == 2 for one in made[DAILY]), days


def test_nobody_who_stopped_mails_is_spared_the_duty_and_owners_are_told_of_them(facility: Facility) -> None:
    everybody_fails(facility)
    choose_pause = Preference(paused_until=LATER.date() + timedelta(days=3))
    with facility.session(OF_MONDAYS) as user:
        choose(user, choose_pause)
    # An owner who turned off mails of their own data is told of the group: its policy wants that.
    chooses(facility, "owner", Cadence.OFF)
    outcome = make_digest(now=LATER)
    by_name = {one.person_name.split("-")[0]: one for one in OutboxMessage.objects.all()}
    assert by_name.keys() == {OF_WEDNESDAYS, DAILY, "owner"}
    told = by_name["owner"]
    assert "4 members above 3" in told.subject
    assert told.stops == ""
    assert "not told: turned these mails off" in told.text
    assert "paused until" in told.text
    assert sorted(reason for _name, reason in outcome.unreached) == ["off", "paused"]
    assert "on Wednesdays at 08:00" in by_name[OF_WEDNESDAYS].text
    assert "every day at 08:00" in by_name[DAILY].text


def test_a_link_of_a_mail_asks_before_it_acts_and_can_only_silence(
    facility: Facility,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    web_login: Callable[[str], Client],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(mapping, "FORMS_BASE_URL", "https://omero.example.org")
    everybody_fails(facility)
    make_digest(now=LATER)
    anna = facility.people[OF_MONDAYS].id
    OutboxMessage.objects.update(created_at=timezone.now(), next_at=timezone.now())
    for pk in OutboxMessage.objects.values_list("pk", flat=True):
        send_message(outbox_id=pk)
    by_name = {one.recipients[0].split("-")[0]: one for one in mailbox.mails}
    header = by_name[OF_MONDAYS].message["List-Unsubscribe"]
    assert by_name[OF_MONDAYS].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in by_name["owner"].message
    address = header.strip("<>").removeprefix("https://omero.example.org")
    assert header.startswith("<https://omero.example.org/omero_forms/mail/")
    assert "https://omero.example.org/omero_forms/mail/" in by_name[OF_MONDAYS].part("plain")

    stranger = Client(enforce_csrf_checks=True)
    asked = stranger.get(address)
    assert (asked.status_code, stranger.head(address).status_code) == (200, 200)
    assert b"Pause these mails" in asked.content
    assert "form-action 'self'" in asked["Content-Security-Policy"]
    assert asked["Cache-Control"].count("no-store") == 1
    assert stranger.post(address, {"do": "begin"}).status_code == 400
    assert stranger.put(address).status_code == 405
    broken = stranger.post(address, b"x", content_type="multipart/form-data")
    assert (broken.status_code, b"Pause these mails" in broken.content) == (400, True)
    assert preference_of(anna) == Preference()
    assert not Event.objects.filter(name="mail.stopped").exists()

    assert b"No mails before" in stranger.post(address, {"do": "pause", "days": "999"}).content
    # A pause that is over is none: the page would go on naming its day.
    author = facility.world.lab.users["author"].id
    MailPreference.objects.create(person_id=author, paused_until=LATER.date() - timedelta(days=90), changed_at=LATER)
    assert web_login("author").get("/omero_forms/api/v1/preferences").json()["paused_until"] is None
    zone_today = timezone.localdate()
    assert preference_of(anna).paused_until == zone_today + timedelta(days=30)
    stranger.post(address, {"do": "pause", "days": "7"})
    assert preference_of(anna).paused_until == zone_today + timedelta(days=30), "a shorter wish brings nothing back"
    answer = stranger.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, preference_of(anna).cadence) == (200, Cadence.OFF)
    assert b"These mails are stopped" in stranger.post(address, {"do": "pause", "days": "7"}).content
    assert preference_of(anna).cadence is Cadence.OFF, "a pause would end one day, and bring them back"
    events = Event.objects.filter(name="mail.stopped").order_by("pk")
    assert [one.details["kind"] for one in events] == ["digest"] * 4
    assert all(one.actor_id is None and one.details["person"] == anna for one in events)
    assert MailPreference.objects.exclude(person_id=anna).filter(cadence="off").count() == 1, "Dora's own choice"

    caplog.set_level("INFO", logger="omero_forms")
    answers = {stranger.post(address, {"do": "stop"}).status_code for _time in range(10)}
    assert 429 in answers
    refused = stranger.post(address, {"do": "stop"})
    assert (refused.status_code, 1 <= int(refused["Retry-After"]) <= 60) == (429, True)
    line = next(one for one in reversed(caplog.messages) if "rate_limited" in one)
    assert "429" in line, "the log says what was answered"


def test_a_link_ends_and_no_other_key_site_or_hand_makes_one(
    forms_installed: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    link = StopLink(7, Subject.NEW_POLICY)
    token = stop_address(conf(), link).removesuffix("/").rpartition("/")[2]
    assert read_stop_link(conf(), token) == link
    assert read_stop_link(conf(), token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(f"/omero_forms/mail/{token}x/", {"do": "stop"}).status_code == 410
    then = (datetime.now(UTC) + LIVES + timedelta(minutes=1)).timestamp()
    with monkeypatch.context() as patch:
        patch.setattr(signing, "time", SimpleNamespace(time=lambda: then))
        assert read_stop_link(conf(), token) is None
    with monkeypatch.context() as patch:
        patch.setattr(mapping, "FORMS_SITE", "another-site")
        assert read_stop_link(conf(), token) is None
    with monkeypatch.context() as patch:
        other = tmp_path / "other"
        other.write_text("ab" * 32)
        patch.setattr(mapping, "FORMS_LINK_KEY", str(other))
        assert read_stop_link(conf(), token) is None
        other.write_text("ab" * 8)
        assert stop_address(conf(), link) == ""
    with monkeypatch.context() as patch:
        patch.setattr(django_settings, "DATABASES", {})
        away = stranger.post(f"/omero_forms/mail/{token}/", {"do": "stop"})
    assert (away.status_code, b"Nothing was changed" in away.content) == (503, True)
    assert not MailPreference.objects.exists()
    answer = stranger.post(f"/omero_forms/mail/{token}/", {"do": "stop"})
    assert b"You are not mailed about new policies" in answer.content
    assert preference_of(7) == Preference(new_policy=False)


def test_waiting_is_not_repeated_by_choosing_another_day(facility: Facility) -> None:
    everybody_fails(facility)
    # Whoever is the first to choose a day gets the first mail on the next one.
    assert make_due_digest(now=LATER) is None
    wednesday = LATER.replace(hour=12) + timedelta(days=(2 - LATER.weekday()) % 7 + 7)
    assert make_due_digest(now=wednesday + WAIT_FOR_EVALUATION) is not None
    berta = facility.people[OF_WEDNESDAYS].id
    assert OutboxMessage.objects.filter(person_id=berta).count() == 1
