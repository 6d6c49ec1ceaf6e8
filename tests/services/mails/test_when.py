# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a digest is made: once when its period begins, and on evaluations that are newer than that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import pytest
from django.utils import timezone

from omero_forms import settings as mapping
from omero_forms.conf import Conf, conf
from omero_forms.domain.errors import FormsError
from omero_forms.kit.leases import claim
from omero_forms.models import DigestRun, Evaluation, LogCursor, OutboxMessage, Touched
from omero_forms.services.mails.digest.make import make_due_digest
from omero_forms.services.mails.when import MAKING_LEASE, MAKING_PAUSE, WAIT_FOR_EVALUATION, present_period
from tests.support.facility import Facility


def settings(period: Literal["weekly", "daily"] = "weekly") -> Conf:
    """Mails at 08:00 in Berlin."""
    return replace(conf(), digest_period=period, digest_at=time(8, 0), time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "key", "begins", "following"),
    [
        # Monday 08:00 in Berlin is 07:00 UTC in winter and 06:00 in summer.
        ("2026-11-23T06:59", "2026-W47", "2026-11-16T07:00", date(2026, 11, 23)),
        ("2026-11-23T07:00", "2026-W48", "2026-11-23T07:00", date(2026, 11, 30)),
        ("2026-11-29T23:30", "2026-W48", "2026-11-23T07:00", date(2026, 11, 30)),
        ("2026-07-06T06:00", "2026-W28", "2026-07-06T06:00", date(2026, 7, 13)),
        ("2027-01-01T12:00", "2026-W53", "2026-12-28T07:00", date(2027, 1, 4)),
    ],
)
def test_a_weekly_period_begins_on_monday_at_the_facilitys_eight_o_clock(
    moment: str, key: str, begins: str, following: date
) -> None:
    period, began = present_period(settings(), datetime.fromisoformat(f"{moment}+00:00"))
    assert (period.key, period.next) == (key, following)
    assert began == datetime.fromisoformat(f"{begins}+00:00")


def test_a_daily_period_begins_every_day_and_today_is_the_day_of_reading() -> None:
    before, _ = present_period(settings("daily"), datetime(2026, 11, 25, 6, 59, tzinfo=UTC))
    after, _ = present_period(settings("daily"), datetime(2026, 11, 25, 7, 0, tzinfo=UTC))
    assert (before.key, after.key) == ("2026-11-24", "2026-11-25")
    assert after.next == date(2026, 11, 26)
    assert before.today == after.today == date(2026, 11, 25)


@pytest.mark.django_db(transaction=True)
def test_a_new_installation_sends_nothing_before_its_next_period(facility: Facility) -> None:
    _one_past_due(facility)
    assert make_due_digest() is None
    assert make_due_digest() is None
    assert OutboxMessage.objects.count() == 0
    period, _ = present_period(conf(), timezone.now())
    assert DigestRun.objects.get().period == period.key


@pytest.mark.django_db(transaction=True)
def test_a_period_waits_for_evaluations_that_are_newer_but_not_for_ever(facility: Facility) -> None:
    _one_past_due(facility)
    assert make_due_digest() is None
    _period, began = present_period(conf(), timezone.now())
    begins = began + timedelta(days=7)
    Evaluation.objects.update(finished_at=begins - timedelta(minutes=1))

    assert make_due_digest(now=begins + timedelta(minutes=5)) is None
    made = make_due_digest(now=begins + WAIT_FOR_EVALUATION)

    assert made is not None
    assert len(made.outbox_ids) == 1
    assert make_due_digest(now=begins + WAIT_FOR_EVALUATION) is None


@pytest.mark.django_db(transaction=True)
def test_a_period_begins_as_soon_as_all_groups_with_policies_are_evaluated(
    facility: Facility,
) -> None:
    _one_past_due(facility)
    assert make_due_digest() is None
    _period, began = present_period(conf(), timezone.now())
    begins = began + timedelta(days=7)
    Evaluation.objects.update(finished_at=begins + timedelta(minutes=1))
    made = make_due_digest(now=begins + timedelta(minutes=2))
    assert made is not None
    assert len(made.outbox_ids) == 1


@pytest.mark.django_db(transaction=True)
def test_a_period_begins_as_soon_as_all_that_changed_before_it_was_judged(facility: Facility) -> None:
    _one_past_due(facility)
    assert make_due_digest() is None
    _period, began = present_period(conf(), timezone.now())
    begins = began + timedelta(days=7)
    Evaluation.objects.update(finished_at=begins - timedelta(hours=6))
    cursor = LogCursor.objects.create(pk=1, read_at=begins - timedelta(minutes=1))
    now = begins + timedelta(minutes=2)
    assert make_due_digest(now=now) is None
    LogCursor.objects.update(read_at=begins + timedelta(minutes=1))
    waiting = Touched.objects.create(object_type="Dataset", object_id=10**9)
    assert make_due_digest(now=now) is None
    waiting.delete()
    # As if something had been missed since the run, which only another run finds.
    LogCursor.objects.update(whole_since=begins)
    assert make_due_digest(now=now) is None
    LogCursor.objects.update(whole_since=cursor.whole_since)
    made = make_due_digest(now=now)
    assert made is not None
    assert len(made.outbox_ids) == 1


@pytest.mark.django_db(transaction=True)
def test_a_digest_that_was_cut_short_is_made_again_without_doubles(facility: Facility) -> None:
    _one_past_due(facility)
    make_due_digest()
    _period, began = present_period(conf(), timezone.now())
    later = began + timedelta(days=7) + WAIT_FOR_EVALUATION
    assert make_due_digest(now=later) is not None
    # As if its process had died after writing the outbox, before marking the period.
    newest = DigestRun.objects.order_by("-pk")[0]
    gone = {"lease_owner": "dead", "lease_until": later - timedelta(seconds=1)}
    DigestRun.objects.filter(pk=newest.pk).update(finished_at=None, next_at=later, **gone)

    again = make_due_digest(now=later)

    assert again is not None
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_making_that_failed_is_put_off_ever_longer_and_no_two_workers_make_it_at_once(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one_past_due(facility)
    make_due_digest()
    _period, began = present_period(conf(), timezone.now())
    later = began + timedelta(days=7) + WAIT_FOR_EVALUATION
    with monkeypatch.context() as without_agent:
        without_agent.setattr(mapping, "FORMS_AGENT_USER", "nobody-of-that-name")
        for attempt in (1, 2, 3):
            with pytest.raises(FormsError):
                make_due_digest(now=later)
            run = DigestRun.objects.order_by("-pk")[0]
            assert (run.attempts, run.lease_owner, run.finished_at) == (attempt, "", None)
            assert run.next_at == later + MAKING_PAUSE.after(attempt - 1)
            assert make_due_digest(now=later) is None
            later = run.next_at

    lease = claim(DigestRun.objects.filter(pk=run.pk), MAKING_LEASE, now=later)
    assert lease is not None
    assert make_due_digest(now=later) is None
    lease.release()
    # As if a clock had been set back since it was put off.
    DigestRun.objects.filter(pk=run.pk).update(next_at=later + timedelta(days=2))
    assert make_due_digest(now=later) is not None
    assert OutboxMessage.objects.count() == 1


def _one_past_due(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any"))
    facility.dataset("anna", "b")
    facility.evaluate("b")
