# SPDX-License-Identifier: AGPL-3.0-or-later
"""Binary data: the contents of original files, planes of pixels, and stored thumbnails, in tables of their own."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from .faults import api_usage
from .store import Store

BLOCK = 1 << 20
"""Bytes of a file in one row."""


class Files:
    """Contents by the id of their OriginalFile or Pixels; they go when that row goes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.transaction(None) as tx:
            tx.conn.execute(
                'CREATE TABLE IF NOT EXISTS "FileBlock" (file_id INTEGER NOT NULL REFERENCES "OriginalFile"(id) '
                "ON DELETE CASCADE, block INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (file_id, block))"
            )
            tx.conn.execute(
                'CREATE TABLE IF NOT EXISTS "PixelPlane" (pixels_id INTEGER NOT NULL REFERENCES "Pixels"(id) '
                "ON DELETE CASCADE, z INTEGER, c INTEGER, t INTEGER, data BLOB NOT NULL, "
                "PRIMARY KEY (pixels_id, t, c, z))"
            )

    # -- files

    def size(self, file_id: int) -> int:
        row = self._store.read().execute(
            'SELECT block, length(data) FROM "FileBlock" WHERE file_id = ? ORDER BY block DESC LIMIT 1', (file_id,)
        ).fetchone()  # fmt: skip
        return 0 if row is None else row[0] * BLOCK + row[1]

    def read(self, file_id: int, start: int, length: int) -> bytes:
        """Bytes from `start`; fewer at the end of the file."""
        if start < 0 or length < 0:
            raise api_usage("negative position or length")
        first, last = start // BLOCK, (start + max(length, 1) - 1) // BLOCK
        rows = self._store.read().execute(
            'SELECT data FROM "FileBlock" WHERE file_id = ? AND block BETWEEN ? AND ? ORDER BY block',
            (file_id, first, last),
        )
        joined = b"".join(row[0] for row in rows)
        return joined[start - first * BLOCK :][:length]

    def write(self, file_id: int, start: int, data: bytes) -> None:
        """Overwrite or append; a gap is filled with zeros."""
        if start < 0:
            raise api_usage("negative position")
        with self._store.transaction(None) as tx:
            end = self.size(file_id)
            if start > end:
                _write(tx.conn, file_id, end, b"\0" * (start - end))
            _write(tx.conn, file_id, start, data)

    def truncate(self, file_id: int, length: int) -> bool:
        """Shorten a file; returns whether it was longer."""
        if self.size(file_id) <= length:
            return False
        with self._store.transaction(None) as tx:
            block, rest = divmod(length, BLOCK)
            tx.conn.execute('DELETE FROM "FileBlock" WHERE file_id = ? AND block > ?', (file_id, block))
            tx.conn.execute(
                'UPDATE "FileBlock" SET data = substr(data, 1, ?) WHERE file_id = ? AND block = ?',
                (rest, file_id, block),
            )
        return True

    # -- pixels

    def has_planes(self, pixels_id: int) -> bool:
        row = self._store.read().execute(
            'SELECT 1 FROM "PixelPlane" WHERE pixels_id = ? LIMIT 1', (pixels_id,)
        ).fetchone()  # fmt: skip
        return row is not None

    def plane(self, pixels_id: int, z: int, c: int, t: int) -> bytes | None:
        row = self._store.read().execute(
            'SELECT data FROM "PixelPlane" WHERE pixels_id = ? AND z = ? AND c = ? AND t = ?', (pixels_id, z, c, t)
        ).fetchone()  # fmt: skip
        return None if row is None else bytes(row[0])

    def set_planes(self, pixels_id: int, planes: dict[tuple[int, int, int], bytes]) -> None:
        """Store planes by (z, c, t)."""
        with self._store.transaction(None) as tx:
            put_planes(tx.conn, pixels_id, planes)


def put_planes(conn: sqlite3.Connection, pixels_id: int, planes: dict[tuple[int, int, int], bytes]) -> None:
    """The same within a transaction that is running already."""
    conn.executemany(
        'INSERT OR REPLACE INTO "PixelPlane" (pixels_id, z, c, t, data) VALUES (?, ?, ?, ?, ?)',
        [(pixels_id, z, c, t, data) for (z, c, t), data in planes.items()],
    )


def _write(conn: sqlite3.Connection, file_id: int, start: int, data: bytes) -> None:
    position = 0
    while position < len(data):
        block, offset = divmod(start + position, BLOCK)
        part = data[position : position + BLOCK - offset]
        with closing(
            conn.execute('SELECT data FROM "FileBlock" WHERE file_id = ? AND block = ?', (file_id, block))
        ) as cursor:
            row = cursor.fetchone()
        old = bytes(row[0]) if row else b""
        new = old[:offset].ljust(offset, b"\0") + part + old[offset + len(part) :]
        conn.execute(
            'INSERT OR REPLACE INTO "FileBlock" (file_id, block, data) VALUES (?, ?, ?)',
            (file_id, block, new),
        )
        position += len(part)
