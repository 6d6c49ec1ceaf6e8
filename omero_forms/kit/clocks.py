# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which day it is where the facility is, and when its digest periods begin; and clocks that were set back: a moment
that was written before may lie years ahead now, and nobody may wait for it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from omero_forms.conf import Conf, conf
from omero_forms.domain.digests.preferences import Slot

CLOCKS_DIFFER = timedelta(minutes=5)
"""What the clocks of two hosts may differ by. What lies further ahead than its longest wait and this was written before
a clock was set back.
"""

NO_WAIT = timedelta(0)


def day_of(moment: datetime) -> date:
    """The day that it is then, by the clock of the facility's time zone."""
    return moment.astimezone(conf().zone).date()


def today() -> date:
    """The present day at the facility."""
    return day_of(timezone.now())


def site_slot(settings: Conf) -> Slot:
    """When the digest periods of the site begin: those of whoever chose nothing else."""
    return Slot(settings.digest_period)


def last_night(now: datetime) -> datetime:
    """When all was last to be looked at as a whole, groups and copies: at the time of day that the facility sets."""
    settings = conf()
    local = now.astimezone(settings.zone)
    day = local.date() if local.time() >= settings.evaluate_at else local.date() - timedelta(days=1)
    return datetime.combine(day, settings.evaluate_at, settings.zone)


def next_at(at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after another one at which it is that time of day there."""
    day = after.astimezone(zone).date()
    times = (datetime.combine(day + timedelta(days=number), at, zone).astimezone(UTC) for number in range(2))
    return next(one for one in times if one > after)


def latest_true(now: datetime, longest: timedelta = NO_WAIT) -> datetime:
    """The latest moment that can have been meant now by somebody who waits for `longest` at most."""
    return now + longest + CLOCKS_DIFFER


def has_come(column: str, now: datetime, longest: timedelta = NO_WAIT) -> Q:
    """The moment in the column is past, or lies further ahead than anybody ever waits."""
    return Q((f"{column}__lte", now)) | Q((f"{column}__gt", latest_true(now, longest)))
