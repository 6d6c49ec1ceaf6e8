# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the real server's search indexer leaves behind: REINDEX rows in the event log.

Triggers note each object whose annotations have changed (a link made or deleted, an annotation updated), once for each
event that did so; a thread turns the notes into log rows a moment later, in events of their own, as the real indexer
does every few seconds. Searching itself needs no index here.
"""

from __future__ import annotations

import logging
import sqlite3
import threading

from .model.reflect import ENTITIES, Entity
from .store import Store

log = logging.getLogger("omero_embedded.indexer")

INTERVAL = 0.5
"""Seconds between two looks, when nobody wakes the indexer."""

BATCH = 5_000
"""Rows written in one transaction."""


def annotation_links() -> list[Entity]:
    return [entity for entity in ENTITIES.values() if entity.is_annotation_link]


def install(conn: sqlite3.Connection) -> None:
    """Create the table of notes and its triggers, unless they are there."""
    conn.execute(
        "CREATE TABLE IF NOT EXISTS reindex_note (entity TEXT NOT NULL, entity_id INTEGER NOT NULL, "
        "event INTEGER NOT NULL, PRIMARY KEY (entity, entity_id, event)) WITHOUT ROWID"
    )
    links = annotation_links()
    for link in links:
        parent = ENTITIES[link.properties["parent"].type].java_name
        for when, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
            conn.execute(
                f'CREATE TRIGGER IF NOT EXISTS "reindex_{link.name}_{when}" AFTER {when} ON "{link.table}" BEGIN '
                f"INSERT OR IGNORE INTO reindex_note VALUES ('{parent}', {row}.\"parent\", {row}.update_id); END"
            )
    parents = " ".join(
        f"INSERT OR IGNORE INTO reindex_note SELECT '{ENTITIES[link.properties['parent'].type].java_name}', "
        f'"parent", NEW.update_id FROM "{link.table}" WHERE "child" = NEW.id;'
        for link in links
    )
    conn.execute(f'CREATE TRIGGER IF NOT EXISTS "reindex_Annotation" AFTER UPDATE ON "Annotation" BEGIN {parents} END')


class Indexer:
    """The thread that writes REINDEX rows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)
        with store.transaction(None) as tx:
            install(tx.conn)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something may have changed."""
        self._wake.set()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.wait(INTERVAL)
            self._wake.clear()
            try:
                while not self._stopped.is_set() and self.step():
                    pass
            except sqlite3.Error:
                log.exception("the indexer could not write")

    def step(self) -> bool:
        """Write one batch; returns whether there was anything to write."""
        if self._store.read().execute("SELECT 1 FROM reindex_note LIMIT 1").fetchone() is None:
            return False
        with self._store.transaction(None) as tx:
            rows = tx.conn.execute("SELECT entity, entity_id, event FROM reindex_note LIMIT ?", (BATCH,)).fetchall()
            tx.conn.executemany(
                'INSERT INTO "EventLog" ("entityType", "entityId", "action", "event") VALUES (?, ?, \'REINDEX\', ?)',
                [(entity, oid, tx.event_id) for entity, oid, _ in rows],
            )
            tx.conn.executemany("DELETE FROM reindex_note WHERE entity = ? AND entity_id = ? AND event = ?", rows)
        return True
