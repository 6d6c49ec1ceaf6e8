# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public keys whose seals are believed, each found by the full fingerprint that records name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple, Self

from omero_forms.domain.records.seals import fingerprint_of, sealed_text, verify_seal


class Seal(NamedTuple):
    """The seal of a record of format 1: the fingerprint of its key, the digest that it is over, and its 64 bytes."""

    key: str
    digest: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """Made with `of`: a key can only be found under its own fingerprint. `sound` are seals that need not be checked."""

    keys: Mapping[str, bytes] = field(default_factory=dict)
    sound: Collection[Seal] = frozenset()

    @classmethod
    def of(cls, public_keys: Iterable[bytes]) -> Self:
        """A keyring of public keys, 32 raw bytes each."""
        return cls(MappingProxyType({fingerprint_of(key): key for key in public_keys}))

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self.keys

    def knowing(self, sound: Collection[Seal]) -> Self:
        """The same, which need not check these seals again: somebody did who has the same keys."""
        return replace(self, sound=sound)

    def verifies(self, fingerprint: str, record_format: int, digest: bytes, seal: bytes) -> bool:
        """Whether the key of that fingerprint is here and made this seal for a record of that format."""
        if record_format == 1 and (fingerprint, digest, seal) in self.sound:
            return True
        key = self.keys.get(fingerprint)
        return key is not None and verify_seal(key, sealed_text(record_format, digest), seal)
