# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checkpoints of the log as somebody reads them who has nothing but RFC 6962 and C2SP's signed-note.

Nothing of the plug-in is used: what it signed is checked by other code than signed it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature

from demo.records import PublicKey
from demo.transcript import make_sure

KEY_HASH = 4
"""So many bytes before the signature say which key it is by."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note says of the log: how many records it counts, and the root of the tree over them."""

    origin: str
    size: int
    root: bytes


def open_note(note: str, key: PublicKey) -> Checkpoint:
    """What the note says. Raises NotSoError unless its first signature is by the key."""
    text, _, signatures = note.partition("\n\n")
    origin, size, root = text.split("\n")
    dash, name, signature = signatures.splitlines()[0].split(" ")
    make_sure((dash, name) == ("\N{EM DASH}", origin), "the checkpoint is signed in another name than the log's")
    try:
        key.key.verify(base64.b64decode(signature)[KEY_HASH:], f"{text}\n".encode())
    except InvalidSignature:
        make_sure(False, "the signature of the checkpoint is wrong")
    return Checkpoint(origin, int(size), base64.b64decode(root))


def check_consistency(old: Checkpoint, new: Checkpoint, proof: Sequence[str]) -> None:
    """Raise NotSoError unless the log of `new` begins with the whole of `old`, by the hashes of the proof (RFC 9162,
    section 2.1.4.2, has it step by step).
    """
    path = [base64.b64decode(one) for one in proof]
    if old.size & (old.size - 1) == 0:
        path.insert(0, old.root)
    first, second = old.size - 1, new.size - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    before = after = path[0]
    for one in path[1:]:
        make_sure(second > 0, "the consistency proof is too long")
        if first & 1 or first == second:
            before, after = _node(one, before), _node(one, after)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            after = _node(after, one)
        first, second = first >> 1, second >> 1
    make_sure(second == 0 and before == old.root and after == new.root, "the consistency proof is wrong")


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
