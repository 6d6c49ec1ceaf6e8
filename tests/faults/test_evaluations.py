# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker is killed in the middle of an evaluation; the next one goes on, and what is found is what one run finds."""

from __future__ import annotations

import json
import os
import signal
from datetime import date, timedelta
from typing import Any

import pytest

from tests.faults.site import IN_FULL, FaultSite
from tests.support.children import result
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

POINTS: dict[str, tuple[int, str]] = {"found": (1, "busy"), "judged": (1, "busy"), "counted": (0, "finished")}
"""How many runs are open when a worker stands there, and what another one has of the group meanwhile."""

ROUNDS = 5 if IN_FULL else 1


def told(group: int) -> dict[str, Any]:
    """What the database says of a group: runs that are open, findings, and whether all is counted."""
    from omero_forms.models import DayCount, Evaluation, Finding

    now = DayCount.objects.filter(heading="group", until=None)
    totals = dict(now.values_list("group_id", "totals"))
    whole = totals.pop(DayCount.EVERY_GROUP, {"objects": 0})
    findings = Finding.objects.filter(group_id=group, closed_at=None).order_by("object_id")
    return {
        "open": Evaluation.objects.filter(finished_at=None).count(),
        "ended": Evaluation.objects.filter(group_id=group, finished_at__isnull=False, failed="").count(),
        "findings": list(findings.values_list("object_type", "object_id", "status", "lacking")),
        "counted": totals.get(group, {"objects": 0})["objects"],
        "everywhere": whole["objects"] - sum(one["objects"] for one in totals.values()),
    }


def test_what_a_worker_left_that_was_killed_in_an_evaluation_the_next_one_finishes(fault_site: FaultSite) -> None:
    group = fault_site.lab.groups["read_write"]
    policy = {
        "name": "Under fault", "group": group, "object_type": "Dataset", "requirement": "all_of",
        "forms": [{"form": fault_site.form}], "start": str(date.today() - timedelta(days=1)),  # noqa: DTZ011
    }  # fmt: skip
    file = fault_site.site.state / "policies.yaml"
    file.write_text(json.dumps({"policies": [policy]}))
    fault_site.forms("policy", "apply", str(file), "-u", "root")

    def seen() -> dict[str, Any]:
        found: dict[str, Any] = result(fault_site.mother.start(f"{__name__}:told", group))
        return found

    def over() -> bool:
        now = seen()
        return bool(not now["open"] and now["counted"] == len(now["findings"]) and now["everywhere"] == 0)

    for point, (left, others) in list(POINTS.items()) * ROUNDS:
        fresh = fault_site.target().dataset
        before = seen()
        fault_site.halts.want("worker", point)
        fault_site.have_worker("evaluate_group", group)
        worker = fault_site.halts.reached("worker", point)
        assert seen()["open"] == left, point
        meanwhile = fault_site.forms("evaluate", "--group", str(group), status=None)
        assert others in meanwhile, f"{point}: {meanwhile}"
        os.kill(worker, signal.SIGKILL)
        wait_for(over, f"the evaluation that was killed at {point} to be finished")
        after = seen()
        assert after["ended"] > before["ended"], point
        assert fresh in [one[1] for one in after["findings"]], point
        # A whole run has nothing to add.
        fault_site.forms("evaluate", "--group", str(group))
        assert seen()["findings"] == after["findings"], point
