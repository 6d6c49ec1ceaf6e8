# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell the admins what was noticed of records: one mail to each of them about everything that was not told yet, through
the outbox.
"""

from __future__ import annotations

import logging

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.gateway import directory
from omero_forms.kit.identity import check_server
from omero_forms.kit.leases import WRITE, free
from omero_forms.kit.links import forms_url
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.mail.damage import DamageLine, damage_words
from omero_forms.models import DamageRow, OutboxMessage, Stream
from omero_forms.selectors.damage import where_of
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import new_message, put
from omero_forms.services.mails.readers import Told, admins
from omero_forms.services.records.gate import check_site

logger = logging.getLogger(__name__)

DAMAGE = register(MailKind("damage", "omero_forms/mail/damage"))
BATCH = 500
"""So many damages go into one mail; the next sweep takes the rest."""


def tell_admins() -> int:
    """Put the mails into the outbox; how many. Each damage is told once, whoever asks and however often.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`; then it is told later.
    """
    now = timezone.now()
    untold = list(
        DamageRow.objects.filter(told_at__isnull=True)
        # Under a lease it is being mended at this moment.
        .filter(stream__in=Stream.objects.filter(free(now, WRITE)))
        .select_related("stream")
        .order_by("first_seen", "pk")[:BATCH]
    )
    if not untold:
        return 0
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        told = admins(directory.people(agent))
    if not told:
        logger.error("damage of records was noticed, and no admin has an address to be told at")
    messages = [_message(one, untold) for one in told]
    with short_write():
        rows = DamageRow.objects.filter(pk__in=[one.pk for one in untold], told_at__isnull=True)
        if len(rows.select_for_update()) != len(untold):
            return 0  # another sweep has told some of it meanwhile; the next tells the rest
        rows.update(told_at=now)
        put(messages)
    return len(messages)


def _message(admin: Told, damages: list[DamageRow]) -> OutboxMessage:
    now = timezone.now()
    lines = [
        DamageLine(
            kind=DamageKind(one.kind),
            where=where_of(one.stream.name),
            number=one.number,
            annotation_id=one.annotation_id,
            noticed=one.first_seen,
            is_mended=one.mended_at is not None,
            detail=one.detail,
        )
        for one in damages
    ]
    settings = conf()
    return new_message(
        DAMAGE,
        admin.reader,
        period=f"{damages[0].pk}-{damages[-1].pk}-{now:%Y%m%d%H%M%S}",
        words=damage_words(admin.called, lines, settings.zone, forms_url(settings)),
        now=now,
    )
