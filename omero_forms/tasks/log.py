# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checkpoint of the day, and handing it out."""

from __future__ import annotations

import logging

from omero_forms.celery import app
from omero_forms.domain.errors import FormsError
from omero_forms.services.log.make import make_due_checkpoint
from omero_forms.services.log.outlets import hand_out

logger = logging.getLogger(__name__)


@app.task(name="omero_forms.tasks.checkpoint")
def checkpoint() -> None:
    """Make it, unless that was done, and hand out the newest. What keeps that from being done now is tried again by the
    next look.
    """
    try:
        made = make_due_checkpoint()
    except FormsError as problem:
        logger.warning("no checkpoint was made: %s", problem)
        made = None
    if made is not None:
        logger.info("checkpoint %d: %d records", made.number, made.checkpoint.size)
    hand_out()
