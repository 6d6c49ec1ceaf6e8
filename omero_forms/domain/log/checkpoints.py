# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a log was at one moment: its origin, size and root, in a signed note (C2SP tlog-checkpoint v1.0.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from omero_forms.domain.log.notes import (
    ED25519,
    Cosigner,
    NotProven,
    Signer,
    VerifierKey,
    from_base64,
    open_note,
    read_note,
    sign_note,
    to_base64,
)
from omero_forms.domain.log.tree import HASH_BYTES
from omero_forms.domain.texts import t

NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
"""A size or an index as the formats write it; what no signed number of 64 bits holds, tools of others refuse."""
MAX_NUMBER: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`extensions` are lines that others may have added; we write none, since nothing audits them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text of the note."""
        return "\n".join([self.origin, str(self.size), to_base64(self.root), *self.extensions, ""])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """From the text of a note. Raises NotProven where it is not a checkpoint's."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NotProven(t("a checkpoint has at least three lines, and none is empty"))
        origin, size, root, *extensions = lines[:-1]
        data = from_base64(root)
        if data is None or len(data) != HASH_BYTES:
            raise NotProven(t("the third line of the checkpoint is not a hash"))
        return cls(origin, read_number(size), data, tuple(extensions))

    @classmethod
    def of_note(cls, note: str) -> Self:
        """What a note says, whoever has signed it. Raises NotProven where it is none of a checkpoint."""
        return cls.from_text(read_note(note).text)


def read_number(text: str) -> int:
    """A size or an index. Raises NotProven for any other way of writing it."""
    if not NUMBER.fullmatch(text) or int(text) > MAX_NUMBER:
        raise NotProven(t("a number is not written as it has to be"))
    return int(text)


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer | Cosigner]) -> str:
    """The signed note of a checkpoint."""
    return sign_note(checkpoint.text(), signers)


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint that a log has signed whose key is known: one that has the origin as its name.

    So what only a witness has signed is not proven, nor what only the log's ML-DSA key has: no record tells when that
    one ended. Raises NotProven.
    """
    opened = open_note(note, keys)
    checkpoint = Checkpoint.from_text(opened.text)
    if all((key.name, key.type) != (checkpoint.origin, ED25519) for key in opened.signed_by):
        raise NotProven(t("the key that signed the checkpoint is that of another log"))
    return checkpoint
