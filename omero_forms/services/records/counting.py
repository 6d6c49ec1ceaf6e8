# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a record counts by the key that sealed it. What a retired key seals after its end proves nothing: somebody
may have stolen it. So of a retired key only those records count that the log had by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Self

from omero_forms.domain.errors import error
from omero_forms.domain.records.format import Record, digest_of
from omero_forms.domain.records.key_chain import KEY_STREAM, KeyChain
from omero_forms.domain.records.verify import verify
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.models import RecordRow
from omero_forms.selectors.key_chain import key_chain
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.log import STREAM, position
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.mark import check_later


class Counting:
    """Asked of records that the database does not know; before the first of them nothing is read. `read` gives the
    checkpoints that OMERO has.
    """

    def __init__(self, read: Callable[[], Sequence[Record]]) -> None:
        self._read = read

    @classmethod
    def by(cls, master: MasterSession) -> Self:
        """Reads them in that session, if it has to."""
        return cls(lambda: [one.record for one in gateway.read_stream(master, STREAM)])

    @classmethod
    def read_by(cls, master: MasterSession) -> Self:
        """For who asks when the session is gone: they are read now, if any key has ended."""
        has_ended = any(one.retired for one in key_chain().keys.values())
        records = [one.record for one in gateway.read_stream(master, STREAM)] if has_ended else []
        return cls(lambda: records)

    def counts(self, record: Record, is_taken: bool) -> bool:
        """`is_taken`: its place is that of another record, which is proven. Raises `history_behind` while the database
        does not know all checkpoints that OMERO has: then a worker reads them first.
        """
        found = self.is_in_time(record, is_taken)
        if found is None:
            ensure_stream(STREAM)
            check_later([STREAM])
            raise error("history_behind")
        return found

    def is_in_time(self, record: Record, is_taken: bool) -> bool | None:
        """The same; None where that is not known yet."""
        key = self._chain.keys.get(record.key)
        if key is None or key.retired is None:
            return True
        if is_taken:
            return False
        if record.stream == KEY_STREAM:
            # The chain has its own end of a key.
            return record.number <= key.retired.number
        place = position(record.stream, record.number)
        if place is None and record.stream == STREAM:
            return record.digest in self._checkpoints
        if place is None and not self._knows_log:
            return None
        return self._chain.counts(record.key, place)

    @cached_property
    def _chain(self) -> KeyChain:
        return key_chain()

    @cached_property
    def _knows_log(self) -> bool:
        known = RecordRow.objects.filter(stream__name=STREAM, digest__in=self._checkpoints).count()
        return known == len(self._checkpoints)

    @cached_property
    def _checkpoints(self) -> frozenset[str]:
        """Digests of those in OMERO that count: a key in use sealed them, or one that follows, since a key ends with a
        checkpoint of its successor.
        """
        ring, found, followed = keyring(), set(), set()
        for record in reversed(self._read()):
            if digest_of(record.previous, record.payload) != record.digest:
                # Anybody may write the digest of another one, and that it follows on theirs.
                continue
            key = self._chain.keys.get(record.key)
            is_in_use = (key is None or key.retired is None) and not verify(record, ring, redacted=(record.ref,))
            if is_in_use or record.digest in followed:
                found.add(record.digest)
                followed.add(record.previous)
        return frozenset(found)
