# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed notes: a text, and lines with signatures over it (C2SP signed-note v1.0.0, https://c2sp.org/signed-note).

Each key has a name; a key's id is made of the name, the type of signature and the public key. A reader ignores what
keys that it does not know have signed, so others can sign beside us.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from omero_forms.domain.log.cosignatures import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    is_supported,
    ml_dsa_key,
    subtree_message,
    verify_ml_dsa,
    witnessed_message,
)
from omero_forms.domain.records.seals import verify_seal
from omero_forms.domain.texts import t

ED25519: Final = 0x01
"""The type of signature that this version makes."""

COSIGNATURE: Final = 0x04
"""That of witnesses, which say since when they know a checkpoint (C2SP tlog-cosignature v1.0.1)."""

ML_DSA: Final = 0x06
"""The same by ML-DSA-44, of witnesses and of logs (v1.1.0-rc.1); over a checkpoint of three lines only."""

_TIME_BYTES: Final = 8

MAX_SIGNATURES: Final = 100
"""A reader has to accept 16; without a limit, a note could keep it busy for long."""

MAX_CHARS: Final = 1_000_000

_DASH: Final = "— "


def _verify_plain(key: VerifierKey, text: bytes, signature: bytes) -> bool:
    return verify_seal(key.public_key, text, signature)


def _verify_cosignature(key: VerifierKey, text: bytes, signature: bytes) -> bool:
    if len(signature) != _TIME_BYTES + 64:
        return False
    time = int.from_bytes(signature[:_TIME_BYTES], "big")
    return verify_seal(key.public_key, witnessed_message(time, text), signature[_TIME_BYTES:])


def _verify_ml_dsa(key: VerifierKey, text: bytes, signature: bytes) -> bool:
    if len(signature) != _TIME_BYTES + SIGNATURE_BYTES:
        return False
    try:
        message = subtree_message(key.name, int.from_bytes(signature[:_TIME_BYTES], "big"), text)
    except (ValueError, OverflowError):
        return False
    return verify_ml_dsa(key.public_key, message, signature[_TIME_BYTES:])


_VERIFY: Final[Mapping[int, Callable[[VerifierKey, bytes, bytes], bool]]] = MappingProxyType(
    {ED25519: _verify_plain, COSIGNATURE: _verify_cosignature, ML_DSA: _verify_ml_dsa}
)
"""Whether a key made a signature over a text, by type of signature."""

_KEY_BYTES: Final[Mapping[int, int]] = MappingProxyType({ED25519: 32, COSIGNATURE: 32, ML_DSA: PUBLIC_BYTES})


