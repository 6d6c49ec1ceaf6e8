# SPDX-License-Identifier: AGPL-3.0-or-later
"""A large group that several workers share: it finds what one worker alone finds, whoever dies when."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from omero_forms.domain.refs import ObjectType
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Evaluation, Finding, JudgedPage, PolicyRow, Shard
from omero_forms.services.evaluations import shards
from omero_forms.services.evaluations.changed import groups_due
from omero_forms.services.evaluations.evaluate import RunEnd, RunResult, evaluate_group
from omero_forms.services.evaluations.findings import Changes
from omero_forms.services.evaluations.runs import RunLostError
from omero_forms.services.evaluations.shards import ShardRun, take
from omero_forms.services.evaluations.write import Pace, write_changes
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)

PAST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Large:
    """The group "b" with eleven datasets, of which five pages and a half are made, and a shard of each two pages."""

    facility: Facility
    invited: list[int] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.facility.groups["b"]

    def evaluate(self, **options: Any) -> RunResult:
        return evaluate_group(group_id=self.id, now=LATER, invite=self.invited.append, **options)

    def found(self) -> tuple[Any, ...]:
        """All that a run leaves, but for the times at which it was seen."""
        columns = ("policy", "object_id", "status", "name", "owner_name", "lacking", "due", "closed_reason")
        findings = sorted(Finding.objects.filter(group_id=self.id).values_list(*columns), key=repr)
        run = self.facility.evaluation("b")
        pages = JudgedPage.objects.filter(group_id=self.id).order_by("after").values_list("after", "upto")
        return findings, run.counts, run.problems, pages.first(), pages.last()

    def forget(self) -> None:
        """As if nothing had been evaluated."""
        for rows in (Shard, Finding, Evaluation, JudgedPage):
            rows.objects.all().delete()
        PolicyRow.objects.update(evaluated_at=None)
        self.invited.clear()

    def under_way(self) -> int:
        """The id of the run; the workers that it has are gone."""
        return Evaluation.objects.get(group_id=self.id, finished_at=None).pk

    def begun(self) -> ShardRun:
        """A shard in the hands of another worker, in a run that was shared."""
        assert self.evaluate(deadline=Deadline.after(0)).state is RunEnd.UNFINISHED
        taken = take(self.under_way(), "another")
        assert taken is not None
        return taken


@pytest.fixture
def large(facility: Facility, monkeypatch: pytest.MonkeyPatch) -> Large:
    facility.group("b")
    facility.person("anna", "b")
    form, other = facility.form("b"), facility.form("b")
    first, *_others = facility.datasets("anna", "b", 11)
    facility.submit("anna", first, form)
    facility.apply(facility.policy("b", form), facility.policy("b", other, name="Another", grace=5))
    monkeypatch.setattr("omero_forms.services.evaluations.pages.PAGE", 2)
    monkeypatch.setattr(shards, "SHARD_PAGES", 2)
    return Large(facility)


def alone(large: Large) -> tuple[Any, ...]:
    """What one worker finds that shares nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shards, "SHARD_PAGES", 100)
        assert large.evaluate().state is RunEnd.FINISHED
    assert large.invited == []
    found = large.found()
    large.forget()
    return found


def test_a_group_in_shards_is_found_as_it_is_found_by_one_worker_alone_also_when_its_pages_are_known(
    large: Large,
) -> None:
    expected = alone(large)
    result = large.evaluate()
    assert (result.state, result.written) == (RunEnd.FINISHED, 22)
    assert large.found() == expected
    assert large.invited == [1]
    run = large.facility.evaluation("b")
    assert (run.begun, run.costs["pages"], run.costs["known"], run.costs["changed"]) == (2, 6, 0, 22)
    assert run.costs["seconds"].keys() == {"preparing", "reading", "judging", "writing", "counting"}
    again = large.evaluate()
    assert (again.state, again.written) == (RunEnd.FINISHED, 0)
    assert large.found() == expected
    assert large.invited[1:] == [2]
    costs = large.facility.evaluation("b").costs
    assert (costs["pages"], costs["known"], costs["changed"]) == (6, 6, 0)
    assert not Shard.objects.exists()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_workers_that_are_told_to_stop_or_die_anywhere_change_nothing_of_what_is_found(large: Large, seed: int) -> None:
    expected, chance = alone(large), random.Random(seed)
    if chance.random() < 0.5:
        large.evaluate()
        Finding.objects.filter(pk__in=Finding.objects.values_list("pk", flat=True)[:3]).update(name="spoilt")
        JudgedPage.objects.update(digest="")
    state, rounds = RunEnd.UNFINISHED, 0
    while state is not RunEnd.FINISHED:
        # Each does a page, and is told to stop; or takes a shard and dies, and its lease runs out.
        if chance.random() < 0.4 and Shard.objects.filter(done=False).exists():
            take(large.under_way(), "dies")
            Shard.objects.filter(task_id="dies").update(lease_until=PAST)
        state = large.evaluate(deadline=Deadline.after(0), joining=chance.random() < 0.3).state
        rounds += 1
        assert rounds < 60
    assert large.found() == expected


