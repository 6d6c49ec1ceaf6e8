# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of each day: kept by what changed, for years, and never for a day that is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from omero_forms.domain.policies.tallies import Heading
from omero_forms.kit.crash_points import CrashPoint, visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DayCount, Finding, PolicyRow
from omero_forms.services.reports.count import count_due, count_group
from tests.support.counts import counts
from tests.support.stored import NOON, a_form, a_policy, an_evaluation, findings

pytestmark = pytest.mark.django_db(transaction=True)

GROUP = 77


def count(now: datetime) -> int:
    return count_due(Deadline.after(60), now=now)


def holding(day: date) -> dict[tuple[str, str], dict[str, int]]:
    """What held at the end of a day."""
    rows = DayCount.objects.filter(group_id=GROUP, day__lte=day).exclude(until__lte=day)
    return {(row.heading, row.key): row.totals for row in rows}


def test_each_day_keeps_what_was_found_last_by_policy_form_and_person_and_only_what_changed() -> None:
    sample, imaging = a_form("sample"), a_form("imaging")
    both = a_policy(GROUP, "Both", sample, imaging)
    one = a_policy(GROUP, "One", sample)
    findings(both, [(1, 5, "missing", ["imaging"]), (2, 5, "compliant", []), (3, 6, "grace", ["sample", "imaging"])])
    findings(one, [(1, 5, "compliant", []), (2, 5, "compliant", [])])
    an_evaluation(GROUP)
    assert count(NOON) == 1
    monday = NOON.date()
    first = holding(monday)
    assert first["group", ""] == {"objects": 5, "missing": 1, "compliant": 3, "grace": 1}
    assert first["policy", str(one.pk)] == {"objects": 2, "compliant": 2}
    assert first["form", "imaging"] == {"objects": 3, "missing": 1, "compliant": 1, "grace": 1}
    assert first["form", "sample"] == {"objects": 5, "compliant": 4, "grace": 1}
    assert first["person", "5"] == {"objects": 2, "missing": 1, "compliant": 1}, "each object once, by its worst"
    assert first["person", "6"] == {"objects": 1, "grace": 1}
    assert len(first) == 7
    assert DayCount.objects.get(group_id=DayCount.EVERY_GROUP).totals == first["group", ""]

    assert count(NOON + timedelta(hours=1)) == 0, "nothing is counted again while the numbers are the same"
    assert count(NOON + timedelta(days=1)) == 1, "but once a day"
    assert DayCount.objects.filter(group_id=GROUP).count() == 7, "and a day on which nothing changed has no row"

    Finding.objects.filter(policy=both, object_id=1).update(status="compliant", lacking=[])
    wednesday = NOON + timedelta(days=2)
    an_evaluation(GROUP, at=wednesday)
    assert count(wednesday) == 1
    assert holding(monday) == holding(monday + timedelta(days=1)) == first
    changed = {key for key, totals in holding(wednesday.date()).items() if totals != first[key]}
    assert changed == {("group", ""), ("policy", str(both.pk)), ("form", "imaging"), ("person", "5")}
    assert DayCount.objects.filter(group_id=GROUP).count() == 7 + 4

    # Within a day the last numbers are those that stay, also where they are what they were the day before.
    Finding.objects.filter(policy=both, object_id=1).update(status="missing", lacking=["imaging"])
    an_evaluation(GROUP, at=wednesday + timedelta(hours=2))
    count(wednesday + timedelta(hours=2))
    assert holding(wednesday.date()) == first

    PolicyRow.objects.filter(group_id=GROUP).update(ended_at=timezone.now())
    friday = NOON + timedelta(days=4)
    assert count(friday) == 1
    assert (holding(friday.date()), holding(friday.date() - timedelta(days=1))) == ({}, first)
    assert count(friday + timedelta(days=1)) == 0, "a group without policies is not counted for ever"
    assert DayCount.objects.filter(group_id=DayCount.EVERY_GROUP, until=None).get().totals == {"objects": 0}


def test_a_clock_that_is_set_back_changes_no_day_that_is_over() -> None:
    policy = a_policy(GROUP, "One", a_form("sample"))
    findings(policy, [(1, 5, "missing", ["sample"])])
    an_evaluation(GROUP)
    count(NOON)
    findings(policy, [(2, 5, "missing", ["sample"])])
    an_evaluation(GROUP, at=NOON - timedelta(days=3))
    an_evaluation(GROUP, at=NOON + timedelta(seconds=1))
    assert count(NOON - timedelta(days=3)) == 1
    assert holding(NOON.date())["group", ""] == {"objects": 2, "missing": 2}
    assert holding(NOON.date() - timedelta(days=1)) == {}


def test_a_group_is_counted_at_once_and_what_a_dead_worker_left_is_added_up_by_the_next_look() -> None:
    findings(a_policy(GROUP, "One", a_form("sample")), [(1, 5, "missing", ["sample"])])
    an_evaluation(GROUP)

    def dies(reached: CrashPoint) -> None:
        raise ChildProcessError(reached)

    def everywhere() -> list[dict[str, int]]:
        return [one.totals for one in DayCount.objects.filter(group_id=DayCount.EVERY_GROUP)]

    with visited(dies), pytest.raises(ChildProcessError):
        count_group(GROUP, now=NOON)
    assert everywhere() == []
    assert holding(NOON.date())["group", ""] == {"objects": 1, "missing": 1}
    assert count(NOON) == 0
    assert everywhere() == [{"objects": 1, "missing": 1}]
    assert count_group(GROUP, now=NOON) is False, "nothing has changed"
    an_evaluation(GROUP, at=NOON + timedelta(hours=1))
    assert count_group(GROUP, now=NOON) is True


def test_years_of_a_group_take_little_space_and_counting_takes_as_many_statements_however_much_there_is() -> None:
    forms = [a_form(name) for name in ("a", "b", "c")]
    policies = [a_policy(GROUP, form.id, form) for form in forms]
    for policy, form in zip(policies, forms, strict=True):
        findings(policy, [(n, n % 20, "missing" if n % 3 else "compliant", [form.id] * (n % 3 > 0)) for n in range(60)])
    an_evaluation(GROUP)
    with counts() as few:
        count(NOON)
    for day in range(1, 31):
        # One person completes a dataset on each working day of a month.
        if (NOON + timedelta(days=day)).weekday() < 5:
            done = Finding.objects.filter(policy=policies[0], status="missing").first()
            assert done is not None
            Finding.objects.filter(pk=done.pk).update(status="compliant", lacking=[])
            an_evaluation(GROUP, at=NOON + timedelta(days=day))
        count(NOON + timedelta(days=day))
    rows = list(DayCount.objects.filter(group_id=GROUP))
    size = sum(len(str(row.totals)) + len(row.key) + 40 for row in rows)
    assert len(rows) <= 27 + 22 * 4, "what does not change is not written again"
    assert size * 12 * 10 < 2_000_000, f"ten years of it would be {size * 120} bytes"

    findings(policies[1], [(n, n % 20, "missing", ["b"]) for n in range(1000, 3000)])
    an_evaluation(GROUP, at=NOON + timedelta(days=40))
    with counts() as many:
        count(NOON + timedelta(days=40))
    assert len(many.statements) <= len(few.statements) + 4, f"{many}"
    person = DayCount.objects.get(group_id=GROUP, heading=Heading.PERSON, key="1", until=None)
    assert person.totals["objects"] == 103
