# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the database goes about statements: by which index, or by reading a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

ASKED = ("SELECT", "UPDATE", "DELETE")


def explained(statement: str) -> list[str]:
    """The lines of the database's plan that name what is read, and how."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            return [str(row[3]) for row in cursor.fetchall()]
        # Small tables PostgreSQL reads whole, whatever indexes they have.
        for other_way in ("enable_seqscan", "enable_bitmapscan"):
            cursor.execute(f"SET LOCAL {other_way} = off")
        cursor.execute(f"EXPLAIN {statement}")
        return [row[0] for row in cursor.fetchall() if " Scan " in row[0]]


@contextmanager
def never_read_whole(table: str) -> Iterator[None]:
    """Within it some statements ask for rows of a table, and none of them reads all of it, whatever index it reads."""
    with CaptureQueriesContext(connection) as spent:
        yield
    statements = {query["sql"] for query in spent.captured_queries if query["sql"].startswith(ASKED)}
    plans = {one: [line for line in explained(one) if table in line] for one in statements if f'"{table}"' in one}
    assert any(plans.values()), f"nothing was asked of {table}"
    for statement, plan in plans.items():
        assert not [line for line in plan if line.startswith("SCAN") or "Seq Scan" in line], f"{plan}\n{statement}"
