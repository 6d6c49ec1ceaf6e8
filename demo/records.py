# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records as somebody reads them who has nothing but OMERO, the public key and the description of record format 1.

Nothing of the plug-in is used: what it wrote is checked by other code than wrote it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from demo.lab import Client
from demo.transcript import make_sure


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record as it lies in OMERO."""

    annotation: int
    header: dict[str, str]
    payload_bytes: bytes
    content_bytes: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """What always stays: ids, times, and the hash of the content."""
        return dict(json.loads(self.payload_bytes))

    @property
    def content(self) -> dict[str, Any]:
        """What people typed and named."""
        return dict(json.loads(self.content_bytes))

    @property
    def number(self) -> int:
        """Number in its stream."""
        return int(self.header["number"])


class PublicKey:
    """The public half of the key that seals records."""

    def __init__(self, private_key_file: Path) -> None:
        private = load_pem_private_key(private_key_file.read_bytes(), None)
        if not isinstance(private, Ed25519PrivateKey):
            message = f"{private_key_file} holds no Ed25519 key"
            raise TypeError(message)
        self.key = private.public_key()

    @property
    def fingerprint(self) -> str:
        """The key id that records name."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"ed25519:{hashlib.sha256(raw).hexdigest()}"

    def check(self, record: StoredRecord) -> None:
        """Raise NotSoError unless digest, seal and content of *record* are right."""
        previous = bytes.fromhex(record.header["previous"])
        digest = hashlib.sha256(previous + record.payload_bytes).digest()
        make_sure(
            digest.hex() == record.header["digest"],
            f"record {record.annotation}: the digest is wrong",
        )
        make_sure(
            record.header["key"] == record.payload["key"] == self.fingerprint,
            f"record {record.annotation}: sealed by another key",
        )
        try:
            self.key.verify(base64.b64decode(record.header["seal"]), b"omero-forms record 1\n" + digest)
        except InvalidSignature:
            make_sure(False, f"record {record.annotation}: the seal is wrong")
        make_sure(
            hashlib.sha256(record.content_bytes).hexdigest() == record.payload["content"],
            f"record {record.annotation}: the content is not the one that was sealed",
        )


def read_stream(master: Client, stream: str) -> list[StoredRecord]:
    """All records of *stream*, by number; *master* is a session of the form master."""
    found = master.rows(
        "select a.id from MapAnnotation a join a.mapValue s where s.name = 'stream' and s.value = :stream order by a.id",
        {"stream": stream},
    )
    records = []
    for (annotation,) in found:
        rows = master.map_rows(int(annotation))
        header = dict(rows[:9])
        payload, content = ("".join(value for name, value in rows if name == part) for part in ("payload", "content"))
        records.append(StoredRecord(int(annotation), header, payload.encode(), content.encode()))
    return sorted(records, key=lambda record: record.number)
