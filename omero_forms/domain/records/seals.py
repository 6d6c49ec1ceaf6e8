# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ed25519 seals over digests. The private key lies outside OMERO, so not even its admins can make one.

What is signed begins with words that say what it is, so that no seal can be taken for another kind of signature; the
key signs nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

ALGORITHM: Final = "ed25519"

SEAL_BYTES: Final = 64
KEY_BYTES: Final = 32


def fingerprint_of(public_key: bytes) -> str:
    """The name of a key: the algorithm, and 64 hexadecimal digits of SHA-256 over the raw public key."""
    return f"{ALGORITHM}:{hashlib.sha256(public_key).hexdigest()}"


def sealed_text(record_format: int, digest: bytes) -> bytes:
    """What a seal is over."""
    return b"omero-forms record %d\n" % record_format + digest


def private_key_from_seed(seed: bytes) -> bytes:
    """The private key, PEM (PKCS 8, not encrypted), that belongs to 32 random bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def new_private_key() -> bytes:
    """A fresh private key, PEM (PKCS 8, not encrypted).

    The one function of the domain that draws randomness by itself: a key from a source that a caller chose could be
    weak.
    """
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


_PUBLIC = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


def public_keys_to_pem(public_keys: Iterable[bytes]) -> bytes:
    """Public keys, 32 raw bytes each, as PEM, one after the other."""
    return b"".join(
        Ed25519PublicKey.from_public_bytes(key).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for key in public_keys
    )


def public_keys_from_pem(pem: bytes) -> list[bytes]:
    """The public keys of a file. Raises ValueError where there is none, or one that is not Ed25519."""
    found = [serialization.load_pem_public_key(one) for one in _PUBLIC.findall(pem)]
    if not found or not all(isinstance(one, Ed25519PublicKey) for one in found):
        raise ValueError("not Ed25519 public keys")
    return [one.public_bytes_raw() for one in found if isinstance(one, Ed25519PublicKey)]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals digests with one private key, given as PEM. Raises ValueError when that is not an Ed25519 private key."""

    pem: bytes = field(repr=False)
    public_key: bytes = field(init=False)
    fingerprint: str = field(init=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        private = serialization.load_pem_private_key(self.pem, password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 private key")  # noqa: TRY004  (a wrong file, not a wrong call)
        public = private.public_key().public_bytes_raw()
        object.__setattr__(self, "_private", private)
        object.__setattr__(self, "public_key", public)
        object.__setattr__(self, "fingerprint", fingerprint_of(public))

    def seal(self, digest: bytes) -> bytes:
        """The 64 bytes of the signature for a record of format 1 with this digest (32 raw bytes)."""
        return self._private.sign(sealed_text(1, digest))


@lru_cache(maxsize=10_000)
def verify_seal(public_key: bytes, text: bytes, seal: bytes) -> bool:
    """Whether `seal` was made over `text` with the private half of `public_key` (32 raw bytes).

    Remembered, since a history is shown more often than it grows: of all that proves a record, this takes longest.
    The digest is computed over the stored bytes each time.
    """
    # The binding hands the key on as it is: libsodium would read beyond one that is too short.
    if len(seal) != SEAL_BYTES or len(public_key) != KEY_BYTES:
        return False
    try:
        # By libsodium, which takes half as long as OpenSSL.
        crypto_sign_open(seal + text, public_key)
    except (BadSignatureError, ValueError):
        return False
    return True
