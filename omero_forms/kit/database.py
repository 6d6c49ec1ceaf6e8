# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the database has the tables that this code reads and writes.

The first release made its one migration anew, so a database of a version before it cannot be brought up to date. It is
refused, and nothing in it is changed: what lies in it may be all that there is of somebody's trial.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from omero_forms.domain.errors import error
from omero_forms.kit.deadlines import Deadline

UNRELEASED = "The database was made by a version before the first release, which cannot be brought up to date."
EMPTY_ONE = "Name an empty one in omero.web.databases, run omero-forms migrate, then restart OMERO.web and the workers."

APP = "omero_forms"

_WRITES_OURS = re.compile(rf'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "{APP}_')


class Tables(Enum):
    """What the tables of the forms are to this code."""

    CURRENT = "current"
    TO_MIGRATE = "to migrate"
    UNRELEASED = "unreleased"


_current: set[str] = set()
"""Databases that were seen to be current: they stay so while this process lives."""


def tables() -> Tables:
    """Raises DatabaseError and ImproperlyConfigured where there is no database to ask."""
    name = str(connection.settings_dict["NAME"])
    if name in _current:
        return Tables.CURRENT
    loader = (executor := MigrationExecutor(connection)).loader
    applied = {migration for app, migration in loader.applied_migrations if app == APP}
    if applied - {migration for app, migration in loader.disk_migrations if app == APP}:
        return Tables.UNRELEASED
    if not applied and _has_tables_of_ours():
        return Tables.UNRELEASED
    if executor.migration_plan([key for key in loader.graph.leaf_nodes() if key[0] == APP]):
        return Tables.TO_MIGRATE
    _current.add(name)
    return Tables.CURRENT


def _has_tables_of_ours() -> bool:
    return any(name.startswith(f"{APP}_") for name in connection.introspection.table_names())


def refuse_unreleased() -> None:
    """Raise `database_unavailable` for the database of a version before the first release."""
    if tables() is Tables.UNRELEASED:
        raise error("database_unavailable", message=f"{UNRELEASED} {EMPTY_ONE} Nothing was changed.")


def wait_for_others(deadline: Deadline) -> None:
    """Wait until every transaction that is under way now has ended: none of them goes on by what it read before.

    Those of SQLite that write wait for each other. Raises `database_unavailable` where one goes on until the deadline.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (ours,) = cursor.fetchone()
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= ours:
                return
            if deadline.passed:
                raise error("database_unavailable")
            time.sleep(0.05)


def guard_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around every statement of a connection: none writes rows into tables that look like ours and are not."""
    if _WRITES_OURS.match(sql) and str(connection.settings_dict["NAME"]) not in _current:
        refuse_unreleased()
    return execute(sql, params, many, context)
