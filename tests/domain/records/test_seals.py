# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public keys in files: those that sealed before."""

from __future__ import annotations

import pytest

from omero_forms.domain.records.keyring import Keyring, Seal
from omero_forms.domain.records.seals import (
    Sealer,
    new_private_key,
    public_keys_from_pem,
    public_keys_to_pem,
    sealed_text,
    verify_seal,
)

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group of edwards25519: RFC 8032, section 5.1"""

KEYS = [Sealer(new_private_key()) for _ in range(2)]


def test_public_keys_come_back_from_the_file_that_they_were_written_to():
    public = [key.public_key for key in KEYS]
    assert public_keys_from_pem(public_keys_to_pem(public)) == public
    assert public_keys_from_pem(b"# of production\r\n" + public_keys_to_pem(public[:1]) + b"\n\n") == public[:1]


@pytest.mark.parametrize(
    "pem", [b"", b"nonsense", KEYS[0].pem, b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"]
)
def test_a_file_without_a_public_key_is_not_taken(pem):
    with pytest.raises(ValueError, match=r"\w"):
        public_keys_from_pem(pem)


def test_a_seal_that_was_checked_is_not_checked_again_and_stands_for_no_other():
    ring, digest = Keyring.of([KEYS[0].public_key]), b"d" * 32
    key, right, other = KEYS[0].fingerprint, KEYS[0].seal(b"d" * 32), b"s" * 64
    assert (ring.verifies(key, 1, digest, right), ring.verifies(key, 1, digest, other)) == (True, False)
    told = ring.knowing({Seal(key, digest, other)})
    assert (told.verifies(key, 1, digest, right), told.verifies(key, 1, digest, other)) == (True, True)
    assert not told.verifies(key, 2, digest, other)
    assert not told.verifies(key, 1, b"e" * 32, other)
    assert not told.verifies(KEYS[1].fingerprint, 1, digest, other)


def test_what_the_one_library_signs_the_other_proves_and_a_seal_ends_where_it_ends():
    sealer, text = KEYS[0], sealed_text(1, b"d" * 32)
    seal = sealer.seal(b"d" * 32)
    assert verify_seal(sealer.public_key, text, seal)
    wrong = [
        (KEYS[1].public_key, text, seal),
        (sealer.public_key[:-1], text, seal),
        (sealer.public_key + b"\n", text, seal),
        (b"", text, seal),
        (sealer.public_key, text + b"\n", seal),
        (sealer.public_key, text, seal[:-1]),
        # The same bytes one after the other, cut elsewhere.
        (sealer.public_key, text[1:], seal + text[:1]),
        (sealer.public_key, seal[-1:] + text, seal[:-1]),
        (sealer.public_key, text, seal[:32] + (int.from_bytes(seal[32:], "little") + ORDER).to_bytes(32, "little")),
        # Points of small order, which would fit any text.
        (b"\x01" + bytes(31), text, b"\x01" + bytes(63)),
    ]
    assert not [one for one in wrong if verify_seal(*one)]
