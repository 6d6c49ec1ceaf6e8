# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the runs of a group its numbers are from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omero_forms.models import Evaluation
from omero_forms.selectors.evaluations import evaluated_at, latest

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ran(group_id: int, hour: int | None, *, objects: int | None = None, failed: str = "") -> None:
    """A run of a group that finished so many hours after noon (None: still at work)."""
    counts: dict[str, Any] = {} if objects is None else {"totals": {"objects": objects}, "policies": {}}
    Evaluation.objects.create(
        group_id=group_id,
        group_name=f"group {group_id}",
        started_at=NOON,
        finished_at=None if hour is None else NOON + timedelta(hours=hour),
        counts=counts,
        failed=failed,
    )


def test_the_numbers_are_those_of_the_run_that_finished_last() -> None:
    ran(1, 2, objects=20)
    ran(1, 1, objects=10)
    ran(1, None, objects=30)
    ran(2, 1, objects=7)

    found = latest([1, 2, 3])

    assert {group_id: view.totals["objects"] for group_id, view in found.items()} == {1: 20, 2: 7}
    assert found[1].evaluated_at == NOON + timedelta(hours=2)
    assert found[1].failed is None


def test_after_a_failure_the_numbers_before_it_stay_and_why_there_are_no_newer_ones_is_said() -> None:
    ran(1, 1, objects=10)
    ran(1, 2, failed="OMERO did not answer.")
    ran(2, 2, failed="OMERO did not answer.")

    found = latest([1, 2])

    assert (found[1].totals, found[1].evaluated_at) == ({"objects": 10}, NOON + timedelta(hours=1))
    assert found[1].failed == "OMERO did not answer."
    assert (found[2].totals, found[2].evaluated_at) == ({"objects": 0}, None)
    assert evaluated_at(1) == NOON + timedelta(hours=1)
    assert evaluated_at(3) is None


def test_of_two_runs_that_finished_at_the_same_moment_the_later_one_counts() -> None:
    ran(1, 1, objects=10)
    ran(1, 1, objects=11)
    assert latest([1])[1].totals == {"objects": 11}


def test_many_groups_take_as_many_queries_as_one() -> None:
    for group_id in range(1, 41):
        ran(group_id, 1, objects=group_id)
        ran(group_id, 2, failed="OMERO did not answer." if group_id % 2 else "", objects=None if group_id % 2 else 5)
    with CaptureQueriesContext(connection) as one:
        latest([1])
    with CaptureQueriesContext(connection) as many:
        assert len(latest(range(1, 41))) == 40
    # The newest runs, those that counted, and the gates that wait.
    assert len(many) == len(one) == 3
