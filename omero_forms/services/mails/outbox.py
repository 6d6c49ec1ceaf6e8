# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox: how a mail comes into it, which of them are due, and how one ends without being sent."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from omero_forms.domain.digests.preferences import Subject
from omero_forms.kit.clocks import latest_true
from omero_forms.kit.due import is_due
from omero_forms.kit.leases import RELEASED, free
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.services.mails.kinds import MailKind, mail_kinds
from omero_forms.services.mails.sender import mail_domain
from omero_forms.services.mails.when import LEASE, PAUSE

WITHOUT_CONTENT: Mapping[str, str | None] = {"text": "", "html": "", "files": None}
"""What nobody needs once a message has ended: the names of objects, which move and change owners."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail is for; `address` is one that can be used."""

    id: int
    name: str
    address: str


def new_message(
    kind: MailKind,
    reader: Reader,
    *,
    period: str,
    words: Mapping[str, object],
    now: datetime,
    memory: Mapping[str, object] | None = None,
    files: Mapping[str, bytes] | None = None,
    stops: Subject | None = None,
) -> OutboxMessage:
    """A message that is due at once, not saved. `files` are those beside it, by name; `stops` is what its reader can
    stop by a link in it.

    Raises `setup_incomplete` while no sender is set.
    """
    mail = kind.write(words)
    return OutboxMessage(
        person_id=reader.id,
        person_name=reader.name,
        kind=kind.name,
        period=period,
        stops=stops or "",
        message_id=f"<{uuid.uuid4().hex}@{mail_domain()}>",
        recipient=reader.address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        files={name: base64.b64encode(data).decode() for name, data in files.items()} if files else None,
        memory=memory or {},
        created_at=now,
        next_at=now,
    )


def put(messages: Sequence[OutboxMessage]) -> None:
    """Put messages into the outbox. Who has one of that kind and period gets no other."""
    unknown = {one.kind for one in messages} - mail_kinds().keys()
    if unknown:
        raise ValueError(f"no such kind of mail: {', '.join(sorted(unknown))}")
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)


def unheld(now: datetime) -> Q:
    """Messages in no worker's hands, or in those of one that is taken for dead."""
    return free(now, LEASE)


def due(now: datetime) -> Q:
    """Messages that wait, and whose pause is over."""
    return is_due(now, PAUSE) & Q(state=OutboxState.WAITING)


def stale(now: datetime) -> Q:
    """Messages that are older than their kind lets them be, or from before a clock was set back."""
    found = Q(pk__in=[])
    for kind in mail_kinds().values():
        if kind.fresh_for is not None:
            fresh = Q(created_at__range=(now - kind.fresh_for, latest_true(now)))
            found |= Q(kind=kind.name) & ~fresh
    return found


def drop(messages: QuerySet[OutboxMessage], why: str) -> None:
    """End messages that wait without sending them. The reason stays, their content and memory go."""
    messages.filter(state=OutboxState.WAITING).update(
        **WITHOUT_CONTENT,
        state=OutboxState.DROPPED,
        memory={},
        last_error=why,
        **RELEASED,
    )


def mark_sent(message: OutboxMessage, token: str) -> None:
    """The mail server has it. The content goes, and the claim of whom `token` is; of another one, nothing changes."""
    now = OutboxMessage._meta.get_field("sent_at").get_db_prep_save(timezone.now(), connection)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(_mark_sent(), [OutboxState.SENT.value, now, message.pk, token])


@cache
def _mark_sent() -> str:
    """One prepared statement for all mails: to make it takes Django longer than the database needs."""
    written = {**RELEASED, **WITHOUT_CONTENT, "last_error": ""}
    columns = "".join(f", {name} = {'NULL' if value is None else repr(value)}" for name, value in written.items())
    table = connection.ops.quote_name(OutboxMessage._meta.db_table)  # noqa: SLF001  (documented)
    return f"UPDATE {table} SET state = %s, sent_at = %s{columns} WHERE id = %s AND lease_owner = %s"  # noqa: S608
