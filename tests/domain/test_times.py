# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from omero_forms.domain.times import time_from_text, time_text

NOW = datetime(2026, 11, 23, 10, 44, 8, 123456, tzinfo=UTC)


def test_times_are_utc_with_microseconds_always():
    berlin = timezone(timedelta(hours=1))
    assert time_text(datetime(2026, 11, 23, 11, 44, 8, tzinfo=berlin)) == "2026-11-23T10:44:08.000000Z"
    assert time_from_text("2026-11-23T10:44:08.123456Z") == NOW
    with pytest.raises(ValueError, match="time zone"):
        time_text(datetime(2026, 11, 23))  # noqa: DTZ001
