# SPDX-License-Identifier: AGPL-3.0-or-later
"""A campaign is told of at its start, at half time and a week before its end: each once, to whom it concerns."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import Cadence, Preference
from omero_forms.kit.clocks import day_of
from omero_forms.models import OutboxMessage, PolicyRow
from omero_forms.services.mails.campaigns import tell_campaigns
from omero_forms.services.mails.preferences import choose
from omero_forms.services.mails.send import Delivery, send_message
from omero_forms.services.policies.apply import apply_policies
from tests.services.mails.test_freshen import leaves_the_group
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)

LASTS = 60


def test_members_and_owners_are_told_at_three_moments_and_each_once(facility: Facility) -> None:
    for group in ("b", "quiet"):
        facility.group(group)
    for name in ("anna", "berta", "paused", "off", "done"):
        facility.person(name, "b", "quiet")
    facility.person("bowner", owner_of=("b", "quiet"))
    form = facility.form("b", "quiet")
    today = day_of(timezone.now())

    def on(days: int, hour: time | None = None) -> datetime:
        day = today + timedelta(days=days)
        return datetime.combine(day, hour or conf().digest_at, ZoneInfo(conf().time_zone))

    def told(days: int) -> dict[str, str]:
        """Subjects of the mails of a day, by reader; the same again puts no more, with or without its mark."""
        before = set(OutboxMessage.objects.values_list("pk", flat=True))
        tell_campaigns(on(days))
        assert tell_campaigns(on(days)) == 0
        marks = dict(PolicyRow.objects.values_list("pk", "told_of"))
        # As if the database had come from a backup of before; the key of the outbox stays.
        PolicyRow.objects.update(told_of=None)
        tell_campaigns(on(days))
        for policy, mark in marks.items():
            PolicyRow.objects.filter(pk=policy).update(told_of=mark)
        new = OutboxMessage.objects.exclude(pk__in=before)
        assert len({(one.person_id, one.period) for one in new}) == len(new)
        return {one.person_name.split("-")[0]: one.subject for one in new}

    def campaign(group: str, name: str, **changes: object) -> dict[str, object]:
        deadline = (today + timedelta(days=LASTS)).isoformat()
        terms = {"tell_member": "any", "tell_owner_above": 5, "deadline": deadline, "start": today.isoformat()}
        return facility.policy(group, form, name=name, **{**terms, **changes})

    for name, count in (("anna", 2), ("berta", 1), ("paused", 1), ("off", 1), ("bowner", 1)):
        facility.datasets(name, "b", count)
    # Whoever left a group is told nothing of it, though objects there are theirs; its owner is told of these.
    facility.person("left", "b", "quiet")
    facility.dataset("left", "b")
    leaves_the_group(facility, "left")
    finished = facility.dataset("done", "b")
    facility.submit("done", finished, form)
    facility.dataset("anna", "quiet")
    with facility.session("paused") as user:
        choose(user, Preference(paused_until=today + timedelta(days=3)))
    with facility.session("off") as user:
        choose(user, Preference(cadence=Cadence.OFF))
    facility.apply(
        campaign("b", "Backlog"),
        campaign("quiet", "Tells nobody", tell_member="never", tell_owner_above=None),
        campaign("quiet", "Recommended", level="recommended"),
        campaign("quiet", "No campaign", deadline=None),
    )

    # Nobody is told before an evaluation has counted, nor at night.
    assert tell_campaigns(on(1)) == 0
    for group in ("b", "quiet"):
        facility.evaluate(group, timezone.now())
    assert tell_campaigns(on(1, time(0, 0))) == 0
    end = today + timedelta(days=LASTS)
    by = f"metadata by {end:%a} {end.day} {end:%b %Y}"
    assert told(1) == {
        "anna": f"[OMERO] Backlog: 2 datasets need {by}",
        "berta": f"[OMERO] Backlog: 1 dataset needs {by}",
        "bowner": f"[OMERO] Backlog: 1 dataset needs {by}",
    }
    mails = {one.person_name.split("-")[0]: one for one in OutboxMessage.objects.filter(kind="campaign")}
    assert {one.period for one in mails.values()} == {f"{PolicyRow.objects.get(name='Backlog').uid}-start"}
    said = {name: " ".join(one.text.split()) for name, one in mails.items()}
    assert "The campaign “Backlog” has begun: 2 datasets of yours in b" in said["anna"]
    assert (mails["anna"].stops, mails["bowner"].stops) == ("digest", "digest")
    assert "7 of 8 datasets are open: Anna Person has 2, Berta Person has 1" in said["bowner"]
    assert "Berta" not in said["anna"]
    assert told(2) == {}

    # Whose pause is over is told of the next moment; an owner who wants no mail of their own
    # data goes on to be told of the group.
    with facility.session("bowner") as user:
        choose(user, Preference(cadence=Cadence.OFF))
    half = told(LASTS // 2)
    assert half.keys() == {"anna", "berta", "paused", "bowner"}
    assert half["bowner"] == f"[OMERO] Backlog: 7 datasets need {by}"
    owners = OutboxMessage.objects.get(person_id=facility.people["bowner"].id, period__endswith="-half")
    assert (owners.stops, "Your data" in owners.text) == ("", False)
    assert "Half of the time" in owners.text
    assert told(LASTS // 2 + 4) == {}

    # Who has nothing open any more is told nothing; a late worker says no more what was to be said before.
    [last] = [one.object_id for one in facility.findings("b").values() if one.owner_id == facility.people["berta"].id]
    facility.submit("berta", last, form)
    facility.evaluate("b", timezone.now())
    assert told(LASTS - 10) == {}
    assert told(LASTS - 6).keys() == {"anna", "paused", "bowner"}
    assert told(LASTS + 1) == {}
    assert OutboxMessage.objects.filter(kind="campaign").count() == 10

    # One that is made late gets the mail of its start, and none of what lies before.
    facility.apply(campaign("quiet", "Late", start="2026-01-01", deadline=(today + timedelta(days=20)).isoformat()))
    facility.evaluate("quiet", timezone.now())
    assert told(1).keys() == {"anna", "bowner"}
    late = OutboxMessage.objects.filter(period__startswith=PolicyRow.objects.get(name="Late").uid)
    assert {one.period.split("-")[-1] for one in late} == {"start"}

    # Nothing is open.
    facility.apply(campaign("quiet", "Empty", selector={"name": "nothing"}))
    facility.evaluate("quiet", timezone.now())
    assert told(1) == {}


def test_a_site_wide_campaign_is_told_once_to_whoever_it_concerns_in_several_groups(
    facility: Facility, mailbox: Mailbox
) -> None:
    for group in ("b", "c"):
        facility.group(group)
    facility.person("anna", "b", "c")
    facility.person("olga", owner_of=("b", "c"))
    form = facility.form("b", "c")
    facility.datasets("anna", "b", 2)
    facility.dataset("anna", "c")
    terms = facility.policy("b", form, name="Backlog", tell_member="any", tell_owner_above=5)
    del terms["group"]
    today = day_of(timezone.now())
    terms |= {"deadline": (today + timedelta(days=LASTS)).isoformat(), "start": today.isoformat()}
    terms["groups"] = [facility.groups[one] for one in ("b", "c")]
    apply_policies(facility.world.user("admin"), {"site_policies": [terms]})
    for group in ("b", "c"):
        facility.evaluate(group, timezone.now())
    then = datetime.combine(today + timedelta(days=1), conf().digest_at, ZoneInfo(conf().time_zone))
    assert tell_campaigns(then) == 2
    assert tell_campaigns(then) == 0
    for message in OutboxMessage.objects.filter(kind="campaign"):
        assert send_message(outbox_id=message.pk) is Delivery.SENT
    sent = {mail.recipients[0].split("-")[0]: mail for mail in mailbox.mails}
    assert (len(mailbox.mails), sorted(sent)) == (2, ["anna", "olga"])
    anna, olga = (" ".join(sent[one].part("plain").split()) for one in ("anna", "olga"))
    assert "3 datasets of yours in 2 groups need metadata by" in anna
    assert "3 datasets in 2 groups need metadata by" in olga
    assert "2 of 2 datasets are open: Anna Person has 2." in olga
    assert "1 of 1 dataset is open: Anna Person has 1." in olga
    assert f"you own b {facility.suffix} and c {facility.suffix} in OMERO" in olga
    assert (olga.count("dashboard/ "), "you own" in anna, "Pause or stop" in olga) == (1, False, False)
    assert set(PolicyRow.objects.exclude(site_policy=None).values_list("told_of", flat=True)) == {today}
