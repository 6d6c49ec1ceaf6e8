# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leases and waits, of every kind that there is; also after a clock that ran ahead was set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from omero_forms.kit.clocks import CLOCKS_DIFFER
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import Pause, put_off
from omero_forms.kit.leases import COPY, WRITE, claim, leased
from omero_forms.kit.transactions import short_write
from omero_forms.models import (
    CopyRow,
    DigestRun,
    Evaluation,
    Form,
    FormVersion,
    OutboxMessage,
    RecordRow,
    Stream,
    Submission,
)
from omero_forms.services import due
from omero_forms.services.evaluations import runs
from omero_forms.services.mails import send, when
from omero_forms.services.records import check, write
from omero_forms.services.submissions import copy
from tests.support.counts import counts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
AHEAD = NOW + timedelta(days=365)
"""What a clock said before it was set back to NOW."""


def a_stream() -> Stream:
    return Stream.objects.create(name="submission/f/Dataset/1/1", last_digest="", recorded_digest="", last_number=1)


def a_record(**changes: Any) -> RecordRow:
    values = {
        "kind": "form.published",
        "payload": b"{}",
        "digest": "",
        "seal": "",
        "key": "",
        "accepted_at": NOW - timedelta(days=1),
    }
    return RecordRow.objects.create(stream=a_stream(), number=1, **{**values, **changes})


def a_submission() -> Submission:
    record = a_record(state="recorded")
    form = Form.objects.create(id="f", name="F", state="published", owners=[], current_version=1)
    version = FormVersion.objects.create(
        form=form, number=1, schema="{}", ui_schema="{}", author_id=1, published_at=NOW, record=record
    )
    return Submission.objects.create(
        record=record, form_id="f", version=version, object_type="Dataset", object_id=1, creation_event=1, group_id=1, number=1,
        author_id=1, time=NOW, answers="{}",
    )  # fmt: skip


def a_mail(**changes: Any) -> OutboxMessage:
    values = {"person_id": 1, "kind": "other", "period": "p", "message_id": "<1@x>", "created_at": NOW}
    return OutboxMessage.objects.create(**{**values, **changes})


def an_evaluation() -> Evaluation:
    return Evaluation.objects.create(group_id=3, started_at=NOW)


def a_digest() -> DigestRun:
    return DigestRun.objects.create(period="2026-W48", begins_at=NOW, started_at=NOW)


def a_copy_lease() -> CopyRow:
    return CopyRow.objects.create(stream=a_stream())


LEASES: dict[str, tuple[Callable[[], Any], timedelta]] = {
    "writing a stream": (a_stream, WRITE),
    "copying": (a_copy_lease, COPY),
    "evaluating": (an_evaluation, runs.LEASE),
    "sending": (a_mail, when.LEASE),
    "making a digest": (a_digest, when.MAKING_LEASE),
}


@pytest.fixture(params=list(LEASES.values()), ids=list(LEASES))
def leasable(request: pytest.FixtureRequest) -> tuple[QuerySet[Any], timedelta]:
    """A row of each kind that is worked on under a lease, and how long its lease lasts."""
    make, lasts = request.param
    row = make()
    return type(row).objects.filter(pk=row.pk), lasts


def test_a_lease_is_held_by_one_and_taken_over_when_it_ran_out(leasable: tuple[QuerySet[Any], timedelta]) -> None:
    rows, lasts = leasable
    first = claim(rows, lasts, now=NOW)
    assert first is not None
    assert claim(rows, lasts, now=NOW) is None
    assert first.renew(now=NOW + lasts / 2)
    assert claim(rows, lasts, now=NOW + lasts) is None
    second = claim(rows, lasts, now=NOW + 2 * lasts)
    assert second is not None
    assert not first.renew()
    assert not first.release()
    assert second.release()
    assert claim(rows, lasts, now=NOW) is not None


def test_a_fresh_lease_needs_no_statement_to_outlast_a_call_and_an_older_one_is_extended(
    leasable: tuple[QuerySet[Any], timedelta],
) -> None:
    rows, lasts = leasable
    lease = claim(rows, lasts, now=NOW)
    assert lease is not None
    with counts() as spent:
        assert lease.outlasts_a_call(now=NOW + lasts / 3)
    assert spent.statements == []
    assert lease.outlasts_a_call(now=NOW + 2 * lasts / 3)
    assert claim(rows, lasts, now=NOW + lasts) is None


def test_a_lease_that_somebody_took_over_or_of_a_clock_that_was_set_back_is_asked_for(
    leasable: tuple[QuerySet[Any], timedelta],
) -> None:
    rows, lasts = leasable
    lease = claim(rows, lasts, now=NOW)
    assert lease is not None
    assert claim(rows, lasts, now=NOW + 2 * lasts) is not None
    assert not lease.outlasts_a_call(now=NOW + 2 * lasts)
    assert not lease.outlasts_a_call(now=NOW - 2 * lasts)


def test_a_lease_is_given_back_only_where_the_rows_are_as_they_should_be(
    leasable: tuple[QuerySet[Any], timedelta],
) -> None:
    rows, lasts = leasable
    lease = claim(rows, lasts, now=NOW)
    assert lease is not None
    assert not lease.release_if(Q(pk=-1))
    assert claim(rows, lasts, now=NOW) is None
    assert lease.release_if(Q(pk__gt=0))
    assert claim(rows, lasts, now=NOW) is not None


