# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record format 1. It can never be changed: records of it lie in facilities' OMERO for decades.

A record is the rows of one MapAnnotation, in this order::

    format    1
    server    OMERO database uuid
    kind      e.g. submission
    stream    e.g. submission/<form>/Dataset/<id>/<creation event>
    number    1, 2, 3, ... decimal
    previous  64 hex digits: the digest of number - 1; of number 1: zeros
    digest    64 hex digits: SHA-256 over the 32 bytes of previous, then the payload
    key       16 hex digits: the start of SHA-256 over the 32 raw bytes of the public key
    seal      base64 of the 64-byte Ed25519 signature over the 32 bytes of the digest
    payload   the payload, UTF-8, at most 2,000 bytes, cut between code points
    payload   ... as many rows as it takes

The payload is the RFC 8785 form of a JSON object that itself holds `format`, `server`, `kind`, `stream` and `number`.
So the header rows are only an index for finding records; nothing is believed because a header says it, and each is
checked against what the digest binds. Verification hashes the stored bytes; it never serialises again.
`docs/record-format.md` shows how to verify one by hand.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from omero_forms.domain.canonical import MAX_INTEGER, PAYLOAD_DEPTH, canonical, parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.seals import Sealer, key_id_of, verify_seal

FORMAT: Final = 1
NO_PREVIOUS: Final = "0" * 64
"""What the first record of a stream names as its previous digest."""
ROW_BYTES: Final = 2000
"""OMERO indexes map values; a value that compresses to more than about 2.7 kB cannot be saved."""

HEADER: Final = (
    "format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal",
)  # fmt: skip
PAYLOAD: Final = "payload"

