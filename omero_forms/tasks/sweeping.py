# SPDX-License-Identifier: AGPL-3.0-or-later
"""The periodic look at what is due in the database, so that nothing hangs on a message a broker lost."""

from __future__ import annotations

import logging

from omero_forms.celery import SWEEP_EVERY, app
from omero_forms.domain.errors import FormsError
from omero_forms.services import mailing, sweeping
from omero_forms.services.verdicts import complete_verdicts
from omero_forms.tasks.digesting import send_message
from omero_forms.tasks.enqueueing import enqueue_after_commit

logger = logging.getLogger(__name__)

VERDICTS = 1000
"""Verdicts of one sweep: a second or two."""


@app.task(name="omero_forms.tasks.sweep", soft_time_limit=120, time_limit=150)
def sweep() -> None:
    """Records and copies that wait, verdicts that are missing, messages whose pause is over."""
    for outbox_id in mailing.due_messages():
        # The next sweep finds again what nobody took before it.
        enqueue_after_commit(send_message, outbox_id, expires=SWEEP_EVERY)
    complete_verdicts(limit=VERDICTS)
    try:
        swept = sweeping.sweep()
    except FormsError as problem:
        # Set-up or OMERO: the next sweep tries again, and the status page says what is missing.
        logger.warning("the sweep stopped: %s", problem)
        return
    if swept.streams or swept.copies:
        logger.info("swept %d streams, %d copies", swept.streams, swept.copies)
