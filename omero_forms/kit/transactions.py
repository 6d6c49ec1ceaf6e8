# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short database transactions, and never one around a call to OMERO.

SQLite answers "database is locked" at once, whatever the busy time-out, when a transaction that began by
reading wants to write while another wrote. So every transaction of ours begins with BEGIN IMMEDIATE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


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
