# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings that are stored, and what judging changes of them.

Millions are read and compared in a run, of which few differ: they are tuples here, with values as the database's driver
gives and takes them, and no model objects.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.db.models.sql import Query

from omero_forms.models import Finding
from omero_forms.selectors.windows import Window

KEY: Final = ("policy", "object_type", "object_id", "creation_event")
"""The columns that say which finding it is."""

OURS: Final = ("first_seen", "since", "changed_at", "closed_at", "closed_reason")
"""The columns that we set by our own clock: they follow from a change and are none themselves."""

FACTS: Final = ("name", "owner_id", "owner_name", "owner_full_name")
"""The columns that an object's own facts give."""

VERDICT: Final = ("group_id", "status", "lacking", "outdated_versions", "reason", "due")
"""The columns that the judgement gives: the same for all objects of one case."""

JUDGED: Final = (*FACTS, *VERDICT)
"""Where one of these differs from what is stored, the finding changed."""

WRITTEN: Final = (*JUDGED, *OURS)
"""The columns that a finding written again replaces: all but its key."""

MOST_VALUES: Final = 10_000
"""Values that are kept as the driver takes them: cases differ in days, of which there are some thousand."""

Value = Any
"""A value as the driver gives and takes it: of SQLite, moments and days are texts."""

FindingKey = tuple[int, int]
"""Object id, creation event."""


class Stored(NamedTuple):
    """An open finding of one policy, as far as a run reads it."""

    object_id: int
    creation_event: int
    name: str
    owner_id: int
    owner_name: str
    owner_full_name: str
    group_id: int
    status: str
    lacking: Value
    outdated_versions: Value
    reason: str
    due: Value
    first_seen: Value
    since: Value
    id: int


class Row(NamedTuple):
    """A finding to write: all columns but the primary key, in the order of KEY and WRITTEN."""

    policy_id: int
    object_type: str
    object_id: int
    creation_event: int
    name: str
    owner_id: int
    owner_name: str
    owner_full_name: str
    group_id: int
    status: str
    lacking: Value
    outdated_versions: Value
    reason: str
    due: Value
    first_seen: Value
    since: Value
    changed_at: Value
    closed_at: Value
    closed_reason: str


@dataclass(slots=True)
class Changes:
    """What an evaluation of a page has to write: findings to put, and ids to close by reason."""

    put: list[Row] = field(default_factory=list)
    close: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __len__(self) -> int:
        return len(self.put) + sum(len(ids) for ids in self.close.values())


def open_findings(policy_id: int, object_type: str, window: Window) -> dict[FindingKey, tuple[Value, ...]]:
    """Open findings of a policy of the objects in a window, as plain tuples in the order of `Stored`."""
    found = window.of(Finding.objects.order_by()).filter(
        policy_id=policy_id, object_type=object_type, closed_at__isnull=True
    )
    columns = [_bare(name) if name in ("due", "first_seen", "since") else F(name) for name in Stored._fields]
    return {row[:2]: row for row in _plain_rows(found.values_list(*columns).query)}


def _bare(column: str) -> Any:
    """The column as the driver gives it: SQLite's would make a date of what it knows to be declared as one."""
    return Cast(column, TextField()) if connection.vendor == "sqlite" else F(column)


def _plain_rows(query: Query) -> list[tuple[Value, ...]]:
    """The rows of a query without Django's conversions, which take longer than all else that is done with a row."""
    sql, parameters = query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


@lru_cache(maxsize=MOST_VALUES)
def moment_value(moment: datetime) -> Value:
    """A moment as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def as_moment(value: Value) -> datetime:
    """A moment (UTC) of what the driver gives."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return cast("datetime", value)


@lru_cache(maxsize=MOST_VALUES)
def day_value(day: date | None) -> Value:
    """A day as the driver takes it."""
    return connection.ops.adapt_datefield_value(day)


@lru_cache(maxsize=MOST_VALUES)
def list_value(value: tuple[Any, ...]) -> Value:
    """A list in a JSON column as the driver gives it, and takes it: its text."""
    return json.dumps(value)


def as_list(value: Value) -> Any:
    """What a JSON column holds. PostgreSQL may write the same list in another way than we did."""
    return json.loads(value)
