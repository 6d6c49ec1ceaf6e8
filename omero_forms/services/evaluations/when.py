# SPDX-License-Identifier: AGPL-3.0-or-later
"""How soon evaluations see what changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from omero_forms.conf import Conf

FOLLOW_EVERY: Final = 10.0
"""Seconds until what was answered, or a new policy or version, is looked at."""

READ_LOG_EVERY: Final = timedelta(seconds=55)
"""OMERO's event log is read by the first look after that: once a minute."""

FOR_THE_NIGHT: Final = timedelta(hours=1)
"""So long after it was due, a group that the run of the night passed over is evaluated by itself."""

AFTER_FAILURE: Final = timedelta(minutes=15)
"""How long a group whose run failed waits for the next one."""


def last_night(settings: Conf, now: datetime) -> datetime:
    """When all groups were last to be evaluated as a whole."""
    local = now.astimezone(ZoneInfo(settings.time_zone))
    day = local.date() if local.time() >= settings.evaluate_at else local.date() - timedelta(days=1)
    return datetime.combine(day, settings.evaluate_at, ZoneInfo(settings.time_zone))
