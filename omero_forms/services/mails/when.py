# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a mail goes out: every number that decides it, but for those that a facility sets (`omero.web.forms.digest_*`)
and for what is worth saying again (`domain.digests.scene.REPEAT_DAYS`).

A digest period begins; its evaluations are waited for; its mails are made, and put into the outbox. From there each is
sent at once, or by the next sweep, and tried again until the mail server takes it. One that waited for long is made
anew. `services/mails/digest/make.py` and `services/mails/send.py` do so; `celery.py` has the beat. A damaged record is
told of at once, by `services/due.py`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from omero_forms.conf import Conf
from omero_forms.domain.digests.preferences import Slot
from omero_forms.domain.digests.shapes import Period
from omero_forms.kit.clocks import site_slot
from omero_forms.kit.due import Pause

SECONDS_TO_STOP = 30
"""A task that was told to stop gives back what it holds in that time; then it is ended."""

# Making the mails of a period.

LOOK_FOR_PERIOD_EVERY = 60.0
"""Seconds between two looks at whether a period has begun."""

WAIT_FOR_EVALUATION = timedelta(hours=1)
"""How long a period waits for evaluations newer than its beginning, before it takes what there is."""

MAKING_SECONDS = 300
"""For making the mails of all people; then the task is told to stop."""

MAKING_LEASE = timedelta(seconds=MAKING_SECONDS + SECONDS_TO_STOP)
"""How long a worker may need for it before another one begins."""

MAKING_PAUSE = Pause(timedelta(seconds=LOOK_FOR_PERIOD_EVERY), timedelta(minutes=15))
"""After a making that failed, since OMERO did not answer or time ran out."""

WAIT_FOR_DIGEST = timedelta(hours=2)
"""How long admins wait for the mail that all works, before they are told that a digest does not come to its end."""

MEMORY = timedelta(days=400)
"""How far back "was 5" looks."""

# Sending them.

SWEEP_EVERY = 10.0
"""Seconds between two looks at what is due in the database: records, copies, and what waits in the outbox."""

SENDING_SECONDS = 120
"""For sending those of one task; then it is told to stop, and the next sweep sends the others."""

SENT_AT_ONCE = 25
"""So many are claimed together, and go to the queue as one task."""

RENEW_AFTER = 60.0
"""Seconds after which a worker says that it is still at those it claimed, before it begins with the next."""

SMTP_SECONDS = 20.0
"""For each step of the talk with the mail server."""

LEASE = timedelta(minutes=5)
"""How long a worker may say nothing of messages that it holds, or need for making some anew, before another one takes
over.
"""

PAUSE = Pause(timedelta(seconds=30), timedelta(hours=1))
"""After an attempt that failed."""

MOST_ATTEMPTS = 126
"""After so many, five days by `PAUSE`, a mail server that says "later" of one mail has said no (RFC 5321, 4.5.4.1)."""

DUE_AT_ONCE = 500
"""So many are sent by one sweep at most, the longest waiting first."""

# Making those anew that waited.

DIGEST_FRESH_FOR = timedelta(minutes=15)
"""A digest that was made longer ago is made anew before it is sent, at the first attempt or a later one."""

HEARTBEAT_FRESH_FOR = timedelta(days=1)
"""That all works is said of the day on which it is read, or of the one before."""

ANEW_AT_ONCE = 50
"""So many people's mails are made anew in one go."""


def stuck_days(settings: Conf) -> int:
    """After so many days past due owners are told, whatever number their policies name; 0: never."""
    return settings.escalate_after * (7 if settings.digest_period == "weekly" else 1)


def present_period(settings: Conf, now: datetime, slot: Slot | None = None) -> tuple[Period, datetime]:
    """The period that `now` lies in, and when it began; that of the site if left out.

    The site's weekly ones begin on Mondays, all at `digest_at` in the facility's time zone. The period's `today` is the
    day of `now`, on which its mails are made, and read: for one that waited and is made anew, not the day it began.
    """
    slot = slot or site_slot(settings)
    zone = settings.zone
    local = now.astimezone(zone)
    weekly = slot.kind == "weekly"
    day = local.date() if local.time() >= settings.digest_at else local.date() - timedelta(days=1)
    if weekly:
        day -= timedelta(days=(day.weekday() - slot.weekday) % 7)
    begins = datetime.combine(day, settings.digest_at, zone)
    following = day + timedelta(days=7 if weekly else 1)
    return Period(kind=slot.kind, key=_key(day, slot), today=local.date(), next=following), begins


CALENDAR_KEY = r"^[0-9]{4}-(W[0-9]{2}(-[2-7])?|[0-9]{2}-[0-9]{2})$"
"""What `present_period` calls periods; those by command have names of their own, and begin whenever it is given."""


def _key(day: date, slot: Slot) -> str:
    """A day as ISO 8601 writes it: 2026-11-25, or for a week from Wednesday on 2026-W48-3; from Monday on 2026-W48."""
    if slot.kind == "daily":
        return day.isoformat()
    year, week, weekday = day.isocalendar()
    return f"{year}-W{week:02d}" + (f"-{weekday}" if slot.weekday else "")
