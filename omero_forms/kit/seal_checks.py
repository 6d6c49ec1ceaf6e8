# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seals checked by another process while this one goes on: of all that proves a record, they alone take long.

A thread would not do: after each seal it would wait for whichever thread computes to let Python go.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from types import TracebackType
from typing import IO, Final, Self, cast

from omero_forms.domain.records.format import Record, is_digest, seal_bytes
from omero_forms.domain.records.keyring import Keyring, Seal
from omero_forms.kit import seals_child
from omero_forms.kit.seals_child import NUMBER, ONE

logger = logging.getLogger(__name__)

WORTH_IT: Final = 1000
"""So many seals are checked sooner than the process has started."""

MOST_AT_ONCE: Final = 600
"""Seals of a batch that fit into a pipe, which holds 64 kB: whoever asks need not wait until they are read."""


def seals_of(records: Iterable[Record]) -> list[Seal]:
    """The seals of those that may have one at all."""
    found = []
    for one in records:
        seal = seal_bytes(one.seal)
        if seal is not None and is_digest(one.digest):
            found.append(Seal(one.key, bytes.fromhex(one.digest), seal))
    return found


def _processors() -> int:
    """Those that this process may have; not every system says which."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class SealChecks:
    """Checks batches of seals, one ahead: what was asked last is answered by the next :meth:`sound`.

    Where there is one processor, or no process can be started, nothing is checked, and nobody is told that a seal is
    right: whoever needs to know finds out.
    """

    def __init__(self, keyring: Keyring) -> None:
        # As they are now: a keyring may come to know more.
        self._keys = dict(keyring.keys)
        self._places = {fingerprint: place for place, fingerprint in enumerate(self._keys)}
        self._process: _Child | None = None
        self._asked: list[Seal] = []
        self._seen = 0
        self._is_over = _processors() < 2

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def pid(self) -> int | None:
        """The number of the other process; None where there is none."""
        return None if self._process is None else self._process.pid

    def ask(self, seals: Iterable[Seal]) -> None:
        """Have the first of these checked, as many as go at once; call `sound` before the next."""
        known = [one for one in seals if one.key in self._places and (len(one.digest), len(one.seal)) == (32, 64)]
        self._seen += len(known)
        if self._is_over or not known or self._seen <= WORTH_IT:
            return
        self._asked = known[:MOST_AT_ONCE]
        batch = b"".join(ONE.pack(self._places[one.key], one.digest, one.seal) for one in self._asked)
        self._send(NUMBER.pack(len(self._asked)) + batch)

    def sound(self) -> Collection[Seal]:
        """Those of the last that were asked for which are right."""
        asked, self._asked = self._asked, []
        if not asked or self._process is None:
            return frozenset()
        told = self._process.told.read(len(asked))
        if len(told) < len(asked):
            self._give_up("it ended")
            return frozenset()
        return frozenset(one for one, is_right in zip(asked, told, strict=True) if is_right)

    def _send(self, data: bytes) -> None:
        try:
            if self._process is None:
                self._process = _Child()
                data = NUMBER.pack(len(self._keys)) + b"".join(self._keys.values()) + data
            self._process.given.write(data)
            self._process.given.flush()
        except OSError as fault:
            self._give_up(str(fault))

    def _give_up(self, why: str) -> None:
        logger.warning("seals are checked by this process alone, since another one cannot: %s", why)
        self._is_over, self._asked = True, []
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()


class _Child:
    """The process, and what goes in and comes out. Raises OSError where none can be started."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-m", seals_child.__name__]
        # In a group of its own, which Ctrl-C does not reach: whoever is told of it ends this one.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
        self.given = cast("IO[bytes]", self._process.stdin)
        self.told = cast("IO[bytes]", self._process.stdout)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def end(self) -> None:
        """It may be in the middle of a batch, or gone already."""
        self._process.kill()
        self._process.communicate()
