# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom exemptions excuse, until when, and who decides on them."""

from __future__ import annotations

from datetime import date

import pytest

from omero_forms.domain.policies.exemptions import (
    NONE,
    Exemption,
    Exemptions,
    Standing,
    is_to_warn,
    last_day,
    standing,
)
from omero_forms.domain.policies.selectors import Condition, Part

DAY = date(2026, 11, 23)
FIRST, SECOND = Exemption(DAY, "lost", "elena"), Exemption(DAY, "old", "root", frozenset({"b", "a"}))
OLD = Condition(Part.NAME, "old*")


def test_an_object_is_excused_by_its_name_in_an_exemption_or_by_fitting_the_selector_of_one() -> None:
    known = Exemptions({(5, 100): (FIRST,)}, ((OLD, SECOND),))
    assert known.of((5, 100), lambda selector: selector == OLD) == (FIRST, SECOND)
    assert known.of((5, 100), lambda _selector: False) == (FIRST,)
    # Another object that has the id now is not the one that was excused.
    assert known.of((5, 101), lambda _selector: False) == ()
    assert known
    assert not NONE


def test_what_an_exemption_says_is_the_same_in_every_process() -> None:
    assert SECOND.terms == (DAY, "old", "root", ["a", "b"])


def test_an_exemption_that_was_ended_excuses_up_to_the_day_before() -> None:
    assert last_day(date(2026, 12, 31), None) == date(2026, 12, 31)
    assert last_day(date(2026, 12, 31), DAY) == date(2026, 11, 22)
    assert last_day(date(2026, 11, 1), DAY) == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("person", "asked_by", "others", "expected"),
    [
        (1, {2}, {1, 3}, Standing(is_own=False)),
        # Their own, while somebody else could decide; then nobody else can.
        (1, {1}, {1, 3}, None),
        (1, {1}, {1}, Standing(is_own=True)),
        (1, {1}, set(), Standing(is_own=True)),
        # Who opened the session for them asked as well.
        (3, {1, 3}, {4}, None),
        (3, {1, 3}, {1, 3}, Standing(is_own=True)),
    ],
)
def test_nobody_decides_on_their_own_exemption_unless_nobody_else_can(person, asked_by, others, expected) -> None:
    assert standing(person, asked_by, others) == expected


@pytest.mark.parametrize(
    ("until", "decided", "expected"),
    [
        (date(2026, 12, 1), date(2026, 11, 1), False),
        (date(2026, 11, 30), date(2026, 11, 1), True),
        (DAY, date(2026, 11, 1), True),
        (date(2026, 11, 22), date(2026, 11, 1), False),
        # Who was told of the approval this week knows when it ends.
        (date(2026, 11, 28), date(2026, 11, 21), False),
    ],
)
def test_a_warning_is_due_in_the_last_week_unless_it_was_approved_in_that(until, decided, expected) -> None:
    assert is_to_warn(until, decided, DAY) is expected
