# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told without being asked: that the site works, to admins; a new policy, to owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import Preference, Subject
from omero_forms.domain.errors import FormsError
from omero_forms.domain.events import EventName
from omero_forms.gateway import directory
from omero_forms.gateway.directory import PersonFacts
from omero_forms.gateway.sessions import AnySession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.stop_links import StopLink
from omero_forms.kit.transactions import forbid_transaction, short_write
from omero_forms.models import DigestRun, Event, OutboxMessage
from omero_forms.services.events.write import record_event
from omero_forms.services.log.mail import AUDITOR
from omero_forms.services.mails.again import send_again
from omero_forms.services.mails.digest.make import make_due_digest
from omero_forms.services.mails.freshen import freshen_due
from omero_forms.services.mails.heartbeat import tell_admins
from omero_forms.services.mails.new_policies import tell_owners
from omero_forms.services.mails.preferences import choose, stop
from omero_forms.services.mails.when import WAIT_FOR_DIGEST, WAIT_FOR_EVALUATION, present_period
from tests.services.mails.test_freshen import leaves_omero
from tests.support.facility import Facility
from tests.support.plans import explained

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_admin_is_told_once_in_a_period_whether_the_forms_work_and_silence_means_they_do_not(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.person("mute", "b", email="")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any"))
    facility.datasets("anna", "b", 2)
    facility.dataset("mute", "b")
    now = timezone.now()
    assert make_due_digest(now=now) is None
    assert tell_admins(now=now) == 0, "a new installation has nothing to tell"
    _period, began = present_period(conf(), now)
    begins = began + timedelta(days=7)
    facility.evaluate("b", begins + timedelta(days=1))
    assert tell_admins(now=begins + WAIT_FOR_EVALUATION) == 0, "the digest comes first"
    with short_write():
        record_event(None, EventName.MAIL_REFUSED, person=1, name="x", kind="digest", reason="SMTPDataError")
    stop(StopLink(facility.people["anna"].id, Subject.DIGEST))
    assert make_due_digest(now=begins + WAIT_FOR_EVALUATION) is not None
    later = begins + WAIT_FOR_EVALUATION + timedelta(minutes=1)
    # One that somebody had made by command in between takes nothing of what happened since the last heartbeat away.
    between = begins - timedelta(minutes=1)
    DigestRun.objects.create(
        slot="weekly-1", period="audit", begins_at=between, started_at=between, finished_at=between
    )
    told = tell_admins(now=later)
    assert told >= 1
    DigestRun.objects.update(admins_told_at=None)
    # As if its process had died before it marked the period: the outbox key keeps it at one.
    tell_admins(now=later + timedelta(hours=1))
    assert tell_admins(now=later + timedelta(days=1)) == 0
    mails = OutboxMessage.objects.filter(kind="heartbeat")
    assert mails.count() == told
    mail = mails[0]
    said = " ".join(mail.text.split())
    assert "3 past due" in said
    assert "0 sent, 1 refused. 2 people with objects past due were not told. A link in a mail was used once" in said
    assert "Version: omero-web-forms" in said
    assert "Nothing is damaged." in said
    assert mail.stops == "", "whether the forms work is nobody's own wish"

    # When a digest does not come to its end, admins hear of that, too.
    with monkeypatch.context() as patch:
        patch.setattr("omero_forms.services.mails.digest.make.compose_each", lambda *_a, **_k: 1 / 0)
        next_one = begins + timedelta(days=7) + WAIT_FOR_EVALUATION
        with pytest.raises(ZeroDivisionError):
            make_due_digest(now=next_one)
    assert tell_admins(now=next_one) == 0
    assert tell_admins(now=next_one + WAIT_FOR_DIGEST) == told
    assert "could not be made so far" in " ".join(mails.latest("pk").text.split())

    # What waited for days tells how things are then, and that of the newest period alone.
    DigestRun.objects.update(finished_at=next_one)
    back = next_one + timedelta(days=3)
    freshen_due(Deadline.after(60), now=back)
    assert mails.filter(period=mail.period, state="dropped").count() == told
    waiting = mails.filter(state="waiting")
    assert {one.created_at for one in waiting} == {back}
    assert (waiting.count(), "could not be made so far" in " ".join(waiting[0].text.split())) == (told, False)


def test_owners_are_told_at_once_of_policies_that_others_made_and_may_turn_that_off(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    for group in ("b", "c"):
        facility.group(group)
    facility.person("both", owner_of=("b", "c"))
    facility.person("cowner", owner_of=("c",))
    facility.person("quiet", owner_of=("c",))
    with facility.session("quiet") as user:
        choose(user, Preference(new_policy=False))
    Event.objects.filter(name="policy.made").update(processed_at=timezone.now())
    form = facility.form("b", "c")
    facility.apply(
        facility.policy("b", form),
        facility.policy("c", form, grace=14, selector={"name": "*_TIRF_*"}),
        facility.policy("b", name="Nothing", requirement="none"),
    )
    assert tell_owners() == 2
    with CaptureQueriesContext(connection) as spent:
        assert tell_owners() == 0
    (query,) = spent.captured_queries
    if connection.vendor == "sqlite":
        assert "forms_event_waiting" in explained(query["sql"])[0], "not all policies that were ever made are read"
    by_name = {one.person_name.split("-")[0]: one for one in OutboxMessage.objects.filter(kind="policy")}
    assert by_name.keys() == {"both", "cowner"}
    assert by_name["both"].subject == "[OMERO] 2 new policies for groups that you own"
    assert by_name["cowner"].subject.startswith("[OMERO] A new policy for c ")
    assert "No more mails about new policies:" in by_name["cowner"].text
    assert by_name["cowner"].stops == "new_policy"
    assert "Every dataset that fits needs" in by_name["cowner"].text
    assert "within 14 days" in by_name["cowner"].text

    # Of what somebody made themself they know, and by setting nobody is told.
    event = Event.objects.filter(name="policy.made").latest("pk")
    Event.objects.filter(pk=event.pk).update(processed_at=None, actor_id=facility.people["cowner"].id)
    OutboxMessage.objects.all().delete()
    tell_owners()
    assert "cowner" not in {one.person_name.split("-")[0] for one in OutboxMessage.objects.all()}
    Event.objects.filter(pk=event.pk).update(processed_at=None)
    monkeypatch.setattr(mapping, "FORMS_TELL_NEW_POLICIES", False)
    assert tell_owners() == 0
    assert not Event.objects.filter(name="policy.made", processed_at=None).exists()


def test_what_was_refused_goes_again_to_the_address_that_omero_has_now(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    owner = facility.person("bowner", owner_of=("b",))
    facility.apply(facility.policy("b", facility.form("b")))
    tell_owners()
    mail = OutboxMessage.objects.get(person_id=owner.id, kind="policy")
    OutboxMessage.objects.filter(pk=mail.pk).update(state="refused", recipient="wrong@example.org", last_error="550")
    asked = directory.people

    def outside_transactions(session: AnySession) -> list[PersonFacts]:
        forbid_transaction()
        return asked(session)

    monkeypatch.setattr(directory, "people", outside_transactions)
    send_again(facility.world.user("admin"), mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.recipient) == ("waiting", f"{owner.name}@example.org")
    assert mail.text, "what stays true is kept"
    event = Event.objects.filter(name="mail.retried").latest("pk")
    assert (event.details["kind"], event.actor_name) == ("policy", "admin")
    # The auditor is no user of OMERO: their address is in the settings.
    monkeypatch.setattr(mapping, "FORMS_AUDITOR", "right@example.org")
    OutboxMessage.objects.filter(pk=mail.pk).update(state="refused", kind="checkpoint", person_id=AUDITOR)
    send_again(facility.world.user("admin"), mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.recipient) == ("waiting", "right@example.org")
    # Nor is one sent to an address that somebody took away, or wrote wrongly.
    OutboxMessage.objects.filter(pk=mail.pk).update(state="refused", kind="policy", person_id=owner.id)
    for address, why in (("", "has no e-mail address in OMERO"), ("b@", "Nothing stands after its @")):
        with monkeypatch.context() as patch:
            patch.setattr(
                directory, "people", lambda session, to=address: [replace(one, email=to) for one in asked(session)]
            )
            with pytest.raises(FormsError, match=why):
                send_again(facility.world.user("admin"), mail.pk)
    # Nobody mails an account that is switched off.
    leaves_omero(facility, "bowner")
    with pytest.raises(FormsError, match="not active in OMERO") as refused:
        send_again(facility.world.user("admin"), mail.pk)
    assert refused.value.code == "forbidden"
    mail.refresh_from_db()
    assert mail.state == "refused"
