# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proofs that records are in the log, as its newest checkpoint has it, and what one needs to check them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cached_property

from omero_forms.conf import conf
from omero_forms.domain.bundles import names
from omero_forms.domain.log.notes import ED25519, NotProven, VerifierKey, open_note
from omero_forms.domain.log.proofs import Proof, policy_text
from omero_forms.domain.log.tree import Node, inclusion_proof
from omero_forms.domain.records.format import Record
from omero_forms.selectors import log
from omero_forms.selectors.log import MadeCheckpoint, MissingLeafError
from omero_forms.selectors.log_keys import LogKeys

logger = logging.getLogger(__name__)


class Proofs:
    """Of one bundle, all against one checkpoint; none before there is one that a known key has signed."""

    def __init__(self) -> None:
        self._is_whole = True

    @cached_property
    def latest(self) -> MadeCheckpoint | None:
        """The newest checkpoint."""
        found = log.latest_checkpoint()
        return found if found is None or self._signers(found) else None

    @property
    def size(self) -> int | None:
        """How many records it counts; None without any."""
        return None if self.latest is None else self.latest.checkpoint.size

    def of(self, record: Record) -> bytes | None:
        """The tlog-proof of a record; None where the checkpoint does not count it."""
        if self.latest is None or not self._is_whole:
            return None
        index = log.position(record.stream, record.number)
        size = self.latest.checkpoint.size
        if index is None or index >= size:
            return None
        try:
            hashes = inclusion_proof(index, size, self._nodes)
        except MissingLeafError as missing:
            # `verify` names it, and whoever checks the bundle is told that nothing counts its records.
            logger.error("record %d of the log is not in the database: a bundle goes without proofs", missing.index)
            self._is_whole = False
            return None
        return Proof(index, tuple(hashes), self._note).text().encode()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The checkpoint, the time stamp over it, the keys that signed it, and the policy that asks for them."""
        if self.latest is None:
            return
        signers = self._signers(self.latest)
        yield names.CHECKPOINT, self._note.encode()
        stamp = log.stamp_of(self.latest)
        # That of an older one says nothing of this one, so there is none until the authority has answered.
        if stamp is not None:
            yield names.TOKEN, stamp
        yield names.CHECKPOINT_KEYS, "".join(f"{one.text()}\n" for one in signers).encode()
        logs = [one for one in signers if one.type == ED25519]
        yield names.POLICY, policy_text(logs, self._witness()).encode()

    @cached_property
    def _note(self) -> str:
        """With the signatures of witnesses: whoever knows none of them passes over their lines."""
        return "" if self.latest is None else log.cosigned(self.latest)

    def _witness(self) -> VerifierKey | None:
        """The witness of the settings, where it has signed the checkpoint."""
        try:
            witness = VerifierKey.from_text(conf().witness.partition(" ")[0])
            open_note(self._note, [witness])
        except NotProven:
            return None
        return witness

    @cached_property
    def _nodes(self) -> Node:
        return log.kept_nodes()

    def _signers(self, made: MadeCheckpoint) -> list[VerifierKey]:
        """The known keys that signed it: the configured one, or one that the history of the keys names."""
        known = LogKeys.of(made.checkpoint.origin).up_to(made.checkpoint.size)
        found = [one for one in known if _has_signed(one, made.note)]
        if not any(one.type == ED25519 for one in found):
            found = []
            logger.error("no known key has signed checkpoint %d: a bundle goes without it", made.number)
        return found


def _has_signed(key: VerifierKey, note: str) -> bool:
    try:
        open_note(note, [key])
    except NotProven:
        return False
    return True
