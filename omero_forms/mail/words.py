# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, counts and lists as the look and words of the project write them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from omero_forms.domain.digests.preferences import Slot
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t, tn
from omero_forms.domain.words import FSI, PDI, isolated, without_isolates

# Not by strftime: its names follow the locale of whoever started the worker.
_DAYS = (noop("Mon"), noop("Tue"), noop("Wed"), noop("Thu"), noop("Fri"), noop("Sat"), noop("Sun"))
_WEEKDAYS = (
    noop("Monday"),
    noop("Tuesday"),
    noop("Wednesday"),
    noop("Thursday"),
    noop("Friday"),
    noop("Saturday"),
    noop("Sunday"),
)
_DAILY = noop("every day at {time}")
_WEEKLY = (
    noop("on Mondays at {time}"),
    noop("on Tuesdays at {time}"),
    noop("on Wednesdays at {time}"),
    noop("on Thursdays at {time}"),
    noop("on Fridays at {time}"),
    noop("on Saturdays at {time}"),
    noop("on Sundays at {time}"),
)
_MONTHS = (
    noop("Jan"),
    noop("Feb"),
    noop("Mar"),
    noop("Apr"),
    noop("May"),
    noop("Jun"),
    noop("Jul"),
    noop("Aug"),
    noop("Sep"),
    noop("Oct"),
    noop("Nov"),
    noop("Dec"),
)


_KEPT = frozenset({FSI, PDI, "\u200c", "\u200d"})
"""Of what cannot be seen: what `named` puts around a name, and what joins or parts letters within a word."""


def one_line(text: str) -> str:
    """Text without line breaks and control characters: nobody's name may forge a header or a line."""
    printable = text if text.isprintable() else "".join(c if c.isprintable() or c in _KEPT else " " for c in text)
    return " ".join(printable.split())


def named(name: str) -> str:
    """A name on one line, as it stands in a sentence, beside a number, or in a table."""
    return isolated(one_line(without_isolates(name)))


def day(moment: date) -> str:
    """Fri 27 Nov 2026."""
    return t(
        "{weekday} {day} {month} {year}",
        weekday=t(_DAYS[moment.weekday()]),
        day=moment.day,
        month=t(_MONTHS[moment.month - 1]),
        year=moment.year,
    )


def day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """Mon 23 Nov 2026 at 08:00."""
    local = moment.astimezone(zone)
    return t("{day} at {time}", day=day(local.date()), time=f"{local:%H:%M}")


def on_days(slot: Slot, at: time) -> str:
    """As "on Mondays at 08:00"."""
    return t(_DAILY if slot.kind == "daily" else _WEEKLY[slot.weekday], time=f"{at:%H:%M}")


def due_word(due: date, today: date) -> str:
    """For a subject: "today", "Friday" within a week, else "Fri 4 Dec 2026"."""
    days = (due - today).days
    if days == 0:
        return t("today")
    return t(_WEEKDAYS[due.weekday()]) if 0 < days < 7 else day(due)


def relative(moment: date, today: date) -> str:
    """In 4 days; tomorrow; today; yesterday; 3 days ago."""
    days = (moment - today).days
    if days in _NEAR:
        return t(_NEAR[days])
    return tn("in {n} day", "in {n} days", days) if days > 0 else tn("{n} day ago", "{n} days ago", -days)


_NEAR = {0: noop("today"), 1: noop("tomorrow"), -1: noop("yesterday")}


def past(moment: date, today: date) -> str:
    """At the beginning of a sentence: "A week ago", "Yesterday", "On Mon 16 Nov 2026"."""
    days = (today - moment).days
    return t(_BEGINNINGS[days]) if days in _BEGINNINGS else t("On {day}", day=day(moment))


_BEGINNINGS = {0: noop("Earlier today"), 1: noop("Yesterday"), 7: noop("A week ago")}


def objects_of(types: set[ObjectType]) -> str:
    """Several of them, without a number: "datasets", or "objects" when they are of several types."""
    return t(_SEVERAL[next(iter(types))]) if len(types) == 1 else t("objects")


_SEVERAL = {
    ObjectType.PROJECT: noop("projects"),
    ObjectType.DATASET: noop("datasets"),
    ObjectType.SCREEN: noop("screens"),
    ObjectType.PLATE: noop("plates"),
    ObjectType.IMAGE: noop("images"),
}


def noun(types: set[ObjectType], number: int) -> str:
    """Behind a number and a word about it, as in "3 more datasets"."""
    match next(iter(types)) if len(types) == 1 else None:
        case ObjectType.PROJECT:
            return tn("project", "projects", number)
        case ObjectType.DATASET:
            return tn("dataset", "datasets", number)
        case ObjectType.SCREEN:
            return tn("screen", "screens", number)
        case ObjectType.PLATE:
            return tn("plate", "plates", number)
        case ObjectType.IMAGE:
            return tn("image", "images", number)
        case None:
            return tn("object", "objects", number)


def counted(number: int, types: set[ObjectType]) -> str:
    """As "1 dataset", "3 datasets", "1,204 objects"."""
    return t("{number} {objects}", number=f"{number:,}", objects=noun(types, number))


def shown_of(shown: int, total: int) -> str:
    """As "3", or "20 of 900" where that is not all."""
    return f"{total:,}" if shown == total else t("{shown} of {total}", shown=f"{shown:,}", total=f"{total:,}")
