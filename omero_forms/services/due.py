# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records and copies that are due in the database: nothing depends on a message that a broker kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from omero_forms.domain.errors import FormsError
from omero_forms.gateway.acting import acting
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.clocks import has_come
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import is_due
from omero_forms.kit.omero import master_session
from omero_forms.models import CopyState, RecordRow, RecordState, Submission
from omero_forms.services.mails.damage import tell_admins
from omero_forms.services.mails.exemptions import tell_exemptions
from omero_forms.services.records import write
from omero_forms.services.records.check import check_due_streams
from omero_forms.services.records.gate import STOPPERS
from omero_forms.services.records.read_changed import behind
from omero_forms.services.records.strangers import look_for_strangers
from omero_forms.services.records.write import put_off_stream, record_stream
from omero_forms.services.submissions.copy import copy_as_owner, copying_agent, owed, put_off

logger = logging.getLogger(__name__)

BATCH = 200
BUDGET_SECONDS = 60.0
"""After that the next sweep goes on, so that one of them ends before it is taken for hung."""

SHARE_OF_READING = 1 / 3
"""Of what is left, for reading histories that differ in OMERO before copies are written."""

REQUEST_KEEPS_IT_FOR = timedelta(seconds=5)
"""How long the request that accepted a record has for writing it itself."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many streams were completed and copies attempted, and the code of what stopped it."""

    streams: int
    copies: int
    stopped_by: str | None


def catch_up(deadline: Deadline | None = None) -> CaughtUp:
    """Verify what waits for it, tell what was noticed, write pending records, then missing copies.

    Safe to run twice, and at once in several workers.
    """
    deadline = deadline or Deadline.after(BUDGET_SECONDS)
    _checked, stopped = check_due_streams(deadline, stoppers=STOPPERS)
    each_by_itself((look_for_strangers, tell_admins, tell_exemptions))
    streams = copies = 0
    if stopped is None:
        streams, stopped = _records(deadline)
    if stopped is None:
        copies, stopped = _copies(deadline)
    if stopped is not None:
        logger.warning("records and copies wait: %s", stopped)
    return CaughtUp(streams, copies, stopped)


def each_by_itself(works: Iterable[Callable[..., object]], *told: object) -> None:
    """One after the other, each with what it is told. What is wrong with one of them, such as a form agent that cannot
    log in, keeps neither the others waiting nor what comes after them.
    """
    for work in works:
        try:
            work(*told)
        except FormsError as fault:
            logger.info("%s waits: %s", work.__name__, fault.code)
        except Exception:  # nor does a fault of ours
            logger.exception("%s failed", work.__name__)


def due_streams(*, now: datetime | None = None) -> list[str]:
    """Names of streams whose next record waits to be written, the longest waiting first; the others go with it."""
    moment = now or timezone.now()
    rows = (
        RecordRow.objects.filter(
            is_due(moment, write.RETRY),
            has_come("accepted_at", moment - REQUEST_KEEPS_IT_FOR, REQUEST_KEEPS_IT_FOR),
            state=RecordState.PENDING,
            number=F("stream__recorded_number") + 1,
            stream__stopped="",
        )
        .order_by("accepted_at", "pk")
        .values_list("stream__name", flat=True)[:BATCH]
    )
    return list(rows)


def due_copies(*, now: datetime | None = None) -> list[int]:
    """Ids of recorded submissions whose copy is to be written, repaired or tried again; those of one author together,
    since it is mostly they who write theirs.
    """
    rows = owed(now).order_by("next_at").values_list("author_id", "pk")[:BATCH]
    return [submission_id for _author_id, submission_id in sorted(rows)]


def _records(deadline: Deadline) -> tuple[int, str | None]:
    done = 0
    for name in due_streams():
        if deadline.passed:
            break
        try:
            with master_session() as master:
                record_stream(name, upto=None, master=master, deadline=deadline)
            # The request that could have copied it is over.
            Submission.objects.filter(record__stream__name=name, copy_state=CopyState.DUE).update(
                next_at=timezone.now()
            )
            done += 1
        except FormsError as fault:
            logger.warning("%s is not recorded yet: %s", name, fault.code)
            if fault.code in STOPPERS:
                return done, fault.code
        except Exception:  # what is wrong with one stream must not keep all later ones waiting
            logger.exception("%s could not be recorded", name)
            put_off_stream(name)
    return done, None


def _copies(deadline: Deadline) -> tuple[int, str | None]:
    done, tried = 0, set[int]()
    try:
        while some := [one for one in due_copies() if one not in tried]:
            tried.update(some)
            unread = behind(some, deadline.share(deadline.left * SHARE_OF_READING))
            for submission_id in unread:
                put_off(submission_id)
            # Sessions of owners are kept from one copy to the next.
            with copying_agent() as agent, acting(agent) as here:
                for submission_id in some:
                    if deadline.passed:
                        return done, None
                    if submission_id not in unread:
                        done += _copy(here, submission_id)
    except FormsError as fault:
        return done, fault.code
    return done, None


def _copy(agent: AgentSession, submission_id: int) -> bool:
    """Whether it was attempted, and not by another sweep. Raises what the next one would meet, too."""
    try:
        return copy_as_owner(agent, submission_id, only_if_due=True) is not None
    except FormsError as fault:
        logger.warning("the copy of submission %d waits: %s", submission_id, fault.code)
        put_off(submission_id)
        if fault.code in STOPPERS:
            raise
    except Exception:  # what is wrong with one submission must not keep all others waiting
        logger.exception("the copy of submission %d could not be made", submission_id)
        put_off(submission_id)
    return False
