# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public keys whose signatures make a checkpoint one of this log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.checkpoints import Checkpoint, open_checkpoint
from omero_forms.domain.log.notes import ED25519, VerifierKey
from omero_forms.domain.records.key_chain import KeyPurpose
from omero_forms.selectors.key_chain import key_chain
from omero_forms.selectors.keys import checkpoint_cosigner, checkpoint_public_key


@dataclass(frozen=True, slots=True)
class LogKeys:
    """Keys with the largest log that each may sign: None for one that is not retired."""

    keys: tuple[tuple[VerifierKey, int | None], ...]

    @classmethod
    def of(cls, origin: str | None) -> Self:
        """That of the settings, and those that the stream of the keys adds, as far as they are believed; none of a log
        without a checkpoint, which has no origin yet.
        """
        if origin is None:
            return cls(())
        try:
            added = key_chain().of(KeyPurpose.CHECKPOINT)
        except FormsError:
            # Without a key that seals nothing is believed; the doctor says why.
            added = []
        largest = {one.public_key: one.retired.log_size if one.retired else None for one in added}
        configured = checkpoint_public_key()
        if configured is not None:
            largest.setdefault(configured, None)
        keys = [(VerifierKey(origin, ED25519, one), size) for one, size in largest.items()]
        # It signs besides, and proves nothing alone: so it has no end of its own.
        cosigner = checkpoint_cosigner(origin, 0)
        return cls((*keys, *([] if cosigner is None else [(cosigner.key, None)])))

    def up_to(self, size: int) -> list[VerifierKey]:
        """Those that may sign a log of that size."""
        return [key for key, largest in self.keys if largest is None or size <= largest]

    def open(self, note: str) -> Checkpoint:
        """The checkpoint of a note that this log signed while its key counted. Raises NotProven."""
        return open_checkpoint(note, self.up_to(Checkpoint.of_note(note).size))
