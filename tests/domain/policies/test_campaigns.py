# SPDX-License-Identifier: AGPL-3.0-or-later
"""The moments of a campaign: how many there are, and until when one is told."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.campaigns import TOLD_WITHIN, Moment, moment_to_tell, moments

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
