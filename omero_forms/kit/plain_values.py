# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of columns as the database's driver gives and takes them, for what reads or writes thousands of rows.

Of SQLite, moments and days are texts; a JSON column is its text everywhere.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, cast

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast

MOST_VALUES: Final = 10_000
"""Values that are kept as the driver takes them, and as it gives them: days, of which there are some thousand."""

Value = Any
"""A value as the driver gives and takes it."""


def bare(column: str) -> Any:
    """A moment or day in a `values_list`, as the driver gives it: SQLite's would make a date of what it knows to be
    declared as one.
    """
    return Cast(column, TextField()) if connection.vendor == "sqlite" else F(column)


@lru_cache(maxsize=MOST_VALUES)
def moment_value(moment: datetime) -> Value:
    """A moment as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


@lru_cache(maxsize=MOST_VALUES)
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
def as_day(value: Value) -> date | None:
    """A day of what the driver gives."""
    return date.fromisoformat(value) if isinstance(value, str) else cast("date | None", value)


@lru_cache(maxsize=MOST_VALUES)
def list_value(value: tuple[Any, ...]) -> Value:
    """A list in a JSON column as the driver gives it, and takes it: its text."""
    return json.dumps(value)


def as_list(value: Value) -> Any:
    """What a JSON column holds. PostgreSQL may write the same list in another way than we did."""
    return json.loads(value)
