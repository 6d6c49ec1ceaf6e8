# SPDX-License-Identifier: AGPL-3.0-or-later
"""A job is done once by one worker, tells how far it is, can be cancelled, and survives the death of workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.domain.jobs import JobState
from omero_forms.domain.refs import Person
from omero_forms.kit.progress import Progress
from omero_forms.models import Job
from omero_forms.services.jobs import run
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.run import forget_ended, next_job, run_job

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = Person(0, "root")
Working = Callable[[Mapping[str, Any], Progress], Any]


class KilledError(BaseException):
    """What nothing in a process that is killed can catch."""


@pytest.fixture
def asked() -> Job:
    return Job.objects.get(pk=ask("count", {"upto": 3}, by=ADMIN))


@pytest.fixture(autouse=True)
def _every_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "TELL_EVERY", 0.0)


def count(arguments: Mapping[str, Any], progress: Progress) -> list[int]:
    for done in range(arguments["upto"]):
        progress(done, arguments["upto"])
    return list(range(arguments["upto"]))


def do(job: Job, work: Working = count) -> JobState | None:
    state = run_job(job.pk, {"count": work})
    job.refresh_from_db()
    return state


def as_if_the_lease_had_run_out() -> None:
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_is_done_and_keeps_its_result(asked: Job) -> None:
    assert do(asked) is JobState.DONE
    assert (asked.state, asked.result, asked.done, asked.total) == ("done", [0, 1, 2], 2, 3)
    assert asked.ended_at is not None
    assert do(asked) is None
    assert next_job() is None


def test_how_far_it_is_is_there_while_it_goes_on(asked: Job) -> None:
    seen = []

    def work(_arguments: Mapping[str, Any], progress: Progress) -> None:
        for done in (1, 2):
            progress(done, None)
            row = Job.objects.get()
            seen.append((row.state, row.done, row.total))

    do(asked, work)
    assert seen == [("running", 1, None), ("running", 2, None)]


def test_progress_is_not_written_more_often_than_people_look(
    asked: Job, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(run, "TELL_EVERY", 60.0)

    def work(_arguments: Mapping[str, Any], progress: Progress) -> None:
        with django_assert_num_queries(1):
            for done in range(1000):
                progress(done, 1000)

    assert do(asked, work) is JobState.DONE


def test_nobody_begins_what_another_worker_does_nor_a_second_job_beside_it(asked: Job) -> None:
    other = ask("count", {"upto": 4}, by=ADMIN)
    assert next_job() == asked.pk

    def work(_arguments: Mapping[str, Any], _progress: Progress) -> None:
        assert run_job(asked.pk, {"count": count}) is None
        assert next_job() is None

    do(asked, work)
    assert next_job() == other


def test_a_job_that_is_cancelled_stops_between_two_steps(asked: Job) -> None:
    steps = []

    def work(_arguments: Mapping[str, Any], progress: Progress) -> None:
        for done in range(3):
            progress(done, 3)
            steps.append(done)
            Job.objects.update(state=JobState.CANCELLED)

    assert do(asked, work) is None
    assert steps == [0]
    assert (asked.state, asked.lease_owner, asked.result) == ("cancelled", "", None)


def test_one_that_is_cancelled_in_its_last_step_stays_cancelled(asked: Job) -> None:
    def work(_arguments: Mapping[str, Any], _progress: Progress) -> str:
        Job.objects.update(state=JobState.CANCELLED)
        return "done"

    assert do(asked, work) is None
    assert (asked.state, asked.lease_owner, asked.result) == ("cancelled", "", None)


def test_a_worker_that_was_taken_for_dead_stops_when_it_wakes(asked: Job) -> None:
    def slow(_arguments: Mapping[str, Any], progress: Progress) -> str:
        as_if_the_lease_had_run_out()
        assert run_job(asked.pk, {"count": count}) is JobState.DONE
        progress(1, 3)
        return "late"

    assert do(asked, slow) is None
    assert (asked.state, asked.result) == ("done", [0, 1, 2])


def test_a_job_whose_worker_was_killed_begins_again_and_fails_with_a_sentence_after_three(asked: Job) -> None:
    def killed(_arguments: Mapping[str, Any], _progress: Progress) -> None:
        raise KilledError

    for begun in (1, 2, 3):
        assert next_job() == asked.pk
        with pytest.raises(KilledError):
            do(asked, killed)
        asked.refresh_from_db()
        assert (asked.state, asked.begun) == ("running", begun)
        assert do(asked) is None, "the lease of the dead one holds"
        as_if_the_lease_had_run_out()
    assert do(asked) is JobState.FAILED
    assert "three times" in asked.error_message
    assert next_job() is None


def test_a_job_whose_worker_was_killed_is_done_by_the_next(asked: Job) -> None:
    def killed(_arguments: Mapping[str, Any], progress: Progress) -> None:
        progress(2, 3)
        raise KilledError

    with pytest.raises(KilledError):
        do(asked, killed)
    as_if_the_lease_had_run_out()
    assert do(asked) is JobState.DONE
    assert asked.result == [0, 1, 2]


def test_what_another_time_may_not_meet_is_tried_again_later_and_what_it_would_fails_at_once(asked: Job) -> None:
    def away(_arguments: Mapping[str, Any], _progress: Progress) -> None:
        raise error("omero_unavailable")

    assert do(asked, away) is JobState.WAITING
    assert asked.lease_owner == ""
    assert next_job() is None
    for state in (JobState.WAITING, JobState.FAILED):
        Job.objects.update(next_at=timezone.now())
        assert do(asked, away) is state
    assert (asked.error_code, asked.error_message) == ("omero_unavailable", error("omero_unavailable").message)

    def broken(_arguments: Mapping[str, Any], _progress: Progress) -> None:
        raise ZeroDivisionError

    another = Job.objects.get(pk=ask("count", {}, by=None))
    assert do(another, broken) is JobState.FAILED
    assert another.error_code == "internal"


def test_a_kind_that_this_version_does_not_know_fails_with_a_sentence(asked: Job) -> None:
    assert run_job(asked.pk, {}) is JobState.FAILED
    asked.refresh_from_db()
    assert "does not know" in asked.error_message


def test_whoever_asks_twice_gets_the_job_that_is_there_until_it_has_ended(asked: Job) -> None:
    assert ask("count", {"upto": 3}, by=ADMIN) == asked.pk
    assert ask("count", {"upto": 3}, by=Person(7, "another")) != asked.pk
    do(asked)
    assert ask("count", {"upto": 3}, by=ADMIN) != asked.pk


def test_results_are_kept_for_thirty_days(asked: Job) -> None:
    do(asked)
    waiting = ask("count", {"upto": 3}, by=ADMIN)
    assert forget_ended(now=timezone.now() + timedelta(days=29)) == 0
    assert forget_ended(now=timezone.now() + timedelta(days=31)) == 1
    assert [one.pk for one in Job.objects.all()] == [waiting]
