# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of the mails of this site: refused, waiting, and whom the last digest could not tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from omero_forms.conf import conf
from omero_forms.domain.digests.shapes import NotTold, why_not_told
from omero_forms.kit.clocks import site_slot
from omero_forms.models import DigestRun, OutboxMessage, OutboxState

SHOWN = 200
"""So many are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class RefusedMail:
    """A mail that a mail server will never take. `reason` is what it said, which may repeat the address."""

    id: int
    name: str
    kind: str
    period: str
    made_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """Somebody with objects past due whom the last digest did not tell of them."""

    name: str
    reason: str
    objects: int


@dataclass(frozen=True, slots=True)
class MailState:
    """What admins see of mails. `period` is that of the last digest, made at `made_at`; both empty before the first."""

    waiting: int
    refused: tuple[RefusedMail, ...]
    refused_total: int
    not_reached: tuple[NotReached, ...]
    period: str
    made_at: datetime | None


def last_digest() -> DigestRun | None:
    """The newest period of the site whose mails were made. Those that people chose find out nothing of who is not
    reached.
    """
    runs = DigestRun.objects.filter(slot=site_slot(conf()).name, finished_at__isnull=False)
    return runs.order_by("-finished_at", "-pk").first()


def mail_state() -> MailState:
    """As the database has it now."""
    refused = OutboxMessage.objects.filter(state=OutboxState.REFUSED)
    run = last_digest()
    return MailState(
        waiting=OutboxMessage.objects.filter(state=OutboxState.WAITING).count(),
        refused=tuple(
            RefusedMail(row.pk, row.person_name, row.kind, row.period, row.created_at, row.last_error)
            for row in refused.order_by("-created_at", "-pk").defer("text", "html", "files", "memory")[:SHOWN]
        ),
        refused_total=refused.count(),
        not_reached=tuple(
            NotReached(one["name"], why_not_told(NotTold(one["reason"])), one["objects"])
            for one in (run.unreachable if run else ())
        ),
        period=run.period if run else "",
        made_at=run.finished_at if run else None,
    )
