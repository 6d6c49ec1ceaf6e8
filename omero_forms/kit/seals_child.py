# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program that :mod:`omero_forms.kit.seal_checks` runs: it checks the seals that it reads, until there are no more.

Read are first the number of keys and the keys, 32 raw bytes each; then, for each batch, how many seals there are, and
of each the place of its key, the digest and the seal. Written is a byte for each seal, 1 where it is right.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from struct import Struct
from typing import BinaryIO

from omero_forms.domain.records.seals import KEY_BYTES, sealed_text, verify_seal

NUMBER = Struct("!I")
ONE = Struct("!I32s64s")


def check(given: BinaryIO, told: BinaryIO) -> None:
    """Answer batch after batch. One that is cut short is not answered."""
    keys = [given.read(KEY_BYTES) for _ in range(*NUMBER.unpack(given.read(NUMBER.size)))]
    while len(head := given.read(NUMBER.size)) == NUMBER.size:
        size = ONE.size * NUMBER.unpack(head)[0]
        if len(batch := given.read(size)) < size:
            return
        told.write(
            bytes(verify_seal(keys[key], sealed_text(1, digest), seal) for key, digest, seal in ONE.iter_unpack(batch))
        )
        told.flush()


def main() -> None:
    """Whoever asks may be gone at any time, or be stopped together with this."""
    with suppress(KeyboardInterrupt):
        try:
            check(sys.stdin.buffer, sys.stdout.buffer)
        except BrokenPipeError:
            # What nobody reads is still to be written: Python tries again at its end, and would tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
