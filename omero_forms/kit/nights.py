# SPDX-License-Identifier: AGPL-3.0-or-later
"""A schedule for what is done once a day, by the clock of the facility's time zone: Celery's own goes by one zone for
all that its beat sends.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from celery.schedules import BaseSchedule
from django.utils import timezone

from omero_forms.kit.clocks import next_at


class Nightly(BaseSchedule):
    """Once a day at a time of day in a time zone; at once where it was missed."""

    def __init__(self, at: time, zone: str) -> None:
        super().__init__()
        self.at = at
        self.zone = zone

    def is_due(self, last_run_at: datetime) -> tuple[bool, float]:
        """Whether it was that time since the last run, and in how many seconds to ask again."""
        now = timezone.now()
        due = self.after(last_run_at) <= now
        return due, (self.after(now if due else last_run_at) - now).total_seconds()

    def remaining_estimate(self, last_run_at: datetime) -> timedelta:
        """How long it is until then."""
        return self.after(last_run_at) - timezone.now()

    def after(self, moment: datetime) -> datetime:
        """The first time that it is due after a moment."""
        return next_at(self.at, ZoneInfo(self.zone), moment)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nightly) and (self.at, self.zone) == (other.at, other.zone)

    def __hash__(self) -> int:
        return hash((self.at, self.zone))

    def __reduce__(self) -> tuple[type[Nightly], tuple[time, str]]:
        return Nightly, (self.at, self.zone)
