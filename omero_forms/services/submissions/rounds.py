# SPDX-License-Identifier: AGPL-3.0-or-later
"""All copies compared with what they should be, every night: it finds what the event log does not tell, such as links
that were deleted or pairs that were edited while no indexer ran, and what happened while no worker did.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from omero_forms.kit.clocks import last_night, latest_true
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import Lease, claim
from omero_forms.models import CopyRound, LogCursor
from omero_forms.services.records.gate import check_site, on_its_own
from omero_forms.services.submissions.compare import compare, read, to_compare
from omero_forms.services.submissions.copy import copying_agent

LEASE: Final = timedelta(seconds=120)
PAGE: Final = 1000


def round_due(now: datetime | None = None) -> bool:
    """Whether copies are to be compared: since the last night that was not done, or OMERO's event log is another one
    than was followed, as after OMERO was restored.
    """
    return _is_due(CopyRound.objects.filter(pk=1).first(), now or timezone.now())


def _is_due(last: CopyRound | None, now: datetime) -> bool:
    return last is None or last.done_at is None or not _counts(last, now)


def _counts(last: CopyRound, now: datetime) -> bool:
    """Whether a round began late enough to have seen everything that it should."""
    whole_since = LogCursor.objects.filter(pk=1).values_list("whole_since", flat=True).first()
    since = last_night(now) if whole_since is None else max(last_night(now), whole_since)
    return last.begun_at is not None and since <= last.begun_at <= latest_true(now)


def compare_all(deadline: Deadline, now: datetime | None = None) -> int:
    """Compare all copies, as far as it gets until the deadline: the next one goes on. How many are to be put right.

    A page at which something goes wrong waits for the next night. Nothing where it is not due, or another worker is at
    it. Raises what keeps OMERO from being asked.
    """
    check_site()
    moment = now or timezone.now()
    CopyRound.objects.get_or_create(pk=1)
    lease = claim(CopyRound.objects.filter(pk=1), LEASE)
    if lease is None:
        return 0
    try:
        last = CopyRound.objects.get(pk=1)
        if not _is_due(last, moment):
            return 0
        if last.done_at is not None or not _counts(last, moment):
            last.begun_at, last.after = moment, 0
            lease.held.update(begun_at=moment, after=0, done_at=None)
        return _go_on(lease, last.after, deadline)
    finally:
        lease.release()


def _go_on(lease: Lease, after: int, deadline: Deadline) -> int:
    found = 0
    while not deadline.passed:
        page = read(to_compare().filter(record__stream__gt=after).order_by("record__stream")[:PAGE])
        if not page:
            lease.held.update(done_at=timezone.now())
            break
        with on_its_own(f"looking at copies after that of history {after}"), copying_agent() as agent:
            found += compare(agent, page)
        after = page[-1].stream_id
        if not lease.renew_if(Q(), after=after):
            break
        crash_point("compared")
    return found
