# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a record is what was sealed, and whether the records of a stream hang together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from omero_forms.domain.records.format import (
    FORMAT,
    NO_PREVIOUS,
    NewerRecord,
    Record,
    RecordDamaged,
    content_hash,
    digest_of,
    is_digest,
    seal_bytes,
)
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.kinds import is_understood
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import noop

REDACTED: Final = "redaction"
INTEGRITY: Final = "integrity"
"""The stream of redactions."""
NO_CONTENT: Final = noop("the content was removed, and no redaction says so")
_ROW_DIFFERS: Final = {
    "format": noop("row format differs from the payload"),
    "server": noop("row server differs from the payload"),
    "kind": noop("row kind differs from the payload"),
    "stream": noop("row stream differs from the payload"),
    "number": noop("row number differs from the payload"),
    "key": noop("row key differs from the payload"),
}


def verify(record: Record, keyring: Keyring, *, redacted: Collection[RecordRef] = ()) -> list[str]:
    """What is wrong with a record by itself, as plain sentences in English, which `t` says; an empty list when
    nothing is.

    `redacted` are the records whose content may be missing, see `redactions`.
    """
    if not is_digest(record.previous) or not is_digest(record.digest):
        return [noop("a digest is not 64 hexadecimal digits")]
    problems = []
    if digest_of(record.previous, record.payload) != record.digest:
        problems.append(noop("the digest does not fit the payload and the previous digest"))
    seal = seal_bytes(record.seal)
    digest = bytes.fromhex(record.digest)
    if record.key not in keyring:
        problems.append(noop("it is sealed with a key that is not known"))
    elif seal is None or not keyring.verifies(record.key, FORMAT, digest, seal):
        problems.append(noop("the seal does not fit the digest"))
    if (record.number == 1) != (record.previous == NO_PREVIOUS):
        problems.append(noop("the previous digest does not fit the number"))
    try:
        payload = record.payload_json()
        record.content_json()
    except RecordDamaged as damage:
        return [*problems, damage.reason]
    header: dict[str, Any] = {
        "format": FORMAT,
        "server": record.server,
        "kind": record.kind,
        "stream": record.stream,
        "number": record.number,
        "key": record.key,
    }
    for name, value in header.items():
        inside = payload.get(name)
        # True == 1 in Python, and the payload of a forger may say so.
        if inside != value or isinstance(inside, bool):
            problems.append(_ROW_DIFFERS[name])
    if record.content is None:
        if record.ref not in redacted:
            problems.append(NO_CONTENT)
    elif content_hash(record.content) != payload.get("content"):
        problems.append(noop("the content does not fit the payload"))
    return problems


def is_newer(record: Record) -> bool:
    """Whether a record that verifies was made by a newer version, and nothing may be built on it.

    Raises RecordDamaged when its payload cannot be read.
    """
    return not is_understood(record.kind, record.payload_json())


def seal_of_newer(record: NewerRecord, keyring: Keyring) -> bool | None:
    """All that can be told of a record of a higher format: whether its seal is right, None when its key is unknown."""
    if record.key not in keyring:
        return None
    seal = seal_bytes(record.seal)
    digest = bytes.fromhex(record.digest)
    return seal is not None and keyring.verifies(record.key, record.format, digest, seal)


def redactions(integrity: Iterable[Record], server: str, keyring: Keyring) -> Mapping[RecordRef, Record]:
    """The records whose content may be missing, each with the sealed redaction in the stream `integrity` that names it.

    That a redaction's own content is missing takes nothing from it: what it says of another record is in its payload.
    """
    found: dict[RecordRef, Record] = {}
    for one in integrity:
        if (one.kind, one.stream, one.server) != (REDACTED, INTEGRITY, server):
            continue
        if set(verify(one, keyring)) - {NO_CONTENT}:
            continue
        payload = one.payload_json()
        ref = RecordRef.from_json(payload.get("about"))
        if ref is not None and not payload.get("critical"):
            found.setdefault(ref, one)
    return MappingProxyType(found)


def check_chain(records: Iterable[Record | NewerRecord], *, aside: Collection[str] = ()) -> list[str]:
    """What is wrong with how the records of one stream hang together, as plain sentences. Those whose digests are
    `aside` do not count: they lost a fork that was resolved (`forks.set_aside`).

    Takes all records of a stream in any order; each by itself is for `verify`. The same record twice is one record (a
    harmless double after a repeated save); two different ones of one number are a fork.
    """
    by_number: dict[int, dict[str, Record | NewerRecord]] = {}
    homes: set[tuple[str, str]] = set()
    for record in (one for one in records if one.digest not in aside):
        by_number.setdefault(record.number, {}).setdefault(record.digest, record)
        homes.add((record.server, record.stream))
    problems = []
    if len(homes) > 1:
        problems.append("the records are of more than one stream or server")
    expected = 1
    before: Mapping[str, Record | NewerRecord] = {}
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
