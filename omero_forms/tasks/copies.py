# SPDX-License-Identifier: AGPL-3.0-or-later
"""The comparison of all copies with what they should be."""

from __future__ import annotations

import logging

from omero_forms.celery import app
from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.services.submissions.rounds import compare_all

logger = logging.getLogger(__name__)

SECONDS = 300.0
"""Then the next look sends another task, which goes on."""


@app.task(name="omero_forms.tasks.compare_copies")
def compare_copies() -> None:
    """Compare them, unless that was done or is being done."""
    try:
        found = compare_all(Deadline.after(SECONDS))
    except FormsError as problem:
        logger.warning("copies are not compared: %s", problem)
        return
    if found:
        logger.info("%d copies are not as they were written", found)
