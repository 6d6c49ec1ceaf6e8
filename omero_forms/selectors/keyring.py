# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public keys whose seals are believed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import lru_cache

from omero_forms.domain.records.key_chain import KeyPurpose
from omero_forms.domain.records.keyring import Keyring
from omero_forms.selectors.key_chain import key_chain
from omero_forms.selectors.keys import root_keys


def keyring() -> Keyring:
    """The public keys whose seals are believed: of the files of this host, and those that the records of keys tell of,
    which are read where the files do not know one. Raises `setup_incomplete`.
    """
    return _ring(*root_keys())


@lru_cache(maxsize=4)
def _ring(*public_keys: bytes) -> Keyring:
    return Keyring(_WithChain(public_keys))


class _WithChain(Mapping[str, bytes]):
    """Public keys by fingerprint. Most are known at once, and ask the database nothing."""

    def __init__(self, roots: tuple[bytes, ...]) -> None:
        self._known = dict(Keyring.of(roots).keys)
        self._asked_at = -_ASKED_EVERY

    def __getitem__(self, fingerprint: str) -> bytes:
        if fingerprint not in self._known:
            self._ask()
        return self._known[fingerprint]

    def __iter__(self) -> Iterator[str]:
        self._ask()
        return iter(self._known)

    def __len__(self) -> int:
        self._ask()
        return len(self._known)

    def _ask(self) -> None:
        # A forger names what keys they like: nobody is to keep the database busy so.
        if time.monotonic() - self._asked_at < _ASKED_EVERY:
            return
        self._asked_at = time.monotonic()
        for one in key_chain().of(KeyPurpose.RECORD):
            self._known.setdefault(one.fingerprint, one.public_key)


_ASKED_EVERY = 1.0
"""Seconds between two looks for a key that is not known."""
