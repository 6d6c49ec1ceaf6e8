# SPDX-License-Identifier: AGPL-3.0-or-later
"""One mail to each admin in each digest period of the site, so that silence means that something is broken."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.gateway import directory
from omero_forms.kit.clocks import site_slot
from omero_forms.kit.identity import check_server
from omero_forms.kit.links import forms_url
from omero_forms.kit.omero import agent_session
from omero_forms.kit.software import software
from omero_forms.kit.transactions import short_write
from omero_forms.mail.heartbeat import Pulse, heartbeat_words
from omero_forms.models import DigestRun, OutboxMessage
from omero_forms.selectors.heartbeat import Heartbeat, heartbeat
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import new_message, put
from omero_forms.services.mails.readers import Told, admins
from omero_forms.services.mails.when import CALENDAR_KEY, HEARTBEAT_FRESH_FOR, WAIT_FOR_DIGEST, present_period
from omero_forms.services.records.gate import refusal

logger = logging.getLogger(__name__)


def tell_admins(*, now: datetime | None = None) -> int:
    """Put the mails of the present period into the outbox, once its digest is made or does not come to its end; how
    many. A new installation says nothing before its first whole period is over.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`; then it is told later.
    """
    if refusal() is not None:
        return 0
    moment, settings = now or timezone.now(), conf()
    slot = site_slot(settings)
    period, begins = present_period(settings, moment, slot)
    runs = DigestRun.objects.filter(slot=slot.name)
    run = runs.filter(period=period.key, admins_told_at__isnull=True).first()
    before = None if run is None else _before(run)
    if run is None or before is None or (run.finished_at is None and moment < begins + WAIT_FOR_DIGEST):
        return 0
    told = _admins()
    if not told:
        logger.error("no admin has an address to be told at that the forms work")
    messages = _messages(run, before, told, moment)
    with short_write():
        if not runs.filter(pk=run.pk, admins_told_at__isnull=True).update(admins_told_at=moment):
            return 0
        put(messages)
    return len(messages)


def _before(run: DigestRun) -> DigestRun | None:
    """The period before it, of which admins were told; not one that somebody named and had made in between."""
    before = DigestRun.objects.filter(slot=run.slot, period__regex=CALENDAR_KEY, begins_at__lt=run.begins_at)
    return before.order_by("-begins_at").first()


def _admins() -> list[Told]:
    with agent_session() as agent:
        check_server(agent.server_uuid)
        return admins(directory.people(agent))


def _messages(run: DigestRun, before: DigestRun, told: Iterable[Told], now: datetime) -> list[OutboxMessage]:
    """How things are now, and what happened since the period before that of the run began."""
    settings = conf()
    following = present_period(settings, now)[0].next
    pulse = _pulse(heartbeat(run, before.begins_at))
    zone, url = settings.zone, forms_url(settings)
    return [
        new_message(
            HEARTBEAT,
            one.reader,
            period=run.period,
            words=heartbeat_words(one.called, pulse, following, zone, url),
            now=now,
        )
        for one in told
    ]


def _anew(period: str, people: frozenset[int], now: datetime) -> list[OutboxMessage]:
    """What waited tells how things are now, to who is an admin now."""
    run = DigestRun.objects.filter(period=period, admins_told_at__isnull=False).order_by("-pk").first()
    before = None if run is None else _before(run)
    if run is None or before is None:
        return []
    return _messages(run, before, [one for one in _admins() if one.reader.id in people], now)


HEARTBEAT = register(MailKind("heartbeat", "omero_forms/mail/heartbeat", fresh_for=HEARTBEAT_FRESH_FOR, remake=_anew))


def _pulse(found: Heartbeat) -> Pulse:
    evaluated, mailed, kept = found.evaluated, found.mailed, found.kept
    return Pulse(
        since=found.since,
        groups=evaluated.groups,
        late=evaluated.late,
        objects=evaluated.objects,
        failing=evaluated.failing,
        errors=evaluated.errors,
        failed=evaluated.failed,
        sent=mailed.sent,
        refused=mailed.refused,
        waiting=mailed.waiting,
        not_reached=mailed.not_reached,
        stopped=mailed.stopped,
        findings=kept.findings,
        verified_at=kept.verified_at,
        checkpoint_at=kept.checkpoint_at,
        pending=kept.pending,
        jobs=kept.jobs,
        digest_made=found.digest_made,
        version=software(),
        problems=[(one.message, one.mend) for one in found.problems],
    )
