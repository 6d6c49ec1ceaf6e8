# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking again at mails that waited: people leave groups, objects move, and a newer period tells more.

A message that waited is made anew in its row, so that the outbox key still allows one per person and
period. With it all others that waited as long are: after an outage OMERO is asked once, not per mail.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from omero_forms.conf import conf
from omero_forms.kit.clocks import latest_true
from omero_forms.kit.leases import Lease
from omero_forms.kit.transactions import short_write
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.mails.digest.compose import KIND, compose
from omero_forms.services.mails.outbox import drop, unheld
from omero_forms.services.mails.when import DIGEST_FRESH_FOR, present_period

logger = logging.getLogger(__name__)

ROWS_PER_WRITE = 100


def freshen(message: OutboxMessage, lease: Lease, now: datetime) -> bool:
    """See that this message, held under the lease, tells what is so; its row may get new content.

    False when it was dropped instead: its reader may get no mail, has nothing open any more, or has a
    newer one. Raises what `digest_content.compose` raises; the message then stays as it was.
    """
    if message.kind != KIND:
        return True  # what happened stays true, and a later message does not replace it
    newer = OutboxMessage.objects.filter(person_id=message.person_id, kind=message.kind, pk__gt=message.pk).exclude(
        state=OutboxState.DROPPED
    )
    other = newer.order_by("-pk").first()
    if other is not None:
        drop(lease.held, f"replaced by period {other.period}")
        return False
    if now - DIGEST_FRESH_FOR <= message.created_at <= latest_true(now):
        return True
    return _make_anew(message, lease, now)


def _make_anew(message: OutboxMessage, lease: Lease, now: datetime) -> bool:
    """New content for all messages of the period that waited as long, but for those other workers hold.

    Whether there still is something to tell to the reader of this one.
    """
    present, _begins = present_period(conf(), now)
    composed = compose(replace(present, key=message.period), now)
    anew = {one.person_id: one for one in composed.messages}
    mine = Q(pk=message.pk, lease_owner=lease.token)
    waited = OutboxMessage.objects.filter(
        mine | unheld(now),
        ~Q(created_at__range=(now - DIGEST_FRESH_FOR, latest_true(now))),
        kind=KIND,
        period=message.period,
        state=OutboxState.WAITING,
    )
    found = list(waited.order_by("pk").values_list("pk", "person_id"))
    for start in range(0, len(found), ROWS_PER_WRITE):
        with short_write():
            for pk, person_id in found[start : start + ROWS_PER_WRITE]:
                _put(waited.filter(pk=pk), anew.get(person_id))
    logger.info("%d messages of period %s waited and were made anew", len(found), message.period)
    return message.person_id in anew


def _put(row: QuerySet[OutboxMessage], anew: OutboxMessage | None) -> None:
    """The new content, under the old Message-ID; or the end, when there is nothing to tell any more."""
    if anew is None:
        drop(row, "nothing to tell any more, or nobody to tell it to")
        return
    row.update(
        person_name=anew.person_name,
        recipient=anew.recipient,
        subject=anew.subject,
        text=anew.text,
        html=anew.html,
        memory=anew.memory,
        created_at=anew.created_at,
    )
