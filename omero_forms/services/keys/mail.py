# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail that tells the auditor of a key that the one before did not sign."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.key_chain import ChainedKey
from omero_forms.kit.transactions import short_write
from omero_forms.mail.key_alone import key_alone_words
from omero_forms.selectors.log import kept_origin
from omero_forms.services.log.mail import auditor, auditor_address
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import new_message, put

logger = logging.getLogger(__name__)

KEY_ALONE = register(MailKind("key alone", "omero_forms/mail/auditor", address=auditor_address))

STATEMENT = "key-lost.txt"
_PERIOD = 64


def tell_auditor(keys: Iterable[ChainedKey]) -> None:
    """Put a mail about each into the outbox, once. None where nobody is named, and while none can be sent: whoever
    verifies the keys next tells it.
    """
    settings = conf()
    reader = auditor()
    if reader is None:
        return
    for key in keys:
        files = {} if key.statement is None else {STATEMENT: key.statement.encode()}
        log, zone = kept_origin() or settings.omero_host, settings.zone
        words = key_alone_words(key, log, STATEMENT if files else None, zone, settings.contact)
        try:
            message = new_message(
                KEY_ALONE,
                reader,
                period=key.fingerprint[-_PERIOD:],
                words=words,
                now=timezone.now(),
                files=files,
            )
        except FormsError as fault:
            logger.warning("the auditor is not told of a key: %s", fault.message)
            return
        with short_write():
            put([message])
