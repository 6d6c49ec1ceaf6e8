# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record and copy what was accepted, as far as the time allows: a worker does the rest."""

from __future__ import annotations

import logging
from dataclasses import replace

from omero_forms.domain.errors import FormsError
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.models import CopyState, Submission
from omero_forms.services.records.write import record_accepted, record_stream
from omero_forms.services.submissions.copy import Turn, copy_as_user, copy_in_turn, take_turn
from omero_forms.services.submissions.request import Accepted

logger = logging.getLogger(__name__)


def carry_on(user: UserSession, accepted: Accepted, deadline: Deadline) -> Accepted:
    """The same, as far as it has got by the deadline. Never raises: what is accepted is not taken back by a failure."""
    submission, turn = accepted.submission, None
    try:
        turn = _record(accepted, deadline)
        crash_point("recorded")
        if turn is not None:
            copy_in_turn(user, accepted, turn, deadline)
        else:
            copy_as_user(user, submission.pk, accepted.loaded, deadline)
    except FormsError as fault:
        logger.warning("submission %d waits for the worker: %s", submission.pk, fault.code)
    except Exception:  # a fault of ours; what was accepted is told so all the same
        logger.exception("submission %d waits for the worker", submission.pk)
    if turn is None or submission.copy_state != CopyState.COPIED:
        rows = Submission.objects.select_related("record__stream", "version")
        submission = rows.get(pk=submission.pk)
    return replace(accepted, submission=submission)


def _record(accepted: Accepted, deadline: Deadline) -> Turn | None:
    """Have the submission recorded. The turn to copy it, where that was to be had at once."""
    submission, hand = accepted.submission, accepted.hand
    lease = hand.lease if hand else None
    turns: list[Turn | None] = []

    def take() -> None:
        if not deadline.passed:
            turns.append(take_turn(submission.record.stream))

    try:
        crash_point("accepted")
        with master_session(is_proven=hand is not None) as master:
            if (
                hand is None
                or lease is None
                or not record_accepted(hand.appended, lease, master=master, deadline=deadline, also=take)
            ):
                name = submission.record.stream.name
                record_stream(name, upto=submission.number, master=master, deadline=deadline)
    finally:
        if lease is not None:
            lease.give_up()
    return turns[0] if turns else None
