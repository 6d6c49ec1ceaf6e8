# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Celery application: `celery -A omero_forms.celery:app worker` and `... beat`.

Messages carry ids and nothing else: no answers and no session keys. Nothing depends on the broker
keeping one, since every task only hastens what a sweep of the database finds anyway.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import django
from celery import Celery
from celery.signals import after_task_publish, beat_init, worker_process_shutdown

from omero_forms.conf import conf
from omero_forms.kit.nights import Nightly
from omero_forms.services.evaluations.when import FOLLOW_EVERY
from omero_forms.services.jobs.when import LOOK_EVERY as LOOK_FOR_VERIFYING_EVERY
from omero_forms.services.log.when import LOOK_EVERY as LOOK_FOR_CHECKPOINT_EVERY
from omero_forms.services.mails.when import LOOK_FOR_PERIOD_EVERY, SWEEP_EVERY
from omero_forms.services.reports.when import COUNT_EVERY

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omeroweb.settings")

logger = logging.getLogger(__name__)

HOUR = 3600.0

LONGEST_TASK = 600
"""Seconds after which any task is told to stop. It goes on from its cursor in the next one."""


def _transport_options(broker_url: str) -> dict[str, Any]:
    """What the transport needs to fail fast, and to hand a dead worker's message to another."""
    if broker_url.startswith("filesystem://"):
        folder = broker_url.removeprefix("filesystem://")
        return {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder}
    return {
        # Longer than the longest task, or Redis would hand out a message that is still worked on.
        "visibility_timeout": LONGEST_TASK + 300,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    }


def _evaluate_often(seconds: int) -> dict[str, Any]:
    """Further evaluations between those of the nights, if there are to be any."""
    if not seconds:
        return {}
    options = {"expires": float(seconds)}
    return {
        "evaluate_often": {"task": "omero_forms.tasks.evaluate", "schedule": float(seconds), "options": options},
    }


def _configuration() -> dict[str, Any]:
    """Celery's settings. Asked for at first use; conf() needs OMERO.web's settings to be read."""
    django.setup()
    settings = conf()
    url = settings.broker_url
    return {
        "broker_url": "filesystem://" if url.startswith("filesystem://") else url,
        "broker_transport_options": _transport_options(url),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_default_queue": "omero-forms",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_soft_time_limit": LONGEST_TASK,
        "task_time_limit": LONGEST_TASK + 60,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "timezone": "UTC",
        "imports": ["omero_forms.tasks"],
        "beat_scheduler": "omero_forms.tasks.beat:Scheduler",
        # A message that nobody took before the next one is due would only repeat its work.
        "beat_schedule": {
            "evaluate": {
                "task": "omero_forms.tasks.evaluate",
                "schedule": Nightly(settings.evaluate_at, settings.time_zone),
                "options": {"expires": HOUR},
            },
            **_evaluate_often(settings.evaluate_every),
            "follow": {
                "task": "omero_forms.tasks.follow",
                "schedule": FOLLOW_EVERY,
                "options": {"expires": FOLLOW_EVERY},
            },
            "sweep": {
                "task": "omero_forms.tasks.sweep",
                "schedule": SWEEP_EVERY,
                "options": {"expires": SWEEP_EVERY},
            },
            "checkpoint": {
                "task": "omero_forms.tasks.checkpoint",
                "schedule": LOOK_FOR_CHECKPOINT_EVERY,
                "options": {"expires": LOOK_FOR_CHECKPOINT_EVERY},
            },
            "verify": {
                "task": "omero_forms.tasks.verify",
                "schedule": LOOK_FOR_VERIFYING_EVERY,
                "options": {"expires": LOOK_FOR_VERIFYING_EVERY},
            },
            "digest": {
                "task": "omero_forms.tasks.digest",
                "schedule": LOOK_FOR_PERIOD_EVERY,
                "options": {"expires": LOOK_FOR_PERIOD_EVERY},
            },
            "report": {
                "task": "omero_forms.tasks.report",
                "schedule": COUNT_EVERY,
                "options": {"expires": COUNT_EVERY},
            },
        },
    }


app = Celery("omero_forms")
app.add_defaults(_configuration)


@beat_init.connect
def _log_what_beat_sends(**_: object) -> None:
    """Let beat's log name the id of each task, so that an evaluation can be traced to it."""
    after_task_publish.connect(_log_sent_task)


def _log_sent_task(sender: str, headers: dict[str, Any] | None = None, **_: object) -> None:
    logger.info("beat sent %s with id %s", sender, (headers or {}).get("id", "unknown"))


@worker_process_shutdown.connect
def _leave_omero(**_: object) -> None:
    """End this child's OMERO sessions; else they would stay open there until they time out."""
    from omero_forms.services.access.logins import end_privileged_sessions

    end_privileged_sessions()