class _KilledError(BaseException):
    """Nothing that the process would do after it was killed is done: no statement of it comes to the database."""


@contextmanager
def killed_at(number: int) -> Iterator[list[int]]:
    """The process dies with its statement of this number; the list has how many there were."""
    sent = [0]

    def statement(execute: Callable[..., Any], *arguments: Any) -> Any:
        sent[0] += 1
        if sent[0] >= number:
            raise _KilledError
        return execute(*arguments)

    with connection.execute_wrapper(statement), suppress(_KilledError):
        yield sent


@pytest.mark.parametrize("shard_pages", [2, 100])
def test_a_worker_that_is_killed_at_any_statement_leaves_a_run_that_the_next_one_ends_as_if_it_had_not_been(
    large: Large, monkeypatch: pytest.MonkeyPatch, shard_pages: int
) -> None:
    expected = alone(large)
    monkeypatch.setattr(shards, "SHARD_PAGES", shard_pages)
    with killed_at(10**6) as sent:
        large.evaluate()
    assert large.found() == expected
    for number in range(1, sent[0] + 1, 9):
        large.forget()
        with killed_at(number):
            large.evaluate()
        # Nobody was told: only its lease says, in a while, that it is gone.
        for rows in (Evaluation.objects.filter(finished_at=None), Shard.objects.filter(done=False)):
            rows.filter(lease_until__isnull=False).update(lease_until=PAST)
        assert large.evaluate().state is RunEnd.FINISHED
        assert (number, large.found()) == (number, expected)
        assert not Shard.objects.exists()


def test_what_others_are_at_is_left_to_them_and_the_last_one_adds_up(large: Large) -> None:
    expected = alone(large)
    other = large.begun()
    assert large.evaluate().state is RunEnd.BUSY
    assert Shard.objects.filter(done=False).count() == 1
    assert large.id not in groups_due()
    other.lease.release()
    assert large.id in groups_due()
    assert large.evaluate(joining=True).state is RunEnd.FINISHED
    assert large.found() == expected


def test_a_worker_whose_shard_was_taken_over_writes_nothing_more(large: Large) -> None:
    slow = large.begun()
    Shard.objects.update(lease_until=PAST)
    assert large.evaluate().state is RunEnd.FINISHED
    with pytest.raises(RunLostError):
        write_changes(slow, Changes(), fingerprint="same", pace=Pace())


def test_one_who_joins_begins_no_run(large: Large) -> None:
    assert large.evaluate(joining=True).state is RunEnd.BUSY
    assert not Evaluation.objects.exists()


def test_a_run_in_shards_by_policies_that_changed_begins_anew(large: Large) -> None:
    lost = large.begun()
    form = large.facility.form("b")
    large.facility.apply(large.facility.policy("b", form, name="New"))
    assert large.evaluate(joining=True).state is RunEnd.BUSY
    assert large.evaluate().state is RunEnd.FINISHED
    assert not lost.lease.renew()
    assert not Shard.objects.exists()
    assert {row.policy.name for row in Finding.objects.filter(closed_at=None)} == {"New"}
    assert large.facility.evaluation("b").counts["totals"]["objects"] == 11


def test_a_message_that_is_handed_out_again_goes_on_with_its_shard_at_once(large: Large) -> None:
    held = large.begun()
    assert take(large.under_way(), "another") is not None
    assert not held.lease.renew()
    kinds = set(Shard.objects.values_list("object_type", flat=True))
    assert kinds == {ObjectType.DATASET.value}
    assert Shard.objects.filter(lease_until__gt=datetime.now(UTC) + timedelta(seconds=30)).count() == 1
