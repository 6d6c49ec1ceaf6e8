# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a connection to the database is made ready with, and how long one to SQLite is kept.

Whoever closes the last connection to an SQLite database moves its write-ahead log into it and waits for the disk
several times. That took longer than all else of a submission. So a web worker keeps its connection after a request, as
long as the file is the one that was opened: an admin may put another one in its place.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from omero_forms.kit.database import guard_writes

BUSY_MILLISECONDS = 20_000
"""How long a writer of SQLite waits for the others; each of them takes a few milliseconds."""
KEPT_SECONDS = 60.0
"""How long a connection to SQLite is used, unless `CONN_MAX_AGE` says something else. Nothing closes it between
requests."""

_OPENED = "omero_forms_opened"
"""The attribute of a kept connection that tells which file it has open."""


def prepare_connection(
    sender: object,  # noqa: ARG001  (signals pass it by name)
    connection: BaseDatabaseWrapper,
    **_kwargs: Any,
) -> None:
    """Receiver of `connection_created`: guard the tables, and make SQLite wait for its turn instead of failing."""
    # A connection that was closed and opened again still has it.
    if guard_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard_writes)
    if connection.vendor != "sqlite":
        return
    connection.transaction_mode = "IMMEDIATE"  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] == "delete":
            # The mode stays in the file. Only the very first connections can meet here, and SQLite
            # does not wait for this lock: whoever loses finds the file in the mode it wanted.
            with suppress(OperationalError):
                cursor.execute("PRAGMA journal_mode = WAL")
        # What is deleted is written over with zeros where that costs no reading: redacted texts are not to stay.
        cursor.execute("PRAGMA secure_delete = FAST")
        # With WAL this survives the death of processes; a power cut may undo the last commits.
        cursor.execute("PRAGMA synchronous = NORMAL")
    if connection.settings_dict["CONN_MAX_AGE"] == 0 and (opened := _file_of(connection)) is not None:
        setattr(connection, _OPENED, opened)
        connection.close_at = time.monotonic() + KEPT_SECONDS
        if _let_go_after_failure not in connection.execute_wrappers:
            connection.execute_wrappers.append(_let_go_after_failure)


def leave_replaced_files(sender: object, **_kwargs: Any) -> None:  # noqa: ARG001
    """Receiver of `request_started`: no request uses a connection to a file that is not in its place any more."""
    for connection in connections.all(initialized_only=True):
        opened = getattr(connection, _OPENED, None)
        if connection.connection is None or opened is None or connection.in_atomic_block:
            continue
        if _file_of(connection) != opened:
            connection.close()


def _let_go_after_failure(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Around every statement of a connection that is kept: one that met a disk that is full, or was not to be written,
    is not for the next request.
    """
    try:
        return execute(sql, params, many, context)
    except OperationalError:
        context["connection"].close_at = time.monotonic()
        raise


def _file_of(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """The file that lies where the database is; None where none does, as of one in memory."""
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
