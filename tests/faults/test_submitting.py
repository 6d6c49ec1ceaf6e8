# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests stand at each step of a submission that has a name, and are killed there, or something else is."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable

import pytest

from tests.faults.site import IN_FULL, FaultSite, State, Stopped, Target
from tests.support.sites import frozen_omero

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

TRUTH: dict[str, list[State]] = {
    "checked": [],
    "accepted": [(1, "pending")],
    "saved": [(1, "pending")],
    "recorded": [(1, "recorded")],
    "copied": [(1, "recorded")],
}
"""What the page says when a request has come so far."""

ANSWERED = {"checked": 202, "accepted": 202, "saved": 201, "recorded": 201, "copied": 201}
"""What who submits is told when OMERO is gone from there on: nobody needs it to accept what was checked, nor to know
what was recorded.
"""

AWAY_SECONDS = 60 if IN_FULL else 0


def at_each_point(fault_site: FaultSite) -> dict[str, Target]:
    return {point: fault_site.target() for point in TRUTH}


def once_each(fault_site: FaultSite, targets: Iterable[Target], *, may_double: bool = False) -> None:
    """Who sends again gets the same answer, before and after all of it is done, and all is right."""
    targets = list(targets)
    for target in targets:
        fault_site.send_until_accepted(target, *target.told)
    fault_site.settle(*targets)
    for target in targets:
        fault_site.send_until_accepted(target, *target.told)
    fault_site.all_is_right(*targets, may_double=may_double)


def test_what_killed_requests_left_is_told_truly_and_finished_whoever_comes_first(fault_site: FaultSite) -> None:
    for_senders, for_worker = at_each_point(fault_site), at_each_point(fault_site)
    for targets in (for_senders, for_worker):
        with fault_site.stopped_at(targets) as stopped:
            assert {one.point: fault_site.page(one.target) for one in stopped} == TRUTH
            for one in stopped:
                one.kill()
        assert {point: fault_site.page(target) for point, target in targets.items()} == TRUTH
    # They are sent again while who was killed still holds the leases.
    again = [fault_site.senders.submit(fault_site.submit, one, *one.told) for one in for_senders.values()]
    fault_site.later()
    assert {answer.status_code for one in again if (answer := one.result())} <= {201, 202}
    # What was not accepted only its sender can send again; all else the worker finishes alone.
    accepted = [target for point, target in for_worker.items() if TRUTH[point]]
    fault_site.settle(*accepted)
    once_each(fault_site, [*for_senders.values(), *for_worker.values()])


def test_an_omero_that_was_killed_has_each_submission_once_when_it_is_back(fault_site: FaultSite) -> None:
    targets = at_each_point(fault_site)
    with fault_site.stopped_at(targets) as stopped:
        fault_site.kill("omero")
        answered = went_on(stopped)
    assert answered == ANSWERED
    fault_site.site.start_omero()
    once_each(fault_site, targets.values())


def test_an_omero_that_was_away_has_each_submission_once_whatever_it_got_to_hear(fault_site: FaultSite) -> None:
    targets = at_each_point(fault_site)
    with fault_site.stopped_at(targets) as stopped, frozen_omero(fault_site.site):
        answered = went_on(stopped)
        time.sleep(AWAY_SECONDS)
    assert answered == ANSWERED
    once_each(fault_site, targets.values(), may_double=True)


def test_a_redis_that_was_killed_and_forgot_everything_is_missed_by_nobody(fault_site: FaultSite) -> None:
    targets = at_each_point(fault_site)
    left = fault_site.target()
    fault_site.leave_at("accepted", left)
    fault_site.later()
    fault_site.halts.want("worker", "saved")
    fault_site.have_worker("sweep")
    worker = fault_site.halts.reached("worker", "saved")
    with fault_site.stopped_at(targets) as stopped:
        fault_site.kill("redis")
        answered = went_on(stopped)
    os.kill(worker, signal.SIGCONT)
    assert set(answered.values()) == {201}
    fault_site.site.start_redis()
    fault_site.have_worker_do("sweep")
    once_each(fault_site, [left, *targets.values()])


def went_on(stopped: list[Stopped]) -> dict[str, int]:
    """The status that each is answered, when it goes on."""
    for one in stopped:
        one.go_on()
    return {one.point: one.status for one in stopped}
