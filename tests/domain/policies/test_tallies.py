# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted by form, and how numbers went on from day to day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.tallies import Cell, Held, added, by_form, days_between, failing, series

DAY = date(2026, 3, 1)


def test_a_form_has_the_status_of_findings_that_lack_it_and_is_there_in_all_others() -> None:
    cells = [
        Cell(1, Status.MISSING, ("a",), 4),
        Cell(1, Status.COMPLIANT, (), 3),
        Cell(1, Status.EXEMPT, (), 2),
        Cell(1, Status.ERROR, (), 1),
        Cell(2, Status.GRACE, ("b",), 7),
        Cell(3, Status.MISSING, ("gone",), 9),
    ]
    found = by_form(cells, {1: ["a", "b"], 2: ["b"]})
    assert found["a"] == {"objects": 10, "missing": 4, "compliant": 3, "exempt": 2, "error": 1}
    assert found["b"] == {"objects": 17, "compliant": 7, "exempt": 2, "error": 1, "grace": 7}
    assert found.keys() == {"a", "b"}, "a policy that is no more asks for nothing"
    assert failing(found["a"]) == 4, "neither grace nor exempt nor error fails"
    assert added([]) == {"objects": 0}


def test_days_lead_back_from_the_last_one_and_a_series_begins_with_the_first_that_is_known() -> None:
    assert days_between(DAY, DAY + timedelta(days=15), 7) == [DAY + timedelta(days=n) for n in (1, 8, 15)]
    held = [Held(DAY + timedelta(days=1), None, {"objects": 2, "missing": 2})]
    first, *_others = series(held, days_between(DAY, DAY + timedelta(days=3), 1))
    assert first == (DAY + timedelta(days=1), {"objects": 2, "missing": 2})


@given(st.lists(st.lists(st.integers(0, 3), min_size=12, max_size=12), min_size=1, max_size=4))
def test_a_series_of_rows_kept_by_change_is_the_sum_of_what_was_true_on_each_day(groups: list[list[int]]) -> None:
    days = [DAY + timedelta(days=n) for n in range(12)]
    held = []
    for values in groups:
        starts = [n for n, value in enumerate(values) if n == 0 or value != values[n - 1]]
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            held.append(Held(days[start], None if end is None else days[end], {"objects": 3, "missing": values[start]}))
    points = series(held, days)
    assert [one.day for one in points] == days
    assert [one.totals.get("missing", 0) for one in points] == [sum(one) for one in zip(*groups, strict=True)]
    assert {one.totals["objects"] for one in points} == {3 * len(groups)}
