# SPDX-License-Identifier: AGPL-3.0-or-later
"""One SQLite file, an evaluation that writes 20,000 findings, and eight processes that submit meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from omero_forms.models import Evaluation, Finding, RecordRow
from omero_forms.tasks import evaluate
from tests.services.submissions import children
from tests.support.facility import Facility
from tests.support.waiting import wait_for
from tests.tasks.bulk import bulk_datasets
from tests.tasks.processes import Fleet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial, pytest.mark.slow]

DATASETS = 20_000
PROCESSES = 8
EACH = 3


def test_eight_processes_submit_while_an_evaluation_writes_20000_findings(
    facility: Facility, fleet: Fleet, tmp_path: Path
) -> None:
    facility.group("c")
    dora = facility.person("dora", "c")
    form = facility.form("c")
    facility.apply(facility.policy("c", form, grace=5))
    ids = bulk_datasets(facility, "dora", "c", DATASETS)
    (worker,) = fleet.ready(1)
    gate, ended = tmp_path / "gate", tmp_path / "ended"
    ready = [tmp_path / f"ready-{number}" for number in range(PROCESSES)]
    submitters = [
        children.start(
            "submit_until", dora.name, form.id, ids[number * EACH : (number + 1) * EACH],
            str(ready[number]), str(gate), str(ended),
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    wait_for(lambda: all(file.exists() for file in ready), "the log-ins")

    gate.touch()
    accepted = RecordRow.objects.filter(kind="submission")
    wait_for(accepted.exists, "the first submission")
    evaluate.apply_async()
    wait_for(Finding.objects.exists, "the first findings")
    wait_for(lambda: not is_running(facility), "the run to end", seconds=240)
    # They were at it all the time: or else this would show nothing.
    ended.touch()
    answered = [children.result(submitter, seconds=240) for submitter in submitters]

    for log in (worker.log, *(submitter.folder / "errors" for submitter in submitters)):
        assert "locked" not in log.read_text()
    assert {state for states in answered for state in states} <= {"recorded", "pending"}
    run = facility.evaluation("c")
    assert (run.failed, run.problems) == ("", [])
    assert run.counts["totals"]["objects"] == DATASETS
    assert Finding.objects.filter(closed_at__isnull=True).count() == DATASETS
    assert accepted.count() == sum(map(len, answered))
    assert accepted.filter(accepted_at__gt=run.started_at, accepted_at__lt=run.finished_at).exists()


def is_running(facility: Facility) -> bool:
    """Whether the group has an unfinished run."""
    return Evaluation.objects.filter(group_id=facility.groups["c"], finished_at__isnull=True).exists()
