# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams that are about to get numbers, in two ways: as they were read a moment ago, or locked.

With a number goes the lease of the stream where all before it is proven, in the same statement: whoever has it writes
the record without another look.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from omero_forms.kit.kept_writes import Rows
from omero_forms.kit.leases import WRITE, Lease, claim
from omero_forms.models import Stream
from omero_forms.services.records.append import locked_streams, move_locked
from omero_forms.services.records.heads import Heads, is_still_proven


class AsRead:
    """The rows of quiet streams as they were read with their heads. A number is given only where they still are so, and
    nobody holds the lease.
    """

    def __init__(self, heads: Heads) -> None:
        self.rows: Mapping[str, Stream] = heads.rows
        self.leases: dict[str, Lease] = {}

    def move(self, stream: Stream, changes: dict[str, Any]) -> bool:
        """Set the number, and take the lease with the first one. False where anything happened to the stream."""
        mine = self.leases.get(stream.name)
        if mine is not None:
            return mine.held.update(**changes) > 0
        as_read = Q(
            last_number=stream.last_number,
            last_digest=stream.last_digest,
            recorded_number=stream.recorded_number,
            verified_at=stream.verified_at,
            stopped=stream.stopped,
        )
        lease = claim(Rows(Stream).filter(pk=stream.pk), WRITE, only_if=as_read, **changes)
        if lease is not None:
            self.leases[stream.name] = lease
        return lease is not None


class Locked:
    """The rows of streams, made where they are new, locked until the transaction ends."""

    def __init__(self, heads: Heads, *, to_write: bool) -> None:
        self.rows: Mapping[str, Stream] = locked_streams(heads.found)
        self.leases: dict[str, Lease] = {}
        self._proven = heads.proven if to_write else {}

    def move(self, stream: Stream, changes: dict[str, Any]) -> bool:
        """Set the number; take the lease of a stream that is still as OMERO was seen to hold it, where it is free."""
        mine = self.leases.get(stream.name)
        if mine is not None:
            return mine.held.update(**changes) > 0
        if stream.name in self._proven and is_still_proven(stream, self._proven[stream.name]):
            lease = claim(Rows(Stream).filter(pk=stream.pk), WRITE, **changes)
            if lease is not None:
                self.leases[stream.name] = lease
                return True
        return move_locked(stream, changes)
