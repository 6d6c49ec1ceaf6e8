# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database: SQLite, one writer at a time, a connection for each reading thread.

Tables: one for each root of the model's inheritance trees, called like the entity ("Annotation" holds all
annotations, "Session" shares too). Always quote names: "Session"."owner", "GroupExperimenterMap"."parent".

Columns: `id`; `discriminator`, the class name, where a table holds several classes; `version`, `permissions`
(meaningful for "ExperimenterGroup" only: objects have their group's), `external_id`; unless the entity is global
also `owner_id`, `group_id`, `creation_id`, `update_id` (events). Then the properties by their names: values, ids of
references, and for units the number in "physicalSizeX" and the unit's name in "physicalSizeX_unit". Times are
milliseconds since 1970, booleans 0 and 1. A list's element has its position in "<inverse property>_index". Named
values (Experimenter.config, MapAnnotation.mapValue, ...) are rows of "<Class>_<property>": parent_id, idx, name,
value. "Password" holds hashes.

All changes go through `Store.transaction`. Its event is made when the first row needs it; log rows are written at
the commit.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from .faults import validation
from .model import schema
from .model.reflect import ENTITIES
from .model.seeding import seed
from .permissions import Caller
from .text import sql_functions

INSERT, UPDATE, DELETE, REINDEX = "INSERT", "UPDATE", "DELETE", "REINDEX"

SCHEMA_VERSION = 1

MOST_READERS = 64
"""Connections kept for reading threads; more than there are threads at a time."""


class Clock:
    """The clock that stamps what is saved. `behind` (milliseconds) makes data that is older than it is."""

    behind = 0


def now() -> int:
    """Milliseconds since 1970, by the server's clock."""
    return int(time.time() * 1000) - Clock.behind


class Tx:
    """A running transaction: its connection, its event, and what it has to write into the event log."""

    def __init__(self, store: Store, conn: sqlite3.Connection, caller: Caller | None) -> None:
        self.store, self.conn, self.caller = store, conn, caller
        self.event_type = "User" if caller is not None else "Internal"
        self._event_id: int | None = None
        self._log: dict[tuple[str, str, int], None] = {}

    @property
    def has_event(self) -> bool:
        return self._event_id is not None

    @property
    def event_id(self) -> int:
        """The id of this transaction's Event, which is made when somebody asks for the first time."""
        if self._event_id is None:
            caller = self.caller
            group = 0 if caller is None else caller.group_id
            if caller is not None and caller.all_groups:
                group = caller.session_group_id
            cursor = self.conn.execute(
                'INSERT INTO "Event" ("time", "experimenter", "experimenterGroup", "type", "session", "status") '
                "VALUES (?,?,?,?,?,NULL)",
                (
                    now(),
                    0 if caller is None else caller.user_id,
                    group,
                    self.store.enumeration("EventType", self.event_type),
                    0 if caller is None else caller.session_id,
                ),
            )
            self._event_id = int(cursor.lastrowid or 0)
        return self._event_id

    def log(self, action: str, entity: str, oid: int) -> None:
        """Note a change for the event log; the same change twice makes one row.

        `entity` is the object's exact class.
        """
        self._log[action, entity, oid] = None

    def logged(self, action: str, entity: str, oid: int) -> bool:
        return (action, entity, oid) in self._log

    def write_log(self) -> None:
        if not self._log:
            return
        event = self.event_id
        self.conn.executemany(
            'INSERT INTO "EventLog" ("entityId", "entityType", "action", "event") VALUES (?,?,?,?)',
            [(oid, ENTITIES[cls].java_name, action, event) for action, cls, oid in self._log],
        )
        self._log.clear()

    def insert(
        self,
        entity_name: str,
        values: Mapping[str, Any],
        *,
        owner: int | None = None,
        group: int | None = None,
        log: bool = True,
    ) -> int:
        """Insert a row of an entity, without any check of permissions, and return its id.

        `values` are column values by column name. `owner` and `group` are needed unless the entity is global.
        """
        entity = ENTITIES[entity_name]
        row = dict(values)
        if schema.has_discriminator(entity):
            row["discriminator"] = entity.name
        if not entity.is_global:
            event = self.event_id
            row = {
                "owner_id": owner,
                "group_id": group,
                "creation_id": event,
                "update_id": event,
                **row,
            }
        names = ",".join(f'"{name}"' for name in row)
        marks = ",".join("?" * len(row))
        with explained(entity_name):
            cursor = self.conn.execute(
                f'INSERT INTO "{entity.table}" ({names}) VALUES ({marks})'
                if row
                else f'INSERT INTO "{entity.table}" DEFAULT VALUES',
                [encoded(v) for v in row.values()],
            )
        oid = int(cursor.lastrowid or 0)
        if log:
            self.log(INSERT, entity.name, oid)
        return oid

    def update(
        self,
        entity_name: str,
        oid: int,
        values: Mapping[str, Any],
        *,
        touch: bool = False,
        log: bool = True,
    ) -> None:
        """Change columns of a row. `touch` makes this transaction's event the object's update event."""
        entity = ENTITIES[entity_name]
        row = dict(values)
        if touch and not entity.is_global:
            row["update_id"] = self.event_id
        if row:
            sets = ",".join(f'"{name}" = ?' for name in row)
            with explained(entity_name):
                self.conn.execute(
                    f'UPDATE "{entity.table}" SET {sets} WHERE id = ?',
                    [*(encoded(v) for v in row.values()), oid],
                )
        if log:
            self.log(UPDATE, entity.name, oid)

    def delete(self, entity_name: str, ids: Iterable[int], *, log: bool = True) -> None:
        """Delete rows. What still refers to them makes the commit fail with a ValidationException."""
        entity = ENTITIES[entity_name]
        for oid in ids:
            cls = self.class_of(entity_name, oid)
            if cls is None:
                continue
            self.conn.execute(f'DELETE FROM "{entity.table}" WHERE id = ?', (oid,))
            if log:
                self.log(DELETE, cls, oid)

    def class_of(self, entity_name: str, oid: int) -> str | None:
        """The exact class of a row, or None if there is none."""
        return class_of(self.conn, entity_name, oid)

    def set_pairs(self, entity_name: str, prop: str, oid: int, pairs: Iterable[Any]) -> None:
        """Replace the named values of an object by (name, value) pairs; None leaves a gap in the list."""
        table = schema.pairs_table(ENTITIES[entity_name].properties[prop])
        self.conn.execute(f'DELETE FROM "{table}" WHERE parent_id = ?', (oid,))
        self.conn.executemany(
            f'INSERT INTO "{table}" (parent_id, idx, name, value) VALUES (?,?,?,?)',
            [(oid, i, pair[0], pair[1]) for i, pair in enumerate(pairs) if pair is not None],
        )


def class_of(conn: sqlite3.Connection, entity_name: str, oid: int) -> str | None:
    """The exact class of the row with this id, or None if there is none of that entity."""
    entity = ENTITIES[entity_name]
    column = "discriminator" if schema.has_discriminator(entity) else f"'{entity.name}'"
    row = conn.execute(f'SELECT {column} FROM "{entity.table}" WHERE id = ?', (oid,)).fetchone()
    return None if row is None or row[0] not in entity.descendants else str(row[0])


def encoded(value: Any) -> Any:
    """A Python value as SQLite takes it: NaN, which SQLite has not, as text; lists of strings as JSON."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, list):
        return json.dumps(value)
    return value


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn SQLite's complaints about constraints and numbers into the exceptions that a client knows."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise validation(f"could not save {what}; constraint [{error}]") from error
    except (OverflowError, sqlite3.DataError) as error:
        raise validation(f"could not save {what}: {error}") from error


class Store:
    """The database in a file, or, without a path, in a temporary file that goes with the store."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self._directory = tempfile.mkdtemp(prefix="omero-embedded-") if path is None else None
        self.path = f"{self._directory}/omero.db" if self._directory else os.fspath(path or "")
        self.durable = path is not None
        self._local = threading.local()
        self._lock = threading.RLock()
        self._connections: dict[int, sqlite3.Connection] = {}
        self._connections_lock = threading.Lock()
        self._closed = False
        self._enumerations: dict[tuple[str, str], int] = {}
        self._writer = self._connect()
        if self._writer.execute("PRAGMA user_version").fetchone()[0] == 0:
            self._create()
        self.database_uuid = str(
            self._writer.execute("SELECT value FROM server_settings WHERE name = 'uuid'").fetchone()[0]
        )

    # -- connections

    def _connect(self) -> sqlite3.Connection:
        conn = sqlite3.connect(
            self.path,
            isolation_level=None,
            check_same_thread=False,
            timeout=30,
            cached_statements=512,
        )
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute(f"PRAGMA synchronous = {'NORMAL' if self.durable else 'OFF'}")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA case_sensitive_like = ON")
        conn.execute("PRAGMA cache_size = -4000")
        conn.execute("PRAGMA mmap_size = 268435456")
        conn.execute("PRAGMA temp_store = MEMORY")
        sql_functions(conn)
        return conn

    def read(self) -> sqlite3.Connection:
        """This thread's connection; inside of a transaction of this thread, the transaction's."""
        tx = getattr(self._local, "tx", None)
        if tx is not None:
            return tx.conn
        # by the thread's identity, since Ice's threads lose their thread-local data after each call
        thread = threading.get_ident()
        conn = self._connections.get(thread)
        if conn is None:
            conn = self._connect()
            with self._connections_lock:
                while len(self._connections) >= MOST_READERS:
                    # of a thread that has ended, most likely; one that is in use closes when its user lets go of it
                    self._connections.pop(next(iter(self._connections)))
                self._connections[thread] = conn
        return conn

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection on which several statements see the same state of the database."""
        conn = self.read()
        if conn.in_transaction:
            yield conn
            return
        conn.execute("BEGIN")
        try:
            yield conn
        finally:
            conn.execute("ROLLBACK")

    @contextmanager
    def transaction(self, caller: Caller | None) -> Iterator[Tx]:
        """The one writing transaction at a time; committed at the end, rolled back by any exception.

        Within a transaction of the same thread it is that one again, so that several operations can be done or
        undone together.

        Raises ValidationException if at the commit something refers to what is not there.
        """
        with self._lock:
            running: Tx | None = getattr(self._local, "tx", None)
            if running is not None:
                yield running
                return
            conn = self._writer
            conn.execute("BEGIN IMMEDIATE")
            tx = self._local.tx = Tx(self, conn, caller)
            try:
                yield tx
                tx.write_log()
                with explained("all changes"):
                    conn.execute("COMMIT")
            except BaseException:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
                raise
            finally:
                self._local.tx = None

    def interrupt(self) -> None:
        """Make running statements fail, so that nobody waits for a query that takes for ever."""
        with self._connections_lock:
            for conn in [*self._connections.values(), self._writer]:
                with suppress(sqlite3.Error):
                    conn.interrupt()

    def close(self) -> None:
        """Close all connections; a temporary database is removed."""
        with self._lock, self._connections_lock:
            if self._closed:
                return
            self._closed = True
            for conn in [*self._connections.values(), self._writer]:
                conn.close()
            if self._directory:
                shutil.rmtree(self._directory, ignore_errors=True)

    # -- what is always there

    def enumeration(self, entity: str, value: str) -> int:
        """The id of an enumeration's value. Raises KeyError if there is none."""
        found = self._enumerations.get((entity, value))
        if found is None:
            row = self.read().execute(f'SELECT id FROM "{entity}" WHERE "value" = ?', (value,)).fetchone()
            if row is None:
                raise KeyError(f"{entity} {value!r}")
            found = self._enumerations[entity, value] = int(row[0])
        return found

    def _create(self) -> None:
        conn = self._writer
        conn.execute("BEGIN IMMEDIATE")
        for statement in schema.ddl():
            conn.execute(statement)
        seed(conn, now())
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        conn.execute("COMMIT")
