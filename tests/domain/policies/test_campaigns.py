# SPDX-License-Identifier: AGPL-3.0-or-later
"""The moments of a campaign: how many there are, and until when one is told."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.campaigns import (
    TOLD_WITHIN,
    BurnDown,
    Moment,
    OpenOn,
    burn_down,
    moment_to_tell,
    moments,
)
from omero_forms.domain.policies.tallies import Point

START = date(2026, 11, 2)
DAYS = st.integers(0, 1000).map(timedelta)


def after(days: int) -> date:
    return START + timedelta(days=days)


def test_a_short_campaign_has_fewer_moments() -> None:
    assert moments(START, after(60)) == {Moment.START: START, Moment.HALF: after(30), Moment.WEEK: after(53)}
    assert moments(START, after(18)) == {Moment.START: START, Moment.WEEK: after(11)}
    assert moments(START, after(9)) == {Moment.START: START}
    assert moments(START, START) == {Moment.START: START}


@given(lasts=DAYS, passed=DAYS)
def test_each_moment_is_told_for_a_few_days_and_only_the_newest(lasts: timedelta, passed: timedelta) -> None:
    found = moments(START, START + lasts)
    days = list(found.values())
    assert all(later - earlier >= TOLD_WITHIN for earlier, later in pairwise(days))
    told = moment_to_tell(START, START + lasts, START + passed)
    come = [(moment, day) for moment, day in found.items() if day <= START + passed]
    newest = come[-1]
    is_told = passed <= lasts and START + passed - newest[1] <= TOLD_WITHIN
    assert told == (newest if is_told else None)


def test_a_campaign_is_held_against_an_even_fall_and_foretold_by_its_pace() -> None:
    def point(days: int, missing: int) -> Point:
        return Point(START + timedelta(days=days), {"objects": 100, "missing": missing, "grace": 10})

    deadline, today = after(30), START + timedelta(days=20)
    found = burn_down([point(0, 80), point(20, 40)], deadline, today, 50)
    assert (found.days[0], found.days[-1].open) == (OpenOn(START, 90, 100), 50)
    assert found.line == 30
    assert found.done_on == today + timedelta(days=25)
    begun = burn_down([point(0, 1)], deadline, after(1), 11)
    assert begun.line == 11, "nobody is behind for a part of an object"
    assert begun.done_on is None, "nothing has become fewer"
    assert burn_down([point(0, 80)], deadline, today, 0).done_on is None, "it is done"
    assert burn_down([point(0, 99_990)], deadline, today, 99_999).done_on is None, "in 5,000 years"
    assert burn_down([point(0, 5)], START, START, 5).line == 0, "on its only day"
    assert burn_down([point(0, 5)], deadline, deadline + timedelta(days=3), 5).line == 0
    assert burn_down([], deadline, today, 7) == BurnDown((), 7, None)
