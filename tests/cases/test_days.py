# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of the due day where clocks change, or where midnight does not exist."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from omero_forms.domain.policies.evaluate import late_from
from tests.cases.files import SHARED, shared_file

DAYS = [
    ("Atlantic/Azores", "2026-03-28"),
    ("America/Asuncion", "2023-09-30"),
    ("Asia/Tehran", "2022-03-21"),
    ("Australia/Lord_Howe", "2026-04-04"),
    ("Pacific/Apia", "2011-12-29"),
    *(shared_file("37")["days"] if SHARED.is_dir() else []),
]


@pytest.mark.parametrize(("zone", "text"), DAYS)
def test_a_day_ends_with_the_first_moment_of_the_next_local_day(zone: str, text: str) -> None:
    day, tz = date.fromisoformat(text), ZoneInfo(zone)
    end = late_from(day, tz)
    assert end.astimezone(tz).date() > day
    assert (end - timedelta(microseconds=1)).astimezone(tz).date() == day