KINDS: Final = frozenset(
    {
        "form.published",
        "form.retired",
        "form.restored",
        "form.owners",
        "assignment.assigned",
        "assignment.unassigned",
        "submission",
    }
)
"""The kinds written so far. Reading takes any kind: a later version may have written it."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{16}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
_BOUND: Final = ("format", "server", "kind", "stream", "number")


class RecordDamaged(Exception):  # noqa: N818  (it says what the rows are)
    """Rows that are not a record of format 1; `reason` is a plain sentence without any stored content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def digest_of(previous: str, payload: bytes) -> str:
    """The digest that binds `payload` to the one before it."""
    return hashlib.sha256(bytes.fromhex(previous) + payload).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A record before its seal."""

    server: str
    kind: str
    stream: str
    number: int
    previous: str
    payload: bytes

    @property
    def digest(self) -> str:
        """64 hexadecimal digits."""
        return digest_of(self.previous, self.payload)


@dataclass(frozen=True, slots=True)
class Record:
    """A sealed record: `digest`, `key` and `previous` in hexadecimal, `seal` in base64, `payload` the stored bytes."""

    server: str
    kind: str
    stream: str
    number: int
    previous: str
    digest: str
    key: str
    seal: str
    payload: bytes

    def content(self) -> dict[str, Any]:
        """The payload as JSON. Raises RecordDamaged when it is not a JSON object.

        Believe it only after :func:`verify` found no problem.
        """
        return _content(self.payload)


def _content(payload: bytes) -> dict[str, Any]:
    try:
        value = parse_json(payload, max_depth=PAYLOAD_DEPTH)
    except FormsError:
        raise RecordDamaged("the payload is not JSON") from None
    if not isinstance(value, dict):
        raise RecordDamaged("the payload is not a JSON object")
    return value


def new_draft(
    *,
    server: str,
    kind: str,
    stream: str,
    number: int,
    previous: str,
    fields: Mapping[str, Any],
) -> Draft:
    """A draft whose payload holds `fields` and, added here, what the header rows repeat.

    Raises ValueError for a kind that is not written, a number or previous digest out of form, or fields that claim the
    header's names; `answers_not_representable` for fields that JSON cannot hold exactly.
    """
    if kind not in KINDS:
        raise ValueError("unknown kind of record")
    if not server or not stream or not 1 <= number <= MAX_INTEGER:
        raise ValueError("a record needs a server, a stream and a positive number")
    if not _DIGEST.fullmatch(previous) or (number == 1) != (previous == NO_PREVIOUS):
        raise ValueError("the previous digest does not fit the number")
    bound = {
        "format": FORMAT,
        "server": server,
        "kind": kind,
        "stream": stream,
        "number": number,
    }
    if bound.keys() & fields.keys():
        raise ValueError("fields may not claim what the header says")
    payload = canonical({**bound, **fields})
    return Draft(server, kind, stream, number, previous, payload)


def seal_record(draft: Draft, sealer: Sealer) -> Record:
    """The record that `draft` becomes with its seal."""
    digest = draft.digest
    return Record(
        server=draft.server,
        kind=draft.kind,
        stream=draft.stream,
        number=draft.number,
        previous=draft.previous,
        digest=digest,
        key=sealer.key_id,
        seal=base64.b64encode(sealer.seal(bytes.fromhex(digest))).decode("ascii"),
        payload=draft.payload,
    )


def cut(text: str, limit: int = ROW_BYTES) -> list[str]:
    """`text` in pieces of at most `limit` bytes of UTF-8 (at least 4), cut between code points, none of them empty."""
    data = text.encode()
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


def to_rows(record: Record) -> list[tuple[str, str]]:
    """The rows of the MapAnnotation, in their order."""
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
    rows = list(zip(HEADER, header, strict=True))
    rows.extend((PAYLOAD, piece) for piece in cut(record.payload.decode()))
    return rows


def from_rows(rows: Sequence[tuple[str | None, str | None]]) -> Record:
    """The record that lies in `rows`, exactly as stored and not yet verified.

    OMERO may give names and values back as None; that, and whatever else is not format 1, raises RecordDamaged.
    """
    names = [name for name, _value in rows]
    if tuple(names[: len(HEADER)]) != HEADER:
        for wanted in HEADER:
            if names.count(wanted) != 1:
                count = "missing" if wanted not in names else "there more than once"
                raise RecordDamaged(f"row {wanted} is {count}")
        raise RecordDamaged("the header rows are not in their order")
    if any(name != PAYLOAD for name in names[len(HEADER) :]):
        raise RecordDamaged("there are rows that do not belong to a record")
    if len(names) == len(HEADER):
        raise RecordDamaged("there is no payload")
    values: list[str] = []
    for name, value in rows:
        if value is None or value == "":
            raise RecordDamaged(f"row {name} has no value")
        values.append(value)
    head = dict(zip(HEADER, values[: len(HEADER)], strict=True))
    _check_header(head)
    try:
        payload = "".join(values[len(HEADER) :]).encode()
    except UnicodeEncodeError:
        raise RecordDamaged("the payload is not Unicode text") from None
    return Record(
        server=head["server"],
        kind=head["kind"],
        stream=head["stream"],
        number=int(head["number"]),
        previous=head["previous"],
        digest=head["digest"],
        key=head["key"],
        seal=head["seal"],
        payload=payload,
    )


def _check_header(head: Mapping[str, str]) -> None:
    if head["format"] != str(FORMAT):
        raise RecordDamaged("it is of another format than 1")
    if not _NUMBER.fullmatch(head["number"]):
        raise RecordDamaged("row number is not a positive number")
    for name in ("previous", "digest"):
        if not _DIGEST.fullmatch(head[name]):
            raise RecordDamaged(f"row {name} is not 64 hexadecimal digits")
    if not _KEY.fullmatch(head["key"]):
        raise RecordDamaged("row key is not 16 hexadecimal digits")
    if _seal_bytes(head["seal"]) is None:
        raise RecordDamaged("row seal is not the base64 form of 64 bytes")


def _seal_bytes(seal: str) -> bytes | None:
    """The 64 bytes of a seal, from exactly the base64 form in which it was written; else None."""
    try:
        data = base64.b64decode(seal, validate=True)
    except (binascii.Error, ValueError):
        return None
    # base64 leaves four bits of the last digit open: another text for the same bytes is not what was written.
    return data if len(data) == 64 and base64.b64encode(data).decode("ascii") == seal else None


def verify(record: Record, public_keys: Mapping[str, bytes]) -> list[str]:
    """What is wrong with a record by itself, as plain sentences; an empty list when nothing is.

    `public_keys` are 32 raw bytes by key id; a key filed under an id that is not its own is not used.
    """
    problems = []
    if digest_of(record.previous, record.payload) != record.digest:
        problems.append("the digest does not fit the payload and the previous digest")
    public_key = public_keys.get(record.key)
    seal = _seal_bytes(record.seal)
    if public_key is None or key_id_of(public_key) != record.key:
        problems.append("it is sealed with a key that is not known")
    elif seal is None or not verify_seal(public_key, bytes.fromhex(record.digest), seal):
        problems.append("the seal does not fit the digest")
    try:
        content = record.content()
    except RecordDamaged as damage:
        return [*problems, damage.reason]
    header: dict[str, Any] = {
        "format": FORMAT,
        "server": record.server,
        "kind": record.kind,
        "stream": record.stream,
        "number": record.number,
    }
    for name in _BOUND:
        inside = content.get(name)
        # True == 1 in Python, and the payload of a forger may say so.
        if inside != header[name] or isinstance(inside, bool):
            problems.append(f"row {name} differs from the payload")
    if (record.number == 1) != (record.previous == NO_PREVIOUS):
        problems.append("the previous digest does not fit the number")
    return problems


def check_chain(records: Iterable[Record]) -> list[str]:
    """What is wrong with how the records of one stream hang together, as plain sentences.

    Takes all records of a stream in any order; each by itself is for :func:`verify`. The same record twice is one
    record (a harmless double after a repeated save); two different ones of one number are a fork.
    """
    by_number: dict[int, dict[str, Record]] = {}
    homes: set[tuple[str, str]] = set()
    for record in records:
        by_number.setdefault(record.number, {}).setdefault(record.digest, record)
        homes.add((record.server, record.stream))
    problems = []
    if len(homes) > 1:
        problems.append("the records are of more than one stream or server")
    expected = 1
    before: Mapping[str, Record] = {}
    for number in sorted(by_number):
        if number > expected:
            last = number - 1
            gap = f"number {expected} is" if last == expected else f"numbers {expected} to {last} are"
            problems.append(f"{gap} missing")
            before = {}
        here = by_number[number]
        if len(here) > 1:
            problems.append(f"number {number} is there with {len(here)} different digests: a fork")
        known = set(before) if number > 1 else {NO_PREVIOUS}
        if known and any(record.previous not in known for record in here.values()):
            problems.append(f"number {number} does not follow the one before it")
        before = here
        expected = number + 1
    return problems
