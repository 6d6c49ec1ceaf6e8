# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record format 1. It can never be changed: records of it lie in facilities' OMERO for decades.

A record is the rows of one MapAnnotation, in this order:

    format    1
    server    OMERO database uuid
    kind      e.g. submission
    stream    e.g. submission/<form>/Dataset/<id>/<creation event>
    number    1, 2, 3, ... decimal
    previous  64 hex digits: the digest of number - 1; of number 1: zeros
    digest    64 hex digits: SHA-256 over the 32 bytes of previous, then the payload
    key       ed25519: and 64 hex digits: SHA-256 over the 32 raw bytes of the public key
    seal      base64 of the 64-byte Ed25519 signature over "omero-forms record 1", a newline, the 32 bytes of the digest
    payload   what always stays, UTF-8, in rows of 2,000 bytes, cut between code points
    content   what a person typed or named, in the same way; a redaction takes these rows away

Both are the RFC 8785 form of a JSON object. The payload holds itself what the header rows say, `previous`, `digest`
and `seal` aside, and in `content` the SHA-256 of the content. So the header is only an index for finding records:
nothing is believed because a header says it. Verification hashes the stored bytes; it never serialises again.
`docs/record-format.md` has every byte, and how to verify one by hand.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from omero_forms.domain.canonical import MAX_INTEGER, PAYLOAD_DEPTH, canonical, parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Act
from omero_forms.domain.records.kinds import check_fields
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import noop
from omero_forms.domain.times import time_text

FORMAT: Final = 1
NO_PREVIOUS: Final = "0" * 64
"""What the first record of a stream names as its previous digest."""
ROW_BYTES: Final = 2000
"""OMERO indexes map values; a value that compresses to more than about 2.7 kB cannot be saved."""

HEADER: Final = (
    "format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal",
)  # fmt: skip
PAYLOAD: Final = "payload"
CONTENT: Final = "content"