@pytest.mark.django_db(transaction=True)
def test_a_lease_that_was_given_back_in_a_transaction_that_failed_is_to_be_given_back_still() -> None:
    rows = Stream.objects.filter(pk=a_stream().pk)
    lease = claim(rows, WRITE)
    assert lease is not None

    def refused() -> None:
        with short_write():
            assert lease.release()
            raise RuntimeError("what was to be written with it is refused")

    with pytest.raises(RuntimeError):
        refused()
    assert not lease.is_over
    assert lease.release()
    assert lease.is_over


def test_a_lease_that_was_taken_before_the_clock_was_set_back_holds_nobody_up(
    leasable: tuple[QuerySet[Any], timedelta],
) -> None:
    rows, lasts = leasable
    assert claim(rows, lasts, now=AHEAD) is not None
    assert claim(rows, lasts, now=NOW) is not None


def test_a_lease_of_a_host_whose_clock_is_a_little_fast_is_a_lease(leasable: tuple[QuerySet[Any], timedelta]) -> None:
    rows, lasts = leasable
    assert claim(rows, lasts, now=NOW + CLOCKS_DIFFER) is not None
    assert claim(rows, lasts, now=NOW) is None


def test_who_waits_for_a_lease_gets_none_by_the_deadline_and_leaves_it_alone() -> None:
    rows = Stream.objects.filter(pk=a_stream().pk)
    with leased(rows, WRITE, Deadline.after(0)) as first:
        assert first is not None
        with leased(rows, WRITE, Deadline.after(0.05)) as refused:
            assert refused is None
        assert first.renew()
    assert claim(rows, WRITE) is not None


def streams_to_check(now: datetime) -> list[Any]:
    return check.due_checks(now=now)


def streams_to_write(now: datetime) -> list[Any]:
    return due.due_streams(now=now)


def copies_to_make(now: datetime) -> list[Any]:
    return due.due_copies(now=now)


def mails_to_send(now: datetime) -> list[Any]:
    return send.due_messages(now=now)


WAITS: dict[str, tuple[Callable[[], Any], Pause, Callable[[datetime], list[Any]]]] = {
    "records": (a_record, write.RETRY, streams_to_write),
    "copies": (a_submission, copy.RETRY, copies_to_make),
    "checks": (a_stream, check.RETRY, streams_to_check),
    "mails": (a_mail, when.PAUSE, mails_to_send),
}


@pytest.fixture(params=list(WAITS.values()), ids=list(WAITS))
def waiting(request: pytest.FixtureRequest) -> tuple[QuerySet[Any], Pause, Callable[[datetime], list[Any]]]:
    """A row of each kind that is put off, how long at most, and what asks for those that are due."""
    make, pause, due_at = request.param
    row = make()
    return type(row).objects.filter(pk=row.pk), pause, due_at


def test_what_was_put_off_is_due_when_its_pause_is_over(
    waiting: tuple[QuerySet[Any], Pause, Callable[[datetime], list[Any]]],
) -> None:
    rows, pause, due_at = waiting
    for failures in (0, 1, 12):
        until = put_off(rows, failures, pause, now=NOW)
        assert until - NOW == min(pause.first * 2**failures, pause.longest)
        assert due_at(NOW) == due_at(until - timedelta(seconds=1)) == []
        assert len(due_at(until)) == 1
    assert rows.get().attempts == 3


def test_what_was_put_off_before_the_clock_was_set_back_is_due_now(
    waiting: tuple[QuerySet[Any], Pause, Callable[[datetime], list[Any]]],
) -> None:
    rows, pause, due_at = waiting
    put_off(rows, 50, pause, now=AHEAD)
    assert len(due_at(NOW)) == 1


def test_a_record_that_was_accepted_before_the_clock_was_set_back_is_written_now() -> None:
    record = a_record(accepted_at=AHEAD, next_at=AHEAD)
    assert streams_to_write(NOW) == [record.stream.name]
    RecordRow.objects.update(accepted_at=NOW, next_at=NOW)
    assert streams_to_write(NOW) == []
    assert streams_to_write(NOW + due.REQUEST_KEEPS_IT_FOR) == [record.stream.name]


def test_a_run_that_began_before_the_clock_was_set_back_begins_again() -> None:
    run = begin(AHEAD)
    run.done_types.append("Dataset")
    runs.save_progress(run, "same")
    again = begin(NOW)
    assert (again.id, again.done_types) == (run.id, [])
    assert Evaluation.objects.get().started_at == NOW


def test_a_run_that_was_left_goes_on_from_its_cursor() -> None:
    run = begin(NOW)
    run.done_types.append("Dataset")
    runs.save_progress(run, "same")
    again = begin(NOW + 2 * runs.LEASE)
    assert (again.id, again.done_types) == (run.id, ["Dataset"])


def begin(now: datetime) -> runs.Run:
    """The run of a group, as a worker has it at a time."""
    run = runs.begin(group_id=3, group_name="b", fingerprint="same", task_id="", root_id="", now=now)
    assert run is not None
    return run
