# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long work that somebody asked for."""

from __future__ import annotations

import logging

from omero_forms.celery import app
from omero_forms.services.jobs import run
from omero_forms.services.jobs.verify import ask_when_due

logger = logging.getLogger(__name__)

JOB_SECONDS = 6 * 3600
"""Then a job is told to stop, and has failed."""


@app.task(name="omero_forms.tasks.run_job", soft_time_limit=JOB_SECONDS, time_limit=JOB_SECONDS + 60)
def run_job(job_id: int) -> None:
    """Do a job, unless it is done or in another worker's hands."""
    logger.info("job %d: %s", job_id, run.run_job(job_id) or "nothing to do")


@app.task(name="omero_forms.tasks.verify")
def verify() -> None:
    """Have records verified, if it is time."""
    job_id = ask_when_due()
    if job_id is not None:
        logger.info("records are verified by job %d", job_id)
