# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its rows with JSON in them, a version of a form or a set of answers in each.

Since release 2.3 what is longer than 1,024 bytes lies compressed in rows of its own, and the row itself says which
(a manifest). Texts are kept verbatim beside what they say: nothing is serialised again to be given back.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from omero_forms.domain.legacy.annotations import Row
from omero_forms.domain.legacy.findings import FindingKind

STORAGE: Final = "chunked-zlib-base64-v1"
LONGEST_INLINE: Final = 1024
"""Bytes; what is longer is compressed."""
CHUNK_CHARACTERS: Final = 1024
MOST_BYTES: Final = 20_000_000
"""Of one row, uncompressed: a row that claims more is damaged."""

_STORAGE_FIELD: Final = "_omero_forms_storage"
_CHUNK = re.compile(r"(__ofchunk__[^:]*):[0-9]{6}", re.ASCII)

Pieces = dict[str, dict[str, str]]
"""Of compressed rows, by their prefix: keys and values."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One row. `text` is what it says, `prefix` that of its pieces where it was compressed, else empty.

    Where it cannot be read, `fault` says why, and `raw` holds the rows as they are.
    """

    key: str
    text: str
    value: dict[str, Any]
    sha256: str
    prefix: str = ""
    fault: FindingKind | None = None
    raw: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """Rows told apart: `plain` are those with one of the names asked for; `orphans` the keys of pieces that no row asks
    for.
    """

    envelopes: tuple[Envelope, ...]
    plain: tuple[Row, ...]
    orphans: tuple[str, ...]


def read_rows(rows: Sequence[Row], plain: Collection[str] = ()) -> Read:
    """Tell rows apart, each kind in its order."""
    pieces: Pieces = {}
    others: list[Row] = []
    for key, value in rows:
        if piece := _CHUNK.fullmatch(key):
            pieces.setdefault(piece[1], {}).setdefault(key, value)
        else:
            others.append((key, value))
    found = tuple(_read(key, value, pieces) for key, value in others if key not in plain)
    asked_for = {one.prefix for one in found}
    orphans = (key for prefix, of_prefix in pieces.items() if prefix not in asked_for for key in of_prefix)
    return Read(found, tuple(row for row in others if row[0] in plain), tuple(orphans))


def hash_of(text: str) -> str:
    """SHA-256 of what a row says, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def json_of(text: str) -> Any:
    """What a text says as JSON, in whatever way Python reads it; raises ValueError where it says nothing."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _read(key: str, value: str, pieces: Pieces) -> Envelope:
    try:
        said = json_of(value)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Envelope(key, value, {}, hash_of(value), fault=FindingKind.NOT_JSON, raw=((key, value),))
    if said.get(_STORAGE_FIELD) != STORAGE:
        return Envelope(key, value, said, hash_of(value))
    return _put_together(key, value, said, pieces)


def _put_together(key: str, value: str, manifest: dict[str, Any], pieces: Pieces) -> Envelope:
    prefix, count = str(manifest.get("prefix", "")), manifest.get("chunks")
    own = pieces.get(prefix, {})
    raw = ((key, value), *own.items())
    claimed = manifest.get("sha256")
    sha256 = claimed if isinstance(claimed, str) else hash_of(value)
    wanted = [f"{prefix}:{number:06d}" for number in range(count)] if _is_count(count) else []
    if not wanted or any(one not in own for one in wanted):
        return Envelope(key, value, {}, sha256, prefix, FindingKind.CHUNK_MISSING, raw)
    text = _decompressed("".join(own[one] for one in wanted), claimed)
    try:
        said = None if text is None else json_of(text)
    except ValueError:
        said = None
    if text is None or not isinstance(said, dict):
        return Envelope(key, value, {}, sha256, prefix, FindingKind.CHUNK_CORRUPT, raw)
    return Envelope(key, text, said, sha256, prefix)


def _is_count(count: Any) -> TypeGuard[int]:
    return isinstance(count, int) and 0 < count <= MOST_BYTES // CHUNK_CHARACTERS


def _decompressed(encoded: str, sha256: Any) -> str | None:
    try:
        packed = base64.b64decode(encoded, validate=True)
        data = zlib.decompressobj().decompress(packed, MOST_BYTES)
        return data.decode() if hashlib.sha256(data).hexdigest() == sha256 else None
    except (binascii.Error, zlib.error, ValueError):
        return None


def write_row(key: str, text: str, prefix: str) -> list[Row]:
    """The rows of an envelope: one, or a manifest and pieces under `prefix` where the text is long and there is one."""
    data = text.encode()
    if not prefix:
        return [(key, text)]
    encoded = base64.b64encode(zlib.compress(data)).decode("ascii")
    pieces = [encoded[at : at + CHUNK_CHARACTERS] for at in range(0, len(encoded), CHUNK_CHARACTERS)]
    manifest = {
        _STORAGE_FIELD: STORAGE,
        "chunks": len(pieces),
        "encoded_bytes": len(encoded),
        "prefix": prefix,
        "raw_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return [
        (key, json.dumps(manifest, separators=(",", ":"))),
        *((f"{prefix}:{number:06d}", piece) for number, piece in enumerate(pieces)),
    ]


def prefix_for(text: str, random: bytes) -> str:
    """The prefix of a new text's pieces, of 16 random bytes; empty where it is short enough to lie in one row."""
    return f"__ofchunk__{random[:16].hex()}" if len(text.encode()) > LONGEST_INLINE else ""
