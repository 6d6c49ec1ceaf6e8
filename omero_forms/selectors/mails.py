# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of the mails of this site: refused, waiting, and whom the last digest could not tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from omero_forms.domain.digests.shapes import NotTold, why_not_told
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


def mail_state() -> MailState:
    """As the database has it now."""
    refused = OutboxMessage.objects.filter(state=OutboxState.REFUSED)
    run = DigestRun.objects.filter(finished_at__isnull=False).order_by("-finished_at", "-pk").first()
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
