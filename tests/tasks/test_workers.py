# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beat, workers and the broker as they run in production: processes that are killed, and messages that come twice."""

from __future__ import annotations

import os
import re
import signal
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from omero.cmd import Delete2

from demo.processes import Process, ProcessTree
from demo.smtp import Mailbox
from omero_forms import settings as mapping
from omero_forms.celery import _configuration, app
from omero_forms.conf import conf
from omero_forms.models import CopyRow, DigestRun, Evaluation, Finding, OutboxMessage, Submission
from omero_forms.services.mails.when import present_period
from omero_forms.services.submissions.rounds import round_due
from omero_forms.tasks import evaluate, send_messages
from omero_forms.tasks.queue import enqueue_after_commit
from tests.support.facility import Facility
from tests.support.freezing import freeze_group
from tests.support.ports import free_port
from tests.support.waiting import wait_for
from tests.tasks.bulk import bulk_datasets
from tests.tasks.processes import Fleet, budget_file, is_idle, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]

MANY = 4000
"""Four pages of a run: enough to kill its worker in between, and each of ten runs goes through them."""


def finished(facility: Facility, group: str) -> int:
    """How many evaluations of a group are finished."""
    return Evaluation.objects.filter(group_id=facility.groups[group], finished_at__isnull=False).count()


