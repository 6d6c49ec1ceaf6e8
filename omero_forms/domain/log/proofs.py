# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof that a record is in the log, as one text for offline use (C2SP tlog-proof v1), and whose signature it needs
(C2SP tlog-policy).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from omero_forms.domain.log.checkpoints import Checkpoint, open_checkpoint, read_number
from omero_forms.domain.log.notes import NotProven, VerifierKey, from_base64, to_base64
from omero_forms.domain.log.tree import HASH_BYTES, leaf_hash, verify_inclusion
from omero_forms.domain.texts import t

HEADER: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "

MAX_HASHES: Final = 63
"""No tree of fewer than 2^63 leaves is higher."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a leaf lies, the hashes beside its path, and the note of the checkpoint, verbatim.

    `extra` is what others may have added; nothing proves it.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def text(self) -> str:
        """The text of a `.tlog-proof` file."""
        extra = [] if self.extra is None else [_EXTRA + to_base64(self.extra)]
        hashes = [to_base64(one) for one in self.hashes]
        return "\n".join([HEADER, *extra, f"{_INDEX}{self.index}", *hashes, "", self.checkpoint])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """From the text of such a file. Raises NotProven for any other; the checkpoint is not looked at yet."""
        above, gap, checkpoint = text.partition("\n\n")
        header, *lines = above.split("\n")
        if header != HEADER or not gap:
            raise NotProven(t("this is not a proof of a kind that is known"))
        extra = None
        if lines and lines[0].startswith(_EXTRA):
            extra = from_base64(lines.pop(0).removeprefix(_EXTRA))
            if extra is None:
                raise NotProven(t("the extra data of the proof are not in base64"))
        if not lines or not lines[0].startswith(_INDEX):
            raise NotProven(t("the proof does not say where the leaf is"))
        index = read_number(lines[0].removeprefix(_INDEX))
        return cls(index, _hashes(lines[1:]), checkpoint, extra)

    def proven_by(self, digest: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
        """The checkpoint that counts the record of that digest (32 raw bytes). Raises NotProven.

        `keys` are those of logs; a witness proves no log.
        """
        checkpoint = open_checkpoint(self.checkpoint, keys)
        if not verify_inclusion(leaf_hash(digest), self.index, checkpoint.size, self.hashes, checkpoint.root):
            raise NotProven(t("the record is not where the proof says in the tree of this checkpoint"))
        return checkpoint


def _hashes(lines: list[str]) -> tuple[bytes, ...]:
    hashes = [from_base64(line) for line in lines]
    if len(hashes) > MAX_HASHES:
        raise NotProven(t("the proof has more hashes than any tree is high"))
    if any(one is None or len(one) != HASH_BYTES for one in hashes):
        raise NotProven(t("a line of the proof is not a hash"))
    return tuple(one for one in hashes if one is not None)


def policy_text(logs: Iterable[VerifierKey], witness: VerifierKey | None = None) -> str:
    """A policy: a checkpoint counts that one of these logs has signed, and the witness, where one is named."""
    lines = [f"log {log.text()}" for log in logs]
    if witness is not None:
        lines.append(f"witness {witness.name} {witness.text()}")
    return "\n".join([*lines, f"quorum {witness.name if witness else 'none'}", ""])