Rows = Sequence[tuple[str | None, str | None]]

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEY = re.compile(r"ed25519:[0-9a-f]{64}", re.ASCII)
_EARLIER_KEY = re.compile(r"[0-9a-f]{16}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
_SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ANY_DIGEST = re.compile(r"(?:[0-9a-f]{2})+", re.ASCII)


class RecordDamaged(Exception):  # noqa: N818  (it says what the rows are)
    """Rows that are not a record; `reason` is a plain sentence without any stored content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EarlierLayout(RecordDamaged):
    """Rows as versions before the first release wrote them. No version reads them."""

    def __init__(self) -> None:
        super().__init__("it was written by a version before the first release, whose records no version reads")


@dataclass(frozen=True, slots=True)
class Parts:
    """The fields of an event that its kind has. Names of people who acted, and the salt, are added to the content."""

    payload: Mapping[str, Any]
    content: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A record before its seal."""

    server: str
    kind: str
    stream: str
    number: int
    previous: str
    key: str
    payload: bytes
    content: bytes

    @property
    def digest(self) -> str:
        """64 hexadecimal digits."""
        return digest_of(self.previous, self.payload)


@dataclass(frozen=True)
class Record:
    """A sealed record of format 1, the parts as stored bytes. Without content it is redacted, or damaged.

    Each part is parsed once, whoever proves or reads it: so there are no slots.
    """

    server: str
    kind: str
    stream: str
    number: int
    previous: str
    digest: str
    key: str
    seal: str
    payload: bytes
    content: bytes | None

    @property
    def ref(self) -> RecordRef:
        """The record as another one names it."""
        return RecordRef(self.stream, self.number, self.digest)

    def payload_json(self) -> Mapping[str, Any]:
        """The payload. Raises RecordDamaged when it is not a JSON object. Believe it only once it is verified."""
        return self._payload

    def content_json(self) -> Mapping[str, Any] | None:
        """The content, None where there is none. Raises RecordDamaged when it is not a JSON object."""
        return self._content

    @cached_property
    def _payload(self) -> Mapping[str, Any]:
        return _object(self.payload, PAYLOAD)

    @cached_property
    def _content(self) -> Mapping[str, Any] | None:
        return None if self.content is None else _object(self.content, CONTENT)


@dataclass(frozen=True, slots=True)
class NewerRecord:
    """The header of a record of a higher format: not damaged, but for a later version to read."""

    format: int
    server: str
    kind: str
    stream: str
    number: int
    previous: str
    digest: str
    key: str
    seal: str


def digest_of(previous: str, payload: bytes) -> str:
    """The digest that binds `payload` to the one before it."""
    return hashlib.sha256(bytes.fromhex(previous) + payload).hexdigest()


def is_digest(text: str) -> bool:
    """Whether it is 64 hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def content_hash(content: bytes) -> str:
    """What the payload says of its content."""
    return hashlib.sha256(content).hexdigest()


_NOT_JSON: Final = {PAYLOAD: noop("the payload is not JSON"), CONTENT: noop("the content is not JSON")}
_NO_OBJECT: Final = {
    PAYLOAD: noop("the payload is not a JSON object"),
    CONTENT: noop("the content is not a JSON object"),
}


def _object(data: bytes, part: str) -> dict[str, Any]:
    try:
        value = parse_json(data, max_depth=PAYLOAD_DEPTH)
    except FormsError:
        raise RecordDamaged(_NOT_JSON[part]) from None
    if not isinstance(value, dict):
        raise RecordDamaged(_NO_OBJECT[part])
    return value


def new_unsealed(
    *,
    server: str,
    kind: str,
    stream: str,
    number: int,
    previous: str,
    key: str,
    act: Act,
    time: datetime,
    software: str,
    parts: Parts,
    salt: str,
) -> Unsealed:
    """A record of these parts; added here is what every record says.

    Raises ValueError for a kind that this version does not write, fields that are not the kind's, a stream, number,
    previous digest, key or salt out of form; `answers_not_representable` for fields that JSON cannot hold exactly.
    """
    check_fields(kind, stream, parts.payload, {*parts.content, "names"})
    if not server or not 1 <= number <= MAX_INTEGER:
        raise ValueError("a record needs a server and a positive number")
    if not _DIGEST.fullmatch(previous) or (number == 1) != (previous == NO_PREVIOUS):
        raise ValueError("the previous digest does not fit the number")
    if not _KEY.fullmatch(key) or not _SALT.fullmatch(salt):
        raise ValueError("the key or the salt has another form")
    names = {**act.names(), **parts.names}
    content = canonical({**parts.content, "names": names, "salt": salt})
    payload = canonical(
        {
            "format": FORMAT,
            "server": server,
            "kind": kind,
            "stream": stream,
            "number": number,
            "key": key,
            **act.payload(),
            "time": time_text(time),
            "software": software,
            "content": content_hash(content),
            **parts.payload,
        }
    )
    return Unsealed(server, kind, stream, number, previous, key, payload, content)


def seal_record(unsealed: Unsealed, sealer: Sealer) -> Record:
    """The record with its seal. Raises ValueError unless the key is the one that its payload names."""
    if unsealed.key != sealer.fingerprint:
        raise ValueError("the payload names another key")
    digest = unsealed.digest
    return Record(
        server=unsealed.server,
        kind=unsealed.kind,
        stream=unsealed.stream,
        number=unsealed.number,
        previous=unsealed.previous,
        digest=digest,
        key=unsealed.key,
        seal=base64.b64encode(sealer.seal(bytes.fromhex(digest))).decode("ascii"),
        payload=unsealed.payload,
        content=unsealed.content,
    )


def cut(text: str, limit: int = ROW_BYTES) -> list[str]:
    """`text` in pieces of at most `limit` bytes of UTF-8 (at least 4), cut between code points, none of them empty."""
    data = text.encode()
    if len(data) <= limit:
        return [text] if text else []
    pieces = []
    start = 0
    while start < len(data):
        end = min(start + limit, len(data))
        # A byte 10xxxxxx continues a code point: go back to where that one starts.
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end].decode())
        start = end
    return pieces


def header_of(record: Record) -> list[tuple[str, str]]:
    """The rows before the payload."""
    header = (
        str(FORMAT),
        record.server,
        record.kind,
        record.stream,
        str(record.number),
        record.previous,
        record.digest,
        record.key,
        record.seal,
    )
    return list(zip(HEADER, header, strict=True))


def to_rows(record: Record) -> list[tuple[str, str]]:
    """The rows of the MapAnnotation, in their order."""
    rows = header_of(record)
    rows.extend((PAYLOAD, piece) for piece in cut(record.payload.decode()))
    rows.extend((CONTENT, piece) for piece in cut((record.content or b"").decode()))
    return rows


def are_rows_of(rows: Rows, record: Record) -> bool:
    """Whether they are those of a record, whatever that is worth: far cheaper than to read them. None are those of one
    whose content is empty: rows without content are of a record that has none.
    """
    try:
        return record.content != b"" and list(rows) == to_rows(record)
    except UnicodeDecodeError:
        return False


def from_rows(rows: Rows) -> Record | NewerRecord:
    """The record that lies in `rows`, exactly as stored and not yet verified.

    OMERO may give names and values back as None; that, and whatever else is no record, raises RecordDamaged. A
    record has one way of being written: other cuts between its rows are damage too.
    """
    names = [name for name, _value in rows]
    if tuple(names[: len(HEADER)]) != HEADER:
        for wanted in HEADER:
            if names.count(wanted) != 1:
                count = "missing" if wanted not in names else "there more than once"
                raise RecordDamaged(f"row {wanted} is {count}")
        raise RecordDamaged("the header rows are not in their order")
    head = dict(zip(HEADER, _values(rows[: len(HEADER)]), strict=True))
    if not _NUMBER.fullmatch(head["format"]):
        raise RecordDamaged("row format is not a positive number")
    if head["format"] != str(FORMAT):
        return _newer(head)
    _check_header(head)
    split = names.index(CONTENT) if CONTENT in names else len(names)
    if {*names[len(HEADER) : split]} - {PAYLOAD} or {*names[split:]} - {CONTENT}:
        raise RecordDamaged("there are rows that do not belong to a record, or not in this order")
    if split == len(HEADER):
        raise RecordDamaged("there is no payload")
    values = _values(rows)
    return Record(
        server=head["server"],
        kind=head["kind"],
        stream=head["stream"],
        number=int(head["number"]),
        previous=head["previous"],
        digest=head["digest"],
        key=head["key"],
        seal=head["seal"],
        payload=_joined(PAYLOAD, values[len(HEADER) : split]),
        content=_joined(CONTENT, values[split:]) if values[split:] else None,
    )


def _values(rows: Rows) -> list[str]:
    values = []
    for name, value in rows:
        if not value:
            raise RecordDamaged(f"row {name} has no value")
        values.append(value)
    return values


def _joined(part: str, pieces: list[str]) -> bytes:
    text = "".join(pieces)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise RecordDamaged(f"the {part} is not Unicode text") from None
    if cut(text) != pieces:
        raise RecordDamaged(f"the rows of the {part} are cut in another way")
    return data


def _check_header(head: Mapping[str, str]) -> None:
    if not _NUMBER.fullmatch(head["number"]):
        raise RecordDamaged("row number is not a positive number")
    for name in ("previous", "digest"):
        if not _DIGEST.fullmatch(head[name]):
            raise RecordDamaged(f"row {name} is not 64 hexadecimal digits")
    if _EARLIER_KEY.fullmatch(head["key"]):
        raise EarlierLayout
    if not _KEY.fullmatch(head["key"]):
        raise RecordDamaged("row key is not ed25519: and 64 hexadecimal digits")
    if seal_bytes(head["seal"]) is None:
        raise RecordDamaged("row seal is not the base64 form of 64 bytes")


def _newer(head: Mapping[str, str]) -> NewerRecord:
    """What every format keeps of the header; anything else is no record of any format."""
    if not _NUMBER.fullmatch(head["number"]):
        raise RecordDamaged("row number is not a positive number")
    for name in ("previous", "digest"):
        if not _ANY_DIGEST.fullmatch(head[name]):
            raise RecordDamaged(f"row {name} is not hexadecimal digits")
    return NewerRecord(
        format=int(head["format"]),
        server=head["server"],
        kind=head["kind"],
        stream=head["stream"],
        number=int(head["number"]),
        previous=head["previous"],
        digest=head["digest"],
        key=head["key"],
        seal=head["seal"],
    )


def seal_bytes(seal: str) -> bytes | None:
    """The 64 bytes of a seal, from exactly the base64 form in which it was written; else None."""
    try:
        data = base64.b64decode(seal, validate=True)
    except (binascii.Error, ValueError):
        return None
    # base64 leaves four bits of the last digit open: another text for the same bytes is not what was written.
    return data if len(data) == 64 and base64.b64encode(data).decode("ascii") == seal else None
