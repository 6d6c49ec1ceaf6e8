# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails: the digest of a period that has begun, and sending what lies in the outbox."""

from __future__ import annotations

import logging
from collections import Counter

from celery.exceptions import SoftTimeLimitExceeded

from omero_forms.celery import app
from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import FormsError
from omero_forms.services.mails import heartbeat, send
from omero_forms.services.mails.digest import make
from omero_forms.services.mails.when import MAKING_SECONDS, SECONDS_TO_STOP, SENDING_SECONDS, SENT_AT_ONCE
from omero_forms.tasks.queue import enqueue_after_commit

logger = logging.getLogger(__name__)


@app.task(name="omero_forms.tasks.digest", soft_time_limit=MAKING_SECONDS, time_limit=MAKING_SECONDS + SECONDS_TO_STOP)
def digest() -> None:
    """Make the messages of the present period, unless that was done."""
    _tell_admins()
    try:
        outcome = make.make_due_digest()
    except FormsError as problem:
        # The period stays unfinished, and a later look tries again.
        logger.warning("the digest could not be made: %s", problem)
        return
    except SoftTimeLimitExceeded:
        logger.exception("making the digest took longer than %d seconds", MAKING_SECONDS)
        return
    if outcome is None:
        return
    logger.info("digest %s: %d messages", outcome.period, len(outcome.outbox_ids))
    for some in chunks(outcome.outbox_ids, SENT_AT_ONCE):
        enqueue_after_commit(send_messages, *some)


def _tell_admins() -> None:
    """That all works; the look after the one that made the digest does so, and a sweep sends it."""
    try:
        told = heartbeat.tell_admins()
    except FormsError as problem:
        logger.warning("admins cannot be told that the forms work: %s", problem)
        return
    if told:
        logger.info("%d admins are told how the forms work", told)


@app.task(
    name="omero_forms.tasks.send_messages",
    soft_time_limit=SENDING_SECONDS,
    time_limit=SENDING_SECONDS + SECONDS_TO_STOP,
)
def send_messages(*outbox_ids: int) -> None:
    """Send messages, unless they are sent or in another worker's hands."""
    try:
        outcomes = send.send_messages(outbox_ids)
    except SoftTimeLimitExceeded:
        logger.exception("sending messages took longer than %d seconds", SENDING_SECONDS)
        return
    except FormsError as problem:
        logger.warning("%d messages wait: %s", len(outbox_ids), problem)
        return
    for outcome, number in Counter(outcomes.values()).items():
        logger.info("%d messages: %s", number, outcome.value)