class NotProven(ValueError):  # noqa: N818  (it says what the text is)
    """What was read is no note, checkpoint or proof, or is not signed; `reason` is a plain sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_key_name(name: str) -> bool:
    """Whether a key can have this name."""
    return bool(name) and "+" not in name and not any(char.isspace() or char < " " for char in name)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by which notes are verified. Raises ValueError for what no key can be."""

    name: str
    type: int
    public_key: bytes

    def __post_init__(self) -> None:
        wanted = _KEY_BYTES.get(self.type, len(self.public_key))
        if not is_key_name(self.name) or not self.public_key or len(self.public_key) != wanted:
            raise ValueError("there is no such key")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """From the text that :meth:`text` makes. Raises NotProven for any other."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        data = from_base64(encoded)
        if data is None or not data:
            raise NotProven(t("the key is not in base64"))
        try:
            key = cls(name, data[0], data[1:])
        except ValueError:
            raise NotProven(t("the key has no name, or another length")) from None
        if key_id != key.id.hex():
            raise NotProven(t("the id of the key is not that of its name and its bytes"))
        return key

    def text(self) -> str:
        """The key as text, a `vkey`: what an auditor is given once."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.type]) + self.public_key)}"

    @property
    def id(self) -> bytes:
        """Four bytes that say, together with the name, which key a signature is of."""
        data = b"%b\n%c%b" % (self.name.encode(), self.type, self.public_key)
        return hashlib.sha256(data).digest()[:4]

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the signature is of this key; never for a type that this version does not know."""
        verify = _VERIFY.get(self.type)
        return verify is not None and verify(self, text.encode(), signature)

    @property
    def fingerprint(self) -> str:
        """A short name of the key alone, which fits into a letter."""
        kind = "ml-dsa-44" if self.type == ML_DSA else "ed25519"
        return f"{kind}:{hashlib.sha256(self.public_key).hexdigest()}"

    @property
    def is_readable(self) -> bool:
        """Whether this host can say anything of its signatures."""
        return self.type != ML_DSA or is_supported()


def vkey(name: str, public_key: bytes) -> str:
    """The text of an Ed25519 key of that name."""
    return VerifierKey(name, ED25519, public_key).text()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs notes under a name with an Ed25519 private key, given as PEM. Raises ValueError for anything else."""

    name: str
    pem: bytes = field(repr=False)
    key: VerifierKey = field(init=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        private = serialization.load_pem_private_key(self.pem, password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 private key")  # noqa: TRY004  (a wrong file, not a wrong call)
        object.__setattr__(self, "_private", private)
        public = private.public_key().public_bytes_raw()
        object.__setattr__(self, "key", VerifierKey(self.name, ED25519, public))

    def sign(self, text: str) -> bytes:
        """The signature alone."""
        return self._private.sign(text.encode())


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Signs checkpoints with an ML-DSA-44 private key, given as PEM, and says when that was, in seconds since 1970.

    Raises ValueError for any other key, and where the library knows none.
    """

    name: str
    pem: bytes = field(repr=False)
    time: int = 0
    key: VerifierKey = field(init=False)
    _private: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        private = ml_dsa_key(self.pem)
        object.__setattr__(self, "_private", private)
        object.__setattr__(self, "key", VerifierKey(self.name, ML_DSA, private.public_key().public_bytes_raw()))

    def sign(self, text: str) -> bytes:
        """The signature alone. Raises ValueError for a text that is no checkpoint of three lines."""
        message = subtree_message(self.name, self.time, text.encode())
        return self.time.to_bytes(_TIME_BYTES, "big") + bytes(self._private.sign(message))


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line, without its end."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read: nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note of which at least one known key has signed the text."""

    text: str
    signed_by: tuple[VerifierKey, ...]


def sign_note(text: str, signers: Iterable[Signer | Cosigner]) -> str:
    """The note of a text, which ends with a newline. Raises ValueError for a text that no note can hold."""
    if not text.endswith("\n") or not _is_plain(text):
        raise ValueError("no note can hold this text")
    lines = [Signature(one.name, one.key.id, one.sign(text)).line() for one in signers]
    return "\n".join([text, *lines, ""])


def read_note(note: str) -> Note:
    """Take a note apart. Raises NotProven for what is none."""
    if len(note) > MAX_CHARS or not _is_plain(note):
        raise NotProven(t("the note is too long, or holds characters that no note has"))
    text, gap, below = note.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise NotProven(t("there is no empty line with signatures below it"))
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NotProven(t("the note has too many signatures"))
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def open_note(note: str, keys: Iterable[VerifierKey]) -> OpenedNote:
    """The text of a note that at least one of the known keys has signed.

    Raises NotProven for what is no note, what none of them has signed, and what one of them should have signed but did
    not; that of others is ignored, and of keys by which this host can verify nothing.
    """
    read = read_note(note)
    known = {(key.name, key.id): key for key in keys if key.is_readable}
    signed_by = []
    for one in read.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not key.verifies(read.text, one.signature):
            raise NotProven(t("a signature of a known key is not over this text"))
        signed_by.append(key)
    if not signed_by:
        raise NotProven(t("no known key has signed the note"))
    return OpenedNote(read.text, tuple(dict.fromkeys(signed_by)))


def to_base64(data: bytes) -> str:
    """Standard base64, with padding."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes of exactly the form in which they are written; else None."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    # The last digit leaves bits open: another text for the same bytes is not what was written.
    return data if to_base64(data) == text else None


def _signature(line: str) -> Signature:
    dash, name, encoded = line[: len(_DASH)], *line[len(_DASH) :].partition(" ")[::2]
    data = from_base64(encoded)
    if dash != _DASH or not is_key_name(name) or data is None or len(data) < 5:
        raise NotProven(t("a line below the text is not a signature"))
    return Signature(name, data[:4], data[4:])


def _is_plain(text: str) -> bool:
    """Whether it is Unicode text without control characters of ASCII, newlines aside."""
    return not any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text)
