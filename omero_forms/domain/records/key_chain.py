# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which keys are believed: what the records of the stream `key` say, as far as believed keys sealed it.

Belief begins with keys that are known from elsewhere, and goes both ways: a key vouches for the one that it adds, and
for the one that it retires, whose fingerprint it names. What a retired key sealed after that adds and retires nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from omero_forms.domain.records.format import Record, RecordDamaged
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.seals import fingerprint_of
from omero_forms.domain.records.verify import is_newer, verify
from omero_forms.domain.times import time_from_text

KEY_STREAM: Final = "key"
ADDED: Final = "key.added"
RETIRED: Final = "key.retired"

_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class KeyPurpose(StrEnum):
    """What a key is for. None is for both."""

    RECORD = "record"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Retired:
    """By which record of the stream a key was retired, when, and from which size of the log on it counts no more."""

    number: int
    time: datetime
    log_size: int


@dataclass(frozen=True, slots=True)
class ChainedKey:
    """A key that is believed, as the record of its beginning says. `vouched_by` is the key that sealed that: its own
    where nobody vouched for it.
    """

    public_key: bytes
    purpose: KeyPurpose
    number: int
    since: datetime
    replaces: str | None
    statement: str | None
    vouched_by: str
    retired: Retired | None = None

    @property
    def fingerprint(self) -> str:
        """Its name."""
        return fingerprint_of(self.public_key)

    @property
    def is_alone(self) -> bool:
        """Whether the key before it did not sign it: it is not the first, and sealed its own beginning."""
        return self.vouched_by == self.fingerprint and self.number > 1


@dataclass(frozen=True, slots=True)
class KeyChain:
    """The believed keys of the stream, by fingerprint, in their order."""

    keys: Mapping[str, ChainedKey] = field(default_factory=dict)

    def of(self, purpose: KeyPurpose) -> list[ChainedKey]:
        """Those for one purpose, the first one first."""
        return [one for one in self.keys.values() if one.purpose is purpose]

    def newest(self, purpose: KeyPurpose) -> ChainedKey | None:
        """The one that was added last, and is not retired."""
        found = [one for one in self.of(purpose) if one.retired is None]
        return found[-1] if found else None

    def alone(self, trusted: Iterable[str] = ()) -> list[ChainedKey]:
        """Those that the key before did not sign, and whose fingerprint nobody gave."""
        given = set(trusted)
        return [one for one in self.keys.values() if one.is_alone and one.fingerprint not in given]

    def counts(self, fingerprint: str, index: int | None) -> bool:
        """Whether a record that a key sealed counts, by its place in the log: None where it has none."""
        key = self.keys.get(fingerprint)
        if key is None or key.retired is None:
            return True
        return index is not None and index < key.retired.log_size


@dataclass(slots=True)
class _Belief:
    records: Mapping[str, bytes]
    """keys that seal records"""
    chained: dict[str, ChainedKey] = field(default_factory=dict)
    retired: dict[str, Retired] = field(default_factory=dict)


def chain_of(records: Sequence[Record], roots: Iterable[bytes]) -> KeyChain:
    """The chain of what the stream holds, believed from the public keys `roots` on."""
    in_order = sorted(records, key=lambda one: one.number)
    offered = _offered(in_order)
    belief = _Belief({fingerprint_of(one): one for one in roots})
    while True:
        before = (len(belief.records), len(belief.chained), len(belief.retired))
        for one in in_order:
            _hear(one, belief, offered)
        if before == (len(belief.records), len(belief.chained), len(belief.retired)):
            break
    keys = sorted(belief.chained.values(), key=lambda one: one.number)
    return KeyChain(
        MappingProxyType({one.fingerprint: replace(one, retired=belief.retired.get(one.fingerprint)) for one in keys})
    )


def offered_keys(records: Sequence[Record]) -> list[bytes]:
    """The public keys that records offer, whoever sealed them."""
    return list(_offered(records).values())


def _offered(records: Sequence[Record]) -> dict[str, bytes]:
    """Public keys for sealing records that anybody offers: a fingerprint says which bytes it is of."""
    found = {}
    for one in records:
        public_key = _public_key(one)
        if public_key is not None and _said(one).get("purpose") == KeyPurpose.RECORD:
            found[fingerprint_of(public_key)] = public_key
    return found


def _hear(one: Record, belief: _Belief, offered: Mapping[str, bytes]) -> None:
    if one.stream != KEY_STREAM or one.kind not in {ADDED, RETIRED} or one.key not in belief.records:
        return
    ended = belief.retired.get(one.key)
    if ended is not None and one.number > ended.number:
        return
    # All that counts here is in the payload: its content may be gone.
    if verify(one, Keyring.of(belief.records.values()), redacted=(one.ref,)) or is_newer(one):
        return
    said = one.payload_json()
    if one.kind == ADDED:
        _add(one, said, belief)
    elif isinstance(said.get("retired"), str) and isinstance(said.get("log_size"), int):
        old = said["retired"]
        belief.retired.setdefault(old, Retired(one.number, time_from_text(said["time"]), said["log_size"]))
        if old in offered:
            belief.records = {**belief.records, old: offered[old]}


def _add(one: Record, said: Mapping[str, Any], belief: _Belief) -> None:
    public_key = _public_key(one)
    if public_key is None or said.get("purpose") not in set(KeyPurpose):
        return
    name, purpose = fingerprint_of(public_key), KeyPurpose(said["purpose"])
    known = belief.chained.get(name)
    # Where a key says itself what another one has said of it, the other one vouches for it.
    if known is None or (known.vouched_by == name and one.key != name):
        belief.chained[name] = ChainedKey(
            public_key,
            purpose,
            known.number if known else one.number,
            time_from_text(said["time"]),
            said.get("replaces"),
            said.get("statement"),
            one.key,
        )
    if purpose is KeyPurpose.RECORD:
        belief.records = {**belief.records, name: public_key}


def _said(one: Record) -> Mapping[str, Any]:
    """Nothing of what cannot be read."""
    try:
        return one.payload_json()
    except RecordDamaged:
        return {}


def _public_key(one: Record) -> bytes | None:
    value = _said(one).get("public_key") if one.kind == ADDED else None
    return bytes.fromhex(value) if isinstance(value, str) and _PUBLIC_KEY.fullmatch(value) else None
