# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read whole, in a worker, the streams that were found to be not as they were verified."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import Pause, is_due, put_off
from omero_forms.kit.leases import to_write
from omero_forms.kit.omero import master_session
from omero_forms.models import Stream
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.verify import STOPPED, verify_stream

logger = logging.getLogger(__name__)

BATCH = 200
STREAM_SECONDS = 60.0
"""For one stream, however little is left for all: half a million rows are read in that time."""

RETRY = Pause(timedelta(minutes=1), timedelta(minutes=1))
"""One that could not be verified lets the others go first."""


def due_checks(*, now: datetime | None = None) -> list[int]:
    """Ids of streams that wait to be verified, the longest waiting first."""
    due = Stream.objects.filter(is_due(now or timezone.now(), RETRY)).order_by("next_at", "pk")
    return list(due.values_list("pk", flat=True)[:BATCH])


def check_due_streams(deadline: Deadline, *, stoppers: frozenset[str]) -> tuple[int, str | None]:
    """How many streams were verified, and the code of the failure that would meet the others too (one of
    `stoppers`).
    """
    done = 0
    for stream_id in due_checks():
        if deadline.passed:
            break
        try:
            _verify(stream_id)
            done += 1
        except FormsError as fault:
            if fault.code in stoppers:
                return done, fault.code
            if fault.code in STOPPED:
                done += 1
            else:
                logger.warning("stream %d is not verified yet: %s", stream_id, fault.code)
                _put_off(stream_id)
        except Exception:  # what is wrong with one stream must not keep all later ones waiting
            logger.exception("stream %d could not be verified", stream_id)
            _put_off(stream_id)
    return done, None


def _verify(stream_id: int) -> None:
    limit = Deadline.after(STREAM_SECONDS)
    with master_session() as master:
        check_site(master)
        with to_write(stream_id, Deadline.after(0)) as lease:
            # Whoever writes the stream at this moment verifies it before.
            if lease is not None:
                verify_stream(stream_id, lease, master=master, deadline=limit)


def _put_off(stream_id: int) -> None:
    stream = Stream.objects.get(pk=stream_id)
    put_off(Stream.objects.filter(pk=stream_id, next_at__isnull=False), stream.attempts, RETRY)
