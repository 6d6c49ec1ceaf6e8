# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of evaluations."""

from __future__ import annotations

import logging

from omero_forms.celery import app
from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.services.reports.count import count_due
from omero_forms.services.reports.keep import forget_old, keep_due
from omero_forms.services.reports.when import COUNTING_SECONDS

logger = logging.getLogger(__name__)


@app.task(name="omero_forms.tasks.report", soft_time_limit=240, time_limit=270)
def report() -> None:
    """Bring the numbers of the day up to date, and keep the reports of a period whose mails were made."""
    counted = count_due(Deadline.after(COUNTING_SECONDS))
    if counted:
        logger.info("%d groups were counted", counted)
    try:
        kept = keep_due(Deadline.after(COUNTING_SECONDS))
    except FormsError as problem:
        # A later look tries again.
        logger.warning("reports are not kept: %s", problem)
        return
    if kept:
        logger.info("%d reports were kept", kept)
    forget_old()
