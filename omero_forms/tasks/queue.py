# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a task into the queue without depending on the queue."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue_after_commit(task: Task[Any, Any], *ids: int, expires: float | None = None) -> None:
    """Queue a task once the present transaction is committed; nobody takes it after `expires` seconds.

    A broker that is away is logged and nothing more: the sweep finds the same work in the database.
    """
    transaction.on_commit(partial(_enqueue, task, ids, expires))


def _enqueue(task: Task[Any, Any], ids: tuple[int, ...], expires: float | None) -> None:
    try:
        task.apply_async(ids, retry=False, expires=expires)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker did not take %s%s: %s", task.name, ids, problem)
