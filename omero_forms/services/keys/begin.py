# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stream `key` begins with the key that seals, which says so itself, and with the one that signs checkpoints."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.key_chain import KEY_STREAM, KeyPurpose
from omero_forms.domain.records.parts import key_added_parts
from omero_forms.domain.records.seals import fingerprint_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import RecordRow, Stream
from omero_forms.selectors.key_chain import key_chain, trusted
from omero_forms.selectors.keys import checkpoint_public_key, sealer
from omero_forms.services.records.append import Entry, append, locked_stream
from omero_forms.services.records.gate import is_of_site
from omero_forms.services.records.write import check_heads, record_stream

logger = logging.getLogger(__name__)

SECONDS = 10.0


def begin_keys() -> None:
    """Record the first key of each purpose, and those that an admin made for a copy of a site, once. Nothing happens
    where OMERO or a key is missing: the next sweep tries again.
    """
    try:
        missing = _missing()
        if missing:
            _begin(missing)
    except FormsError as fault:
        if is_of_site(fault):
            raise
        logger.info("the keys are not recorded yet: %s", fault.code)


def _missing() -> list[tuple[KeyPurpose, bytes]]:
    """Keys in use that no record names; asked of the database in one statement, before anything else."""
    rows = RecordRow.objects.filter(kind="key.added", stream__name=KEY_STREAM).values_list("payload", flat=True)
    named = [bytes(one) for one in rows]
    found = [(one, key) for one, key in _wanted() if not any(key.hex().encode() in said for said in named)]
    return [(one, key) for one, key in found if _may_begin(one, key)]


def _begin(missing: Iterable[tuple[KeyPurpose, bytes]]) -> None:
    deadline = Deadline.after(SECONDS)
    with master_session() as master:
        check_heads([KEY_STREAM], master=master, deadline=deadline)
        for purpose, public_key in missing:
            with accepting_write():
                locked_stream(KEY_STREAM)
                if not _may_begin(purpose, public_key):
                    continue
                before = key_chain().of(purpose)
                replaces = before[-1].fingerprint if before else None
                parts = key_added_parts(public_key=public_key, purpose=purpose, replaces=replaces)
                act = Act(None, None, Capacity.SERVICE, Via.SCHEDULE)
                append(Entry(master.server_uuid, KEY_STREAM, "key.added", parts, act), base=None, sealer=sealer())
        if Stream.objects.filter(name=KEY_STREAM).exists():
            record_stream(KEY_STREAM, upto=None, master=master, deadline=deadline)


def _wanted() -> list[tuple[KeyPurpose, bytes]]:
    log = checkpoint_public_key()
    wanted = [(KeyPurpose.RECORD, sealer().public_key)]
    return wanted if log is None else [*wanted, (KeyPurpose.CHECKPOINT, log)]


def _may_begin(purpose: KeyPurpose, public_key: bytes) -> bool:
    """Where there is none yet, or an admin gave the key's fingerprint; who replaced the file without saying so has to
    declare the one before lost.
    """
    chain, fingerprint = key_chain(), fingerprint_of(public_key)
    if fingerprint in chain.keys:
        return False
    is_first = not chain.of(purpose) and (purpose is KeyPurpose.CHECKPOINT or not _has_any())
    return is_first or fingerprint in trusted()


def _has_any() -> bool:
    return RecordRow.objects.filter(stream__name=KEY_STREAM).exists()
