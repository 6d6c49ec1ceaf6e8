# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, counts and lists as the look and words of the project write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.refs import ObjectType

# Not by strftime: its names follow the locale of whoever started the worker.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def one_line(text: str) -> str:
    """A name without line breaks and control characters: nobody's name may forge a header or a line."""
    printable = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())


def day(moment: date) -> str:
    """Fri 27 Nov 2026."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """Mon 23 Nov 2026 at 08:00."""
    local = moment.astimezone(zone)
    return f"{day(local.date())} at {local:%H:%M}"


def due_word(due: date, today: date) -> str:
    """For a subject: "today", "Friday" within a week, else "Fri 4 Dec 2026"."""
    days = (due - today).days
    if days == 0:
        return "today"
    return _WEEKDAYS[due.weekday()] if 0 < days < 7 else day(due)


def relative(moment: date, today: date) -> str:
    """In 4 days; tomorrow; today; yesterday; 3 days ago."""
    days = (moment - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def past(moment: date, today: date) -> str:
    """At the beginning of a sentence: "A week ago", "Yesterday", "On Mon 16 Nov 2026"."""
    days = (today - moment).days
    if days == 7:
        return "A week ago"
    return {0: "Earlier today", 1: "Yesterday"}.get(days, f"On {day(moment)}")


def noun(types: set[ObjectType], number: int) -> str:
    """As "dataset", "datasets", or "objects" when they are of several types."""
    word = next(iter(types)).value.lower() if len(types) == 1 else "object"
    return word if number == 1 else f"{word}s"


def counted(number: int, types: set[ObjectType]) -> str:
    """As "1 dataset", "3 datasets", "1,204 objects"."""
    return f"{number:,} {noun(types, number)}"


def shown_of(shown: int, total: int) -> str:
    """As "3", or "20 of 900" where that is not all."""
    return f"{total:,}" if shown == total else f"{shown:,} of {total:,}"
