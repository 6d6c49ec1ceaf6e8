# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail that takes a checkpoint to the auditor."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.kit.transactions import short_write
from omero_forms.mail.checkpoint import checkpoint_words
from omero_forms.selectors.log import MadeCheckpoint
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import Reader, new_message, put


def auditor_address() -> str:
    """As the settings name it now; empty where they name nobody."""
    return conf().auditor


CHECKPOINT = register(MailKind("checkpoint", "omero_forms/mail/auditor", address=auditor_address))

AUDITOR = -1
"""The id under which the outbox knows them: they are no user of OMERO."""


def auditor() -> Reader | None:
    """Whom the settings name."""
    address = auditor_address()
    return Reader(AUDITOR, "auditor", address) if address else None


def put_mail(made: MadeCheckpoint, files: Mapping[str, bytes]) -> bool:
    """Put it into the outbox, once for each checkpoint, with files: the first is its note, a second one the time stamp
    over that. False where no auditor is named. Raises `setup_incomplete` while no sender is set.
    """
    settings, reader = conf(), auditor()
    if reader is None:
        return False
    words = checkpoint_words(made.checkpoint, made.made_at, list(files), settings.zone, settings.contact)
    message = new_message(
        CHECKPOINT,
        reader,
        period=str(made.number),
        words=words,
        now=timezone.now(),
        files=files,
    )
    with short_write():
        put([message])
    return True
