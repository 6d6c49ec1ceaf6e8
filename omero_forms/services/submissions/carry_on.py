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
from omero_forms.models import Submission
from omero_forms.services.records.write import record_stream
from omero_forms.services.submissions.copy import copy_as_user
from omero_forms.services.submissions.request import Accepted

logger = logging.getLogger(__name__)


def carry_on(user: UserSession, accepted: Accepted, deadline: Deadline) -> Accepted:
    """The same, as far as it has got by the deadline. Never raises: what is accepted is not taken back by a failure."""
    submission = accepted.submission
    try:
        _record(accepted, deadline)
        crash_point("recorded")
        copy_as_user(user, submission.pk, accepted.loaded, deadline)
    except FormsError as fault:
        logger.warning("submission %d waits for the worker: %s", submission.pk, fault.code)
    except Exception:  # a fault of ours; what was accepted is told so all the same
        logger.exception("submission %d waits for the worker", submission.pk)
    rows = Submission.objects.select_related("record__stream", "version")
    return replace(accepted, submission=rows.get(pk=submission.pk), lease=None)


def _record(accepted: Accepted, deadline: Deadline) -> None:
    submission, lease = accepted.submission, accepted.lease
    try:
        crash_point("accepted")
        with master_session() as master:
            name = submission.record.stream.name
            record_stream(name, upto=submission.number, master=master, deadline=deadline, proven=lease)
    finally:
        if lease is not None:
            lease.release()
