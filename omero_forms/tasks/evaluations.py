# SPDX-License-Identifier: AGPL-3.0-or-later
"""Evaluating by beat: one dispatcher, and one task per group."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from omero_forms.celery import app
from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.services.evaluations import changed
from omero_forms.services.evaluations import evaluate as evaluating
from omero_forms.services.evaluations.when import FOLLOW_EVERY
from omero_forms.services.following.follow import follow as follow_log
from omero_forms.services.reports.count import count_evaluated
from omero_forms.services.submissions.followed import look_at_noted
from omero_forms.services.submissions.rounds import round_due
from omero_forms.tasks.copies import compare_copies
from omero_forms.tasks.queue import enqueue_after_commit

if TYPE_CHECKING:
    from celery import Task

FOLLOW_SECONDS = 120.0
COPIES_SECONDS = 60.0

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 300.0
"""Then a run is given back with its cursor, so that no task comes near the time limit of all tasks."""

MOST_HELPERS = 7
"""Tasks that are sent for a large group beside the one that began; those that find nothing to do end at once."""


@app.task(bind=True, name="omero_forms.tasks.evaluate", soft_time_limit=120, time_limit=150)
def evaluate(self: Task[Any, Any]) -> None:
    """Send one task for each group. Its id is the root id of their evaluations."""
    group_ids = evaluating.groups_to_evaluate(task_id=self.request.id or "", root_id=self.request.root_id or "")
    logger.info("evaluation %s: %d groups", self.request.id, len(group_ids))
    for group_id in group_ids:
        enqueue_after_commit(evaluate_group, group_id)


@app.task(name="omero_forms.tasks.follow", soft_time_limit=240, time_limit=270)
def follow() -> None:
    """Look at copies on what changed and judge it; send a task for each group whose policies or versions are new, and
    one for comparing all copies, if it is time.
    """
    try:
        noted = follow_log()
        copies = _look_at_copies()
        written = changed.judge_changed(deadline=Deadline.after(FOLLOW_SECONDS))
    except FormsError as problem:
        logger.warning("changes are not followed: %s", problem)
        return
    if noted or written or copies:
        logger.info("%d changes in OMERO, %d copies are seen to, %d findings changed", noted, copies, written)
    if round_due():
        enqueue_after_commit(compare_copies, expires=FOLLOW_EVERY)
    for group_id in changed.groups_due():
        enqueue_after_commit(evaluate_group, group_id, expires=FOLLOW_EVERY)


def _look_at_copies() -> int:
    """What is wrong with copies keeps no policy from being judged."""
    try:
        return look_at_noted(Deadline.after(COPIES_SECONDS))
    except FormsError as problem:
        logger.warning("copies are not looked at: %s", problem)
    except Exception:  # nor does a fault of ours
        logger.exception("copies are not looked at")
    return 0


@app.task(bind=True, name="omero_forms.tasks.evaluate_group")
def evaluate_group(self: Task[Any, Any], group_id: int) -> None:
    """Evaluate one group. A large one is shared with other workers, and left after a while to another task, which goes
    on.
    """
    _evaluate_group(self, group_id, joining=False)


@app.task(bind=True, name="omero_forms.tasks.join_group")
def join_group(self: Task[Any, Any], group_id: int) -> None:
    """Help with the run over a large group that is under way, if it is still."""
    _evaluate_group(self, group_id, joining=True)


def _evaluate_group(task: Task[Any, Any], group_id: int, *, joining: bool) -> None:
    def invite(workers: int) -> None:
        for _ in range(min(workers, MOST_HELPERS)):
            enqueue_after_commit(join_group, group_id, expires=BUDGET_SECONDS)

    outcome = evaluating.evaluate_group(
        group_id=group_id,
        task_id=task.request.id or "",
        root_id=task.request.root_id or "",
        deadline=Deadline.after(BUDGET_SECONDS),
        invite=invite,
        joining=joining,
    )
    logger.info("evaluation of group %d, root %s: %s", group_id, task.request.root_id, outcome.summary)
    if outcome.state is evaluating.RunEnd.UNFINISHED:
        enqueue_after_commit(evaluate_group, group_id)
    if outcome.state is evaluating.RunEnd.FINISHED:
        count_evaluated(group_id)
