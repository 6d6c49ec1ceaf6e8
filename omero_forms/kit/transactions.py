# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short database transactions, and never one around a call to OMERO.

SQLite answers "database is locked" at once, whatever the busy time-out, when a transaction that began by
reading wants to write while another wrote. So every transaction of ours begins with BEGIN IMMEDIATE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from omero_forms.kit.database import guard_writes

BUSY_MILLISECONDS = 20_000
"""How long a writer of SQLite waits for the others; each of them takes a few milliseconds."""


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
        # With WAL this survives the death of processes; a power cut may undo the last commits.
        cursor.execute("PRAGMA synchronous = NORMAL")


@contextmanager
def short_write() -> Iterator[None]:
    """A transaction for a handful of statements. It commits when the block ends.

    Raises RuntimeError inside another transaction: its commit would then not be one.
    """
    with transaction.atomic(durable=True):
        yield


@contextmanager
def accepting_write() -> Iterator[None]:
    """A short write whose commit a power cut does not undo: what was answered 202 is nowhere else yet.

    Everything else that is written is in OMERO too, or can be found out again, and need not wait for the disk.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with short_write():
            yield
        return
    _synchronous("FULL")
    try:
        with short_write():
            yield
    finally:
        _synchronous("NORMAL")


def _synchronous(level: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous = {level}")


def forbid_transaction() -> None:
    """Guard before every call to OMERO. Raises RuntimeError inside a transaction.

    A frozen OMERO would otherwise hold the lock of the whole SQLite file.
    """
    blocks = connection.atomic_blocks
    # The block that a TestCase wraps around a test is not ours.
    if any(not getattr(block, "_from_testcase", False) for block in blocks):
        raise RuntimeError("OMERO was called inside a database transaction")
