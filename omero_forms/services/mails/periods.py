# SPDX-License-Identifier: AGPL-3.0-or-later
"""Digest periods: when one begins, and what it is called."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from omero_forms.conf import Conf
from omero_forms.domain.digests.shapes import Period


def present_period(settings: Conf, now: datetime) -> tuple[Period, datetime]:
    """The period that `now` lies in, and when it began.

    Weekly ones begin on Mondays, all at `digest_at` in the facility's time zone. The period's `today` is
    the day of `now`: that is the day on which its mails are read.
    """
    zone = ZoneInfo(settings.time_zone)
    local = now.astimezone(zone)
    weekly = settings.digest_period == "weekly"
    day = local.date() if local.time() >= settings.digest_at else local.date() - timedelta(days=1)
    if weekly:
        day -= timedelta(days=day.weekday())
    begins = datetime.combine(day, settings.digest_at, zone)
    year, week, _ = day.isocalendar()
    key = f"{year}-W{week:02d}" if weekly else day.isoformat()
    following = day + timedelta(days=7 if weekly else 1)
    kind = settings.digest_period
    return Period(kind=kind, key=key, today=local.date(), next=following), begins


def period_words(settings: Conf) -> str:
    """As "on Mondays at 08:00"."""
    days = "on Mondays" if settings.digest_period == "weekly" else "every day"
    return f"{days} at {settings.digest_at:%H:%M}"
