# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is signed besides a note's own text: statements about a log at a time (C2SP tlog-cosignature v1.0.1, and for
ML-DSA-44 v1.1.0-rc.1), and ML-DSA-44 itself (FIPS 204), where the library has it.

Quantum computers of the future do not break ML-DSA, as they would Ed25519: a record that is read in decades needs it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

_library: Any
try:
    from cryptography.hazmat.primitives.asymmetric import mldsa as _library
except ImportError:
    # An older one is enough for all else.
    _library = None

PUBLIC_BYTES: Final = 1312
SIGNATURE_BYTES: Final = 2420
_LABEL: Final = b"subtree/v1\n\0"
_LONGEST: Final = 255
_HASH_BYTES: Final = 32


def witnessed_message(time: int, text: bytes) -> bytes:
    """What an Ed25519 cosignature is over: the time, and all of the text."""
    return b"cosignature/v1\ntime %d\n" % time + text


def subtree_message(name: str, time: int, text: bytes) -> bytes:
    """What an ML-DSA-44 cosignature of a checkpoint is over: who signs, when, and the whole tree.

    Raises ValueError for a text that is no checkpoint, or has extension lines, of which it says nothing.
    """
    lines = text.decode().split("\n")
    if len(lines) != 4 or lines[3] or not lines[1].isascii() or not lines[1].isdigit():
        raise ValueError("this is no checkpoint of three lines")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        raise ValueError("the third line is not a hash") from None
    if len(root) != _HASH_BYTES:
        raise ValueError("the third line is not a hash")
    size = int(lines[1]).to_bytes(8, "big")
    return b"".join([_LABEL, _named(name), time.to_bytes(8, "big"), _named(lines[0]), bytes(8), size, root])


def _named(text: str) -> bytes:
    data = text.encode()
    if not 0 < len(data) <= _LONGEST:
        raise ValueError("a name is empty or too long")
    return bytes([len(data)]) + data


def is_supported() -> bool:
    """Whether this host's library knows ML-DSA-44."""
    if _library is None:
        return False
    try:
        _library.MLDSA44PrivateKey.from_seed_bytes(bytes(32))
    except UnsupportedAlgorithm:
        return False
    return True


def new_ml_dsa_key() -> bytes:
    """A new private key, as PEM. Raises ValueError where the library knows none."""
    made = _supported().MLDSA44PrivateKey.generate()
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return bytes(made.private_bytes(encoding, form, serialization.NoEncryption()))


def ml_dsa_key(pem: bytes) -> Any:
    """The private key. Raises ValueError for any other, and where the library knows none."""
    kind = _supported().MLDSA44PrivateKey
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm):
        raise ValueError("not an ML-DSA-44 private key") from None
    if not isinstance(key, kind):
        raise ValueError("not an ML-DSA-44 private key")  # noqa: TRY004  (a wrong file, not a wrong call)
    return key


def verify_ml_dsa(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether that key made the signature; never where the library knows none."""
    if not is_supported():
        return False
    try:
        _library.MLDSA44PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _supported() -> Any:
    if not is_supported():
        raise ValueError("the library cryptography on this host does not know ML-DSA-44")
    return _library
