# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of times in records and answers of the API."""

from __future__ import annotations

from datetime import UTC, datetime


def time_text(moment: datetime) -> str:
    """`2026-11-23T10:44:08.123456Z`, in UTC. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_LENGTH = len("2026-11-23T10:44:08.123456Z")
_MARKS = ((4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (26, "Z"))


def time_from_text(text: str) -> datetime:
    """The moment that `time_text` wrote. Raises ValueError for another form."""
    # `strptime` takes twenty times as long. What else `fromisoformat` reads differs in length or in these characters.
    if len(text) != _LENGTH or any(text[place] != mark for place, mark in _MARKS):
        raise ValueError("not a time of that form")
    return datetime.fromisoformat(text)