def test_what_beat_sends_a_worker_evaluates_and_both_name_the_same_id(
    facility: Facility, fleet: Fleet, tree: ProcessTree, tmp_path: Path
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b"), grace=5))
    dataset = facility.dataset("anna", "b")
    beat = start(tree, "beat", "beat", "--loglevel=INFO", f"--schedule={tmp_path / 'beat'}", "--pidfile=", every=2)
    (worker,) = fleet.ready(1)

    wait_for(lambda: finished(facility, "b"), "an evaluation by beat")

    assert facility.statuses("b") == {dataset: "grace"}
    run = facility.evaluation("b")
    sent = re.findall(r"beat sent omero_forms\.tasks\.evaluate with id (\S+)", beat.log.read_text())
    assert run.root_id in sent
    wait_for(lambda: f"root {run.root_id}" in worker.log.read_text(), "the worker's log line")
    assert run.task_id != run.root_id
    assert run.task_id in worker.log.read_text()


def test_ten_evaluations_and_two_workers_one_killed_give_one_message_per_person(
    facility: Facility, fleet: Fleet, broker: str, mailbox: Mailbox
) -> None:
    for group in ("b", "c"):
        facility.group(group)
    facility.person("bowner", owner_of=("b",))
    facility.person("cowner", owner_of=("c",))
    facility.person("cowner2", owner_of=("c",))
    facility.person("anna", "b")
    facility.person("dora", "c")
    form = facility.form("b", "c")
    facility.apply(facility.policy("b", form, tell_member="any", grace=1))
    facility.apply(facility.policy("c", form, tell_owner_above=3, grace=1))
    facility.datasets("anna", "b", 2)
    bulk_datasets(facility, "dora", "c", MANY)
    workers = fleet.ready(2)

    for _ in range(10):
        evaluate.apply_async()
    half_done, victim = wait_for(lambda: held_up(facility, "c", workers), "a run of the large group")
    os.killpg(victim.pid, signal.SIGKILL)
    victim.popen.wait()
    # A minute passes: the leases of the dead worker are over, that of a run of another group as well.
    Evaluation.objects.filter(pk__in=[run.pk for run in unfinished() if has(victim, run)]).update(
        lease_until=timezone.now()
    )
    evaluate.apply_async()
    wait_for(
        lambda: Evaluation.objects.filter(pk=half_done.pk, finished_at__isnull=False).exists(),
        "the other worker going on",
    )

    assert Finding.objects.filter(group_id=facility.groups["c"]).count() == MANY
    assert facility.evaluation("c").counts["totals"] == {"grace": MANY, "objects": MANY}

    (survivor,) = [worker for worker in workers if worker is not victim]
    wait_for(lambda: is_idle(survivor, broker), "the ten evaluations to end", seconds=120)
    past_due(facility)
    begin_period()
    for _ in range(3):
        app.send_task("omero_forms.tasks.digest")
    digests = OutboxMessage.objects.filter(kind="digest")
    wait_for(lambda: digests.filter(state="sent").count() >= 3, "the mails")
    wait_for(lambda: not digests.exclude(state="sent").exists(), "all marked as sent")
    ids = set(digests.values_list("message_id", flat=True))
    sent = [mail for mail in mailbox.mails if mail.message["Message-ID"] in ids]
    to = sorted(address.split("-")[0] for mail in sent for address in mail.recipients)
    assert to == ["anna", "cowner", "cowner2"]
    assert digests.count() == 3


def test_a_long_run_is_given_back_and_other_tasks_go_on_with_it(facility: Facility, fleet: Fleet) -> None:
    facility.group("c")
    facility.person("dora", "c")
    facility.apply(facility.policy("c", facility.form("c")))
    bulk_datasets(facility, "dora", "c", 2200)
    (worker,) = fleet.ready(1)
    # No time at all: what a task always does is one page of 1,000.
    budget_file().write_text("0", encoding="utf-8")

    evaluate.apply_async()

    wait_for(lambda: finished(facility, "c"), "the run to end")
    given_back = rf"evaluation of group {facility.groups['c']}, root \S+: unfinished, "
    assert len(re.findall(given_back, worker.log.read_text())) == 2
    assert Evaluation.objects.filter(group_id=facility.groups["c"]).count() == 1
    assert facility.evaluation("c").counts["totals"]["objects"] == 2200
    assert Finding.objects.filter(group_id=facility.groups["c"]).count() == 2200


def test_without_a_broker_nothing_fails_and_the_sweep_sends_later(
    facility: Facility, fleet: Fleet, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = OutboxMessage.objects.create(
        person_id=1, person_name="clara", kind="digest", period="p", message_id="<1@example.org>",
        recipient="clara@example.org", subject="s", text="t", html="<p>t</p>",
        created_at=timezone.now(), next_at=timezone.now(),
    )  # fmt: skip
    begun = time.monotonic()
    with monkeypatch.context() as away:
        away.setattr(mapping, "FORMS_BROKER", f"redis://127.0.0.1:{free_port()}/0")
        lonely = type(app)("lonely")
        lonely.add_defaults(_configuration)
        enqueue_after_commit(lonely.task(name=send_messages.name)(send_messages.run), message.pk)
    # Celery itself would try for ever.
    assert time.monotonic() - begun < 60
    message.refresh_from_db()
    assert message.state == "waiting"

    fleet.ready(1)
    app.send_task("omero_forms.tasks.sweep")
    wait_for(lambda: mailbox.mails, "the mail by the sweep")
    assert mailbox.mails[0].message["Message-ID"] == "<1@example.org>"


def test_a_worker_that_follows_omero_compares_all_copies_and_the_sweep_puts_them_right(
    facility: Facility, fleet: Fleet
) -> None:
    """What happened before the log was followed is found by the comparison of all."""
    facility.group("b")
    facility.person("anna", "b")
    form, dataset = facility.form("b"), facility.dataset("anna", "b")
    facility.submit("anna", dataset, form)
    copy = CopyRow.objects.get().annotation_id
    with facility.world.lab.as_user("root") as root:
        root.client.submit(Delete2(targetObjects={"Annotation": [copy]}), 600, 100)
    fleet.ready(1)
    app.send_task("omero_forms.tasks.follow")
    wait_for(lambda: Submission.objects.get().copy_reason == "missing", "the comparison")
    wait_for(lambda: not round_due(), "the end of it")
    app.send_task("omero_forms.tasks.sweep")
    wait_for(lambda: Submission.objects.get().copy_state == "copied", "the sweep")
    assert CopyRow.objects.get().annotation_id not in {copy, None}


def running(facility: Facility, group: str) -> Evaluation | None:
    """The group's unfinished run, once it wrote a page."""
    run = Evaluation.objects.filter(group_id=facility.groups[group], finished_at__isnull=True).first()
    return run if run is not None and run.cursor.get("after") else None


def held_up(facility: Facility, group: str, workers: list[Process]) -> tuple[Evaluation, Process] | None:
    """The group's unfinished run and the worker that has it, which is stopped in the middle of it; None without one."""
    run = running(facility, group)
    if run is None:
        return None
    (worker,) = [worker for worker in workers if has(worker, run)]
    freeze_group(worker.pid)
    if Evaluation.objects.filter(pk=run.pk, finished_at__isnull=True, task_id=run.task_id).exists():
        return run, worker
    # It came to its end before it could be stopped.
    os.killpg(worker.pid, signal.SIGCONT)
    return None


def unfinished() -> list[Evaluation]:
    """Runs that have not come to their end, of all groups."""
    return list(Evaluation.objects.filter(finished_at__isnull=True))


def has(worker: Process, run: Evaluation) -> bool:
    """Whether the task of a run went to a worker."""
    return f"[{run.task_id}] received" in worker.log.read_text()


def past_due(facility: Facility) -> None:
    """As if the days of grace were over: evaluate some days from now, in this process."""
    for group in facility.groups:
        # A worker may have it at this moment: its last task is in no queue any more, and not yet in its log.
        wait_for(partial(is_evaluated, facility, group), f"group {group}")


def is_evaluated(facility: Facility, group: str) -> bool:
    """Whether a run over the group came to its end now."""
    return facility.evaluate(group).state == "finished"


def begin_period() -> None:
    """As if the period before this one had been told."""
    now = timezone.now()
    _period, begins = present_period(conf(), now)
    DigestRun.objects.create(
        slot="weekly-1", period="before", begins_at=begins - timedelta(days=7), started_at=now, finished_at=now
    )
