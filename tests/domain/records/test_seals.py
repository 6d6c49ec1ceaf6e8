# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public keys in files: those that sealed before."""

from __future__ import annotations

import pytest

from omero_forms.domain.records.seals import Sealer, new_private_key, public_keys_from_pem, public_keys_to_pem

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
