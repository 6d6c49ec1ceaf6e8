# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker is killed while it does what is due, at each step that has a name."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.faults.site import FaultSite, State, Target
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

TRUTH: dict[str, list[State]] = {"saved": [(1, "pending")], "copied": [(1, "recorded")]}
"""What the page says when a worker has come so far."""


def finished_by_worker(fault_site: FaultSite, *targets: Target) -> None:
    """Celery alone does what is left, and then all is right."""

    def finished() -> bool:
        fault_site.later()
        fault_site.have_worker_do("sweep")
        return all(fault_site.page(one) == [(1, "copied")] for one in targets)

    wait_for(finished, "the worker to finish")
    for target in targets:
        fault_site.send_until_accepted(target, *target.told)
    fault_site.all_is_right(*targets)


def test_what_a_killed_child_of_the_worker_left_the_next_one_finishes(fault_site: FaultSite) -> None:
    targets = {point: fault_site.target() for point in TRUTH}
    for point, target in targets.items():
        fault_site.leave_at("accepted", target)
        fault_site.later()
        fault_site.halts.want("worker", point)
        fault_site.have_worker("sweep")
        fault_site.kill_at("worker", point)
        assert fault_site.page(target) == TRUTH[point]
    finished_by_worker(fault_site, *targets.values())


def test_what_a_worker_left_that_was_killed_with_all_its_processes_a_new_one_finishes(fault_site: FaultSite) -> None:
    target = fault_site.target()
    fault_site.leave_at("accepted", target)
    fault_site.later()
    fault_site.halts.want("worker", "saved")
    fault_site.have_worker("sweep")
    fault_site.halts.reached("worker", "saved")
    fault_site.kill("worker")
    fault_site.start("worker")
    finished_by_worker(fault_site, target)


def test_a_checkpoint_of_the_day_that_a_killed_worker_left_is_gone_on_with(fault_site: FaultSite) -> None:
    for point, left in {"checked": 0, "accepted": 1, "saved": 1}.items():
        fault_site.halts.set_clock(fault_site.halts.clock + timedelta(days=1))
        before = fault_site.records("checkpoint")
        fault_site.halts.want("worker", point)
        fault_site.have_worker("checkpoint")
        fault_site.kill_at("worker", point)
        fault_site.later()
        fault_site.have_worker_do("checkpoint")
        wait_for(partial(made, fault_site, before + left + 1), "the checkpoint of the day")
    fault_site.all_is_right()


def made(fault_site: FaultSite, count: int) -> bool:
    """Whether OMERO has so many checkpoints."""
    return fault_site.records("checkpoint") == count
