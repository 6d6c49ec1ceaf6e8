# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQL functions that PostgreSQL has and SQLite has not, or has for ASCII only."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from typing import Any

WORD = re.compile(r"[^\W_]+")


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _upper(text: Any) -> Any:
    return text.upper() if isinstance(text, str) else text


def _words(text: str | None) -> str | None:
    """Words as a full-text index holds them, letters and digits in lower case, each between blanks."""
    return None if text is None else f" {' '.join(WORD.findall(text.lower()))} "


def _locate(needle: str | None, text: str | None, start: int = 1) -> int | None:
    if needle is None or text is None:
        return None
    return text.find(needle, start - 1) + 1


def _text(value: Any) -> Any:
    """cast(... as string) as PostgreSQL writes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _time_part(part: str, millis: int | None) -> float | int | None:
    """year, month, day, hour, minute, second, dow, doy, week, quarter and epoch of a time in milliseconds."""
    if millis is None:
        return None
    if part == "epoch":
        return millis / 1000
    when = datetime.fromtimestamp(millis / 1000, UTC)
    if part == "second":
        return when.second + when.microsecond / 1e6
    derived = {
        "dow": when.isoweekday() % 7,
        "doy": when.timetuple().tm_yday,
        "week": when.isocalendar().week,
        "quarter": (when.month + 2) // 3,
    }
    return derived[part] if part in derived else int(getattr(when, part))


TIME_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second", "epoch", "dow", "doy", "week", "quarter"})


def sql_functions(conn: sqlite3.Connection) -> None:
    """Register the functions with a connection."""
    conn.create_function("lower", 1, _lower, deterministic=True)
    conn.create_function("upper", 1, _upper, deterministic=True)
    conn.create_function("words", 1, _words, deterministic=True)
    conn.create_function("locate", 2, _locate, deterministic=True)
    conn.create_function("locate", 3, _locate, deterministic=True)
    conn.create_function("pg_text", 1, _text, deterministic=True)
    conn.create_function("time_part", 2, _time_part, deterministic=True)
