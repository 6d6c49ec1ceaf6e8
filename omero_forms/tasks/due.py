# SPDX-License-Identifier: AGPL-3.0-or-later
"""The periodic look at what is due in the database, so that nothing hangs on a message a broker lost."""

from __future__ import annotations

import logging

from omero_forms.celery import app
from omero_forms.kit.deadlines import Deadline
from omero_forms.services.due import BUDGET_SECONDS
from omero_forms.services.jobs.run import next_job
from omero_forms.services.mails.when import SWEEP_EVERY
from omero_forms.services.sweep import sweep as sweep_all
from omero_forms.tasks.jobs import run_job
from omero_forms.tasks.queue import enqueue_after_commit

logger = logging.getLogger(__name__)


@app.task(name="omero_forms.tasks.sweep", soft_time_limit=240, time_limit=270)
def sweep() -> None:
    """Records, copies, messages and verdicts that are due; a job, which may take long, becomes a task of its own."""
    job_id = next_job()
    if job_id is not None:
        enqueue_after_commit(run_job, job_id, expires=SWEEP_EVERY)
    swept = sweep_all(Deadline.after(BUDGET_SECONDS))
    if swept.did_something:
        logger.info("swept: %s", swept.summary)
