# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zip that is sent while it is made: of its files nothing is held but what was not taken yet, their names and their
checksums.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from omero_forms.domain.bundles.names import SUMS

_PLAIN_FILE = 0o100644 << 16


class _Sink:
    """What `zipfile` writes to. It cannot go back, so sizes and checksums follow each file."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is left open."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


class Pack:
    """Each `add` and `finish` gives the bytes of the zip that are ready then. `made` is the time of its files."""

    def __init__(self, made: datetime) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._made = made.astimezone(UTC).timetuple()[:6]
        self._sums: dict[str, str] = {}

    def add(self, name: str, pieces: bytes | Iterable[bytes]) -> Iterator[bytes]:
        """A file, whole or in pieces."""
        entry = zipfile.ZipInfo(name, self._made)
        entry.external_attr = _PLAIN_FILE
        entry.compress_type = zipfile.ZIP_DEFLATED
        digest = hashlib.sha256()
        is_whole = isinstance(pieces, bytes)
        with self._zip.open(entry, "w", force_zip64=not is_whole) as file:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                digest.update(piece)
                file.write(piece)
                yield self._sink.take()
        self._sums[name] = digest.hexdigest()
        yield self._sink.take()

    def finish(self) -> Iterator[bytes]:
        """The checksums of all files, as `sha256sum -c` reads them, and the end of the zip."""
        lines = (f"{digest}  {name}\n".encode() for name, digest in sorted(self._sums.items()))
        yield from self.add(SUMS, b"".join(lines))
        self._zip.close()
        yield self._sink.take()
