# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking again at mails that waited: people leave groups, objects move, and a newer period tells more.

A message that waited is made anew in its row, so that the outbox key still allows one per person and period. It is a
step of its own before sending: it asks OMERO, and takes its time. Those of a period are made anew some at a time, for
their readers only.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.due import put_off
from omero_forms.kit.leases import Lease, claim
from omero_forms.kit.transactions import short_write
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.mails.kinds import Remake, mail_kinds
from omero_forms.services.mails.outbox import drop, due, stale, unheld
from omero_forms.services.mails.when import ANEW_AT_ONCE, LEASE, PAUSE

logger = logging.getLogger(__name__)


def freshen_due(deadline: Deadline, *, now: datetime | None = None) -> int:
    """Make anew what is due and was made too long ago, the longest waiting first, until the deadline; how many messages
    were looked at.

    While OMERO cannot be asked they go on waiting. A message is dropped when its reader may get no mail, has nothing
    open any more, or has a newer one.
    """
    moment = now or timezone.now()
    waiting = OutboxMessage.objects.filter(due(moment), stale(moment), unheld(moment))
    done = 0
    while first := waiting.order_by("next_at", "pk").first():
        remake = mail_kinds()[first.kind].remake
        alike = waiting.filter(kind=first.kind, period=first.period).order_by("next_at", "pk")
        rows = OutboxMessage.objects.filter(pk__in=list(alike.values_list("pk", flat=True)[:ANEW_AT_ONCE]))
        lease = claim(rows, LEASE, only_if=due(moment) & stale(moment), now=moment)
        if lease is not None and remake is not None:
            if not _make_anew(lease, first.period, remake, moment):
                break
            done += len(rows)
        if deadline.passed:
            break
    return done


def drop_replaced(lease: Lease, messages: Collection[OutboxMessage]) -> frozenset[int]:
    """Drop those of the held messages whose readers have a newer one of a kind that tells what is so at the time; the
    ids of these messages.
    """
    replaceable = {name for name, kind in mail_kinds().items() if kind.remake is not None}
    held = [one for one in messages if one.kind in replaceable]
    if not held:
        return frozenset()
    others = OutboxMessage.objects.filter(
        person_id__in={one.person_id for one in held},
        kind__in={one.kind for one in held},
        pk__gt=min(one.pk for one in held),
    ).exclude(state=OutboxState.DROPPED)
    newest: dict[tuple[int, str], tuple[int, str]] = {}
    for person_id, kind, pk, period in others.order_by("pk").values_list("person_id", "kind", "pk", "period"):
        newest[person_id, kind] = (pk, period)
    replaced = set()
    for message in held:
        pk, period = newest.get((message.person_id, message.kind), (message.pk, ""))
        if pk > message.pk:
            replaced.add(message.pk)
            drop(lease.held.filter(pk=message.pk), f"replaced by period {period}")
    return frozenset(replaced)


def _make_anew(lease: Lease, period: str, remake: Remake, now: datetime) -> bool:
    """New content for the messages of a period that are held. False when they wait on, for want of OMERO or time."""
    held: list[OutboxMessage] = list(lease.held)
    replaced = drop_replaced(lease, held)
    people = frozenset(one.person_id for one in held if one.pk not in replaced)
    try:
        anew = {one.person_id: one for one in remake(period, people, now)} if people else {}
    except Exception as problem:
        # Also when told to stop: it does not begin again at once, and what can be sent does not wait behind it.
        said = f"{type(problem).__name__}: {problem}"[:500]
        for one in held:
            put_off(lease.held.filter(pk=one.pk), one.attempts, PAUSE, last_error=said)
        lease.release()
        if isinstance(problem, FormsError):
            logger.warning("%d messages of period %s wait to be made anew: %s", len(held), period, said)
        else:
            logger.exception("%d messages of period %s could not be made anew", len(held), period)
        return False
    if lease.renew():
        _write(lease, people, anew)
        logger.info("%d messages of period %s waited and were made anew", len(people), period)
        lease.release()
    return True


def _write(lease: Lease, people: Collection[int], anew: Mapping[int, OutboxMessage]) -> None:
    with short_write():
        for person_id in people:
            _put(lease.held.filter(person_id=person_id), anew.get(person_id))


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
        stops=anew.stops,
        created_at=anew.created_at,
    )
