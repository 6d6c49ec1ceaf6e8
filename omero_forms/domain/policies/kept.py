# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a group as it is kept: what its bytes are, and how somebody can check them who may not read all of it.

A kept report is a manifest and rows. A row is what was found of one object that did not comply, as canonical JSON with
a salt. The manifest is text: a line that says what it is, a line of canonical JSON with period, counts and the ids of
all objects that complied, then the SHA-256 of each row, a line each. It names nobody and nothing, and its own SHA-256
is what the record `report.kept` says. So a row that somebody may not see is replaced by its hash, and the rest is
proven all the same.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from omero_forms.domain.canonical import canonical

FORMAT: Final = "omero-forms report 1"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a report is of: those since the one before it. `name` is that of the digests made with it."""

    name: str
    first: date
    last: date

    def as_json(self) -> dict[str, str]:
        """As records and manifests hold it."""
        return {"name": self.name, "first": self.first.isoformat(), "last": self.last.isoformat()}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the text of a manifest says: its head, and the hashes of the rows in their order."""

    head: Mapping[str, Any]
    digests: Sequence[str]

    def text(self) -> bytes:
        """Its bytes."""
        lines = [FORMAT.encode(), canonical(dict(self.head)), *(one.encode() for one in self.digests)]
        return b"\n".join(lines) + b"\n"

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """That of a text. Raises ValueError where it is none."""
        kind, head, *digests = text.decode().splitlines()
        if kind != FORMAT:
            raise ValueError(kind)
        return cls(json.loads(head), digests)


def unpacked(stored: bytes) -> bytes:
    """A part of a file as it was before it was stored. Raises ValueError where it is none."""
    try:
        return zlib.decompress(stored)
    except zlib.error as fault:
        raise ValueError(str(fault)) from fault


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The file of a report: the text of its manifest, and its rows."""

    manifest: bytes
    lines: Sequence[bytes]

    @classmethod
    def unpacked(cls, manifest: bytes, rows: bytes) -> ReportFile:
        """That of what is stored of it. Raises ValueError where this is none."""
        return cls(unpacked(manifest), unpacked(rows).splitlines())

    def is_of(self, digest: str | None) -> bool:
        """Whether it is the one whose manifest has this SHA-256, with the rows that this names."""
        if sha256(self.manifest) != digest:
            return False
        return [sha256(line) for line in self.lines] == list(Manifest.read(self.manifest).digests)


def row_line(row: Mapping[str, Any]) -> bytes:
    """The bytes of a row."""
    return canonical(dict(row))


def sha256(data: bytes) -> str:
    """As manifests and records have it."""
    return hashlib.sha256(data).hexdigest()


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Ids as [first, last] of those that follow one another: [1, 2, 3, 7] is [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for one in sorted(ids):
        if found and found[-1][1] == one - 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return found
