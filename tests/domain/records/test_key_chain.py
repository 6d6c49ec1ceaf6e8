# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which keys are believed: those that a believed key vouches for, in both directions, and no other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.records.format import NO_PREVIOUS, Parts, Record, new_unsealed, seal_record
from omero_forms.domain.records.key_chain import KEY_STREAM, KeyChain, KeyPurpose, chain_of
from omero_forms.domain.records.parts import key_added_parts, key_retired_parts
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from tests.domain.records.making import ACT, NOW, SALT


def key(name: str) -> Sealer:
    return Sealer(private_key_from_seed(hashlib.sha256(name.encode()).digest()))


@dataclass
class Stream:
    """The stream `key`, written step by step."""

    records: list[Record] = field(default_factory=list)

    def _add(self, kind: str, parts: Parts, sealer: Sealer) -> None:
        previous = self.records[-1].digest if self.records else NO_PREVIOUS
        unsealed = new_unsealed(
            server="uuid-1", kind=kind, stream=KEY_STREAM, number=len(self.records) + 1, previous=previous,
            key=sealer.fingerprint, act=ACT, time=NOW, software="omero-web-forms 0.1.0", parts=parts, salt=SALT,
        )  # fmt: skip
        self.records.append(seal_record(unsealed, sealer))

    def added(self, new: Sealer, by: Sealer, purpose: KeyPurpose = KeyPurpose.RECORD) -> None:
        replaces = None if new == by else by.fingerprint
        self._add("key.added", key_added_parts(public_key=new.public_key, purpose=purpose, replaces=replaces), by)

    def retired(self, old: Sealer, by: Sealer, log_size: int = 7) -> None:
        self._add("key.retired", key_retired_parts(retired=old.fingerprint, log_size=log_size, reason=""), by)


def rotated(count: int) -> tuple[Stream, list[Sealer]]:
    """A stream in which so many keys followed one another."""
    keys = [key(f"own {number}") for number in range(count)]
    stream = Stream()
    stream.added(keys[0], keys[0])
    for old, new in pairwise(keys):
        stream.added(new, old)
        stream.retired(old, new)
    return stream, keys


def names(chain: KeyChain) -> set[str]:
    return set(chain.keys)


@given(st.integers(1, 5), st.data())
def test_whichever_key_is_known_all_keys_of_its_chain_are_believed(count: int, data: st.DataObject) -> None:
    stream, keys = rotated(count)
    root = data.draw(st.sampled_from(keys))
    chain = chain_of(data.draw(st.permutations(stream.records)), [root.public_key])
    assert names(chain) == {one.fingerprint for one in keys}
    assert [one.retired is None for one in chain.keys.values()] == [False] * (count - 1) + [True]
    newest = chain.newest(KeyPurpose.RECORD)
    assert newest is not None
    assert newest.fingerprint == keys[-1].fingerprint
    assert chain.alone() == []


@given(st.integers(1, 4), st.lists(st.sampled_from(["add", "add own", "retire", "claim"]), max_size=6))
def test_what_strangers_seal_adds_no_key_and_retires_none(count: int, deeds: list[str]) -> None:
    stream, keys = rotated(count)
    before = chain_of(stream.records, [keys[-1].public_key])
    stranger = key("stranger")
    for deed in deeds:
        if deed == "retire":
            stream.retired(keys[-1], stranger)
        elif deed == "claim":
            stream.added(keys[-1], stranger)
        else:
            stream.added(key("another") if deed == "add" else stranger, stranger)
    assert chain_of(stream.records, [keys[-1].public_key]) == before


def test_what_a_retired_key_seals_afterwards_adds_and_retires_nothing() -> None:
    stream, keys = rotated(3)
    before = chain_of(stream.records, [keys[2].public_key])
    stream.added(key("stranger"), keys[0])
    stream.retired(keys[2], keys[1])
    assert chain_of(stream.records, [keys[2].public_key]) == before


def test_an_altered_record_of_the_stream_is_not_heard() -> None:
    stream, keys = rotated(2)
    stream.records[1] = replace(stream.records[1], payload=stream.records[1].payload.replace(b'"record"', b'"recorc"'))
    assert names(chain_of(stream.records, [keys[0].public_key])) == {keys[0].fingerprint}


def test_a_key_that_the_one_before_did_not_sign_is_alone_until_its_fingerprint_is_given() -> None:
    stream, keys = rotated(2)
    found = key("after the fire")
    stream.added(found, found)
    stream.retired(keys[1], found)
    chain = chain_of(stream.records, [found.public_key])
    # It vouches for the one that it retires, and that one for those before.
    assert names(chain) == {one.fingerprint for one in [*keys, found]}
    assert [one.fingerprint for one in chain.alone()] == [found.fingerprint]
    assert chain.alone([found.fingerprint]) == []


def test_a_key_for_checkpoints_seals_no_record() -> None:
    own, log = key("own"), key("log")
    stream = Stream()
    stream.added(own, own)
    stream.added(log, own, KeyPurpose.CHECKPOINT)
    stream.added(key("stranger"), log)
    stream.retired(own, log)
    chain = chain_of(stream.records, [own.public_key])
    assert [(one.purpose.value, one.retired) for one in chain.keys.values()] == [("record", None), ("checkpoint", None)]


def test_records_of_a_retired_key_count_where_the_log_had_them_before() -> None:
    stream, keys = rotated(2)
    chain = chain_of(stream.records, [keys[1].public_key])
    old, new = keys[0].fingerprint, keys[1].fingerprint
    assert [chain.counts(old, index) for index in (0, 6, 7, None)] == [True, True, False, False]
    assert chain.counts(new, None)
    assert chain.counts("ed25519:nobody", None)
