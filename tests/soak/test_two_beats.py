# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two hosts run everything, as after a move that nobody finished: two beats and two workers. Nothing happens twice."""

from __future__ import annotations

import signal
from itertools import pairwise
from pathlib import Path

import pytest

from demo.processes import ProcessTree
from demo.smtp import Mailbox
from omero_forms.celery import app
from omero_forms.models import Evaluation, Finding, OutboxMessage
from tests.support.facility import Facility
from tests.support.freezing import freeze
from tests.support.waiting import wait_for
from tests.tasks.processes import Fleet, start
from tests.tasks.test_workers import begin_period, past_due

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial, pytest.mark.slow]

DATASETS = 30
RUNS = 12


def test_two_beats_evaluate_one_after_the_other_and_everybody_gets_one_mail(
    facility: Facility, fleet: Fleet, tree: ProcessTree, mailbox: Mailbox, broker: str, tmp_path: Path
) -> None:
    facility.group("b")
    facility.person("owner", owner_of=("b",))
    people = [f"member{number}" for number in range(3)]
    for name in people:
        facility.person(name, "b")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any", tell_owner_above=3, grace=1))
    for name in people:
        facility.datasets(name, "b", DATASETS // len(people))
    fleet.ready(2)
    beats = [
        start(
            tree, f"beat{number}", "beat", "--loglevel=INFO", f"--schedule={tmp_path / str(number)}", "--pidfile=",
            every=1,
        )
        for number in range(2)
    ]  # fmt: skip
    runs = Evaluation.objects.filter(group_id=facility.groups["b"])
    wait_for(lambda: runs.filter(finished_at__isnull=False).count() >= RUNS, "evaluations of both")
    assert all("beat sent" in beat.log.read_text() for beat in beats)
    assert Finding.objects.filter(closed_at__isnull=True).count() == DATASETS

    # Their evaluations are of today, when nothing is overdue yet.
    for beat in beats:
        freeze(beat.pid)
    fleet.settle(broker)
    past_due(facility)
    begin_period()
    for _ in beats:
        app.send_task("omero_forms.tasks.digest")
    wait_for(lambda: len(mailbox.mails) > len(people), "the mails")
    for beat in beats:
        beat.popen.send_signal(signal.SIGCONT)
    more = runs.count() + RUNS
    wait_for(lambda: runs.filter(finished_at__isnull=False).count() >= more, "as many evaluations again")
    assert not OutboxMessage.objects.exclude(state="sent").exists()
    told = sorted(
        ("A new policy for" in mail.message["Subject"], address.split("-")[0])
        for mail in mailbox.mails
        for address in mail.recipients
    )
    assert told == [*((False, name) for name in people), (False, "owner"), (True, "owner")]

    ended = runs.filter(finished_at__isnull=False)
    times = list(ended.order_by("started_at").values_list("started_at", "finished_at"))
    assert all(finished is not None and finished <= started for (_, finished), (started, _) in pairwise(times))
    assert not ended.exclude(failed="").exists()
