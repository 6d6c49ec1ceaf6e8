# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQL functions that PostgreSQL has and SQLite has not, or has for ASCII only."""

from __future__ import annotations

import functools
import re
import sqlite3
from datetime import UTC, datetime
from typing import Any

WORD = re.compile(r"[^\W_]+")
PLAIN = re.compile(r"[\w ]+")


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _upper(text: Any) -> Any:
    return text.upper() if isinstance(text, str) else text


def _found_in(text: str | None, pattern: str) -> int:
    """Whether a full-text index of a text would find a pattern: 1 or 0.

    An index holds words of letters and digits in lower case; a pattern is a regular expression for them with a blank
    before and after each, or `~0.5:word` for what is that like a word.
    """
    if text is None:
        return 0
    words = indexed(text)
    if not pattern.startswith("~"):
        return int(pattern in words if PLAIN.fullmatch(pattern) else re.search(pattern, words) is not None)
    least, _, wanted = pattern[1:].partition(":")
    return int(any(likeness(word, wanted) > float(least) for word in words.split()))


@functools.lru_cache(maxsize=1 << 16)
def indexed(text: str) -> str:
    """The words of a text as an index has them, with blanks around each."""
    return f" {' '.join(WORD.findall(text.lower()))} "


@functools.lru_cache(maxsize=1 << 16)
def likeness(one: str, other: str) -> float:
    """1 for equal words, less for each letter that is to be changed, in relation to the shorter one's length."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != against))
    return 1 - row[-1] / max(1, min(len(one), len(other)))


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
    conn.create_function("found_in", 2, _found_in, deterministic=True)
    conn.create_function("locate", 2, _locate, deterministic=True)
    conn.create_function("locate", 3, _locate, deterministic=True)
    conn.create_function("pg_text", 1, _text, deterministic=True)
    conn.create_function("time_part", 2, _time_part, deterministic=True)
