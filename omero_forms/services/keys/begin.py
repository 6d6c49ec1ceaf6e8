# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stream `key` begins with the key that seals, which says so itself, and with the one that signs checkpoints."""

from __future__ import annotations

import logging

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.key_chain import KEY_STREAM, KeyPurpose
from omero_forms.domain.records.parts import key_added_parts
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import RecordRow, Stream
from omero_forms.selectors.key_chain import key_chain
from omero_forms.selectors.keys import checkpoint_public_key, sealer
from omero_forms.services.records.append import Entry, append, locked_stream
from omero_forms.services.records.gate import is_of_site
from omero_forms.services.records.write import check_heads, record_stream

logger = logging.getLogger(__name__)

SECONDS = 10.0


def begin_keys() -> None:
    """Record the first key of each purpose, once. Nothing happens where OMERO or a key is missing: the next sweep tries
    again.
    """
    if not _is_missing():
        return
    try:
        _begin()
    except FormsError as fault:
        if is_of_site(fault):
            raise
        logger.info("the keys are not recorded yet: %s", fault.code)


def _is_missing() -> bool:
    """Asked of the database in one statement, before anything else."""
    known = RecordRow.objects.filter(kind="key.added", stream__name=KEY_STREAM).count()
    return known < (1 if checkpoint_public_key() is None else 2)


def _begin() -> None:
    deadline = Deadline.after(SECONDS)
    with master_session() as master:
        check_heads([KEY_STREAM], master=master, deadline=deadline)
        for purpose, public_key in _wanted():
            with accepting_write():
                locked_stream(KEY_STREAM)
                if key_chain().of(purpose) or (purpose is KeyPurpose.RECORD and _has_any()):
                    continue
                parts = key_added_parts(public_key=public_key, purpose=purpose, replaces=None)
                act = Act(None, None, Capacity.SERVICE, Via.SCHEDULE)
                append(Entry(master.server_uuid, KEY_STREAM, "key.added", parts, act), base=None, sealer=sealer())
        if Stream.objects.filter(name=KEY_STREAM).exists():
            record_stream(KEY_STREAM, upto=None, master=master, deadline=deadline)


def _wanted() -> list[tuple[KeyPurpose, bytes]]:
    log = checkpoint_public_key()
    wanted = [(KeyPurpose.RECORD, sealer().public_key)]
    return wanted if log is None else [*wanted, (KeyPurpose.CHECKPOINT, log)]


def _has_any() -> bool:
    """Whether another key began the stream: who replaced the file without saying so has to declare that one lost."""
    return RecordRow.objects.filter(stream__name=KEY_STREAM).exists()
