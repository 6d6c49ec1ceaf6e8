# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open findings a page at a time, by where the page before them ended: of a group those that are so for longest first,
of a person those that are due first.

Any page of millions costs the same: each policy and status, or each person and status, has its findings in that order
in an index, and a page is what comes first in all of them. Nothing is counted or skipped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django.db import connections, router
from django.db.models import TextField
from django.db.models.functions import Cast

from omero_forms.domain.errors import wrong_at
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.texts import t
from omero_forms.models import Finding

END = "end"
"""What to ask for the last page with."""


class Order(StrEnum):
    """The column by which findings come; last those without a value, as on no day something compliant is due."""

    SINCE = "since"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of findings: the column's value there, and the row's id."""

    at: datetime | date | None
    pk: int

    def __str__(self) -> str:
        return f"{'' if self.at is None else self.at.isoformat()}_{self.pk}"


@dataclass(frozen=True, slots=True)
class Slice:
    """Which page is asked for: that after a place, that before one (or before the end), else the first."""

    after: Place | None = None
    before: Place | None = None
    is_last: bool = False
    limit: int = 20
    order: Order = Order.SINCE


@dataclass(frozen=True, slots=True)
class Kind:
    """Which findings: those under some policies with some statuses, of one owner and lacking one form where these are
    given.
    """

    policies: Collection[int]
    statuses: Collection[Status]
    owner_id: int | None = None
    form_id: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether there are fewer than what is counted of policies and statuses."""
        return self.owner_id is not None or self.form_id is not None


@dataclass(frozen=True, slots=True)
class Page:
    """Findings, and what to ask for the pages beside with; None where there is none."""

    rows: tuple[Finding, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class _Stream:
    """Findings that an index has in the order: open ones for which `condition` holds, with its `values`."""

    condition: str
    values: tuple[int | str, ...]


def read_slice(after: str | None, before: str | None, limit: int, order: Order = Order.SINCE) -> Slice:
    """The page that a request names. Raises `request_invalid`."""
    if after is not None and before is not None:
        raise wrong_at("/after", t("Give `after` or `before`, not both."))
    if after is not None:
        return Slice(after=read_place("after", after, order), limit=limit, order=order)
    if before is None or before == END:
        return Slice(is_last=before == END, limit=limit, order=order)
    return Slice(before=read_place("before", before, order), limit=limit, order=order)


def read_place(name: str, text: str, order: Order) -> Place:
    """The place that the parameter of this name gives. Raises `request_invalid`."""
    at, mark, pk = text.rpartition("_")
    place = None
    # Other time zones have no moment for the first and last hours of the calendar.
    with suppress(ValueError, OverflowError):
        if order is Order.DUE:
            place = Place(date.fromisoformat(at) if at else None, int(pk)) if mark else None
        else:
            # A plus sign that nobody quoted arrives as a space.
            moment = datetime.fromisoformat(at.replace(" ", "+"))
            if moment.tzinfo is not None:
                place = Place(moment.astimezone(UTC), int(pk))
    if place is None or not 0 <= place.pk < 2**63 or not pk.isascii():
        raise wrong_at(f"/{name}", t("This is no place that a page named."))
    return place


def page_of(kind: Kind, asked: Slice) -> Page:
    """A page of what is open of a kind.

    What lies beyond either end is the page at that end.
    """
    narrowed, narrowing = _narrowing(kind)
    condition = f"policy_id = %s AND status = %s{narrowed}"
    streams = [_Stream(condition, (one, status.value, *narrowing)) for one in kind.policies for status in kind.statuses]
    return _page(streams, asked)


def _narrowing(kind: Kind) -> tuple[str, tuple[Any, ...]]:
    conditions: list[str] = []
    values: list[Any] = []
    if kind.owner_id is not None:
        conditions.append(" AND owner_id = %s")
        values.append(kind.owner_id)
    if kind.form_id is not None:
        # The text of a list of ids, in which an id stands between quotation marks.
        conditions.append(" AND CAST(lacking AS TEXT) LIKE %s ESCAPE '!'")
        named = json.dumps(kind.form_id).replace("!", "!!").replace("%", "!%").replace("_", "!_")
        values.append(f"%{named}%")
    return "".join(conditions), tuple(values)


def number_of(kind: Kind) -> int:
    """How many there are; one statement."""
    found = Finding.objects.filter(policy__in=kind.policies, status__in=kind.statuses, closed_at__isnull=True)
    if kind.owner_id is not None:
        found = found.filter(owner_id=kind.owner_id)
    if kind.form_id is not None:
        found = found.annotate(said=Cast("lacking", TextField())).filter(said__contains=json.dumps(kind.form_id))
    return found.count()


def page_of_owner(owner_id: int, policies: Collection[int], statuses: Collection[Status], asked: Slice) -> Page:
    """The same of what somebody owns."""
    return _page(_of_owner(owner_id, policies, statuses), asked)


def following_of_owner(
    owner_id: int, policies: Collection[int], statuses: Collection[Status], place: Place | None, limit: int
) -> list[Finding]:
    """What of that is due after a place, up to so many; nothing where none is."""
    return _beside(_of_owner(owner_id, policies, statuses), place, limit, Order.DUE)


def _of_owner(owner_id: int, policies: Collection[int], statuses: Collection[Status]) -> list[_Stream]:
    under = sorted(policies)
    # Marked so that no index of policies is taken, which has the findings of everybody.
    condition = f"owner_id = %s AND status = %s AND +policy_id IN ({', '.join(['%s'] * len(under))})"
    return [_Stream(condition, (owner_id, status.value, *under)) for status in statuses if under]


def place_of(row: Finding, order: Order) -> Place:
    """Where a finding stands."""
    return Place(row.due if order is Order.DUE else row.since, row.pk)


def _page(streams: Sequence[_Stream], asked: Slice) -> Page:
    order = asked.order
    if asked.before is not None or asked.is_last:
        rows = _beside(streams, asked.before, asked.limit + 1, order, backwards=True)
        if len(rows) > asked.limit:
            rows = rows[asked.limit - 1 :: -1]
            last = place_of(rows[-1], order)
            following = asked.before is not None and _beside(streams, last, 1, order)
            return Page(tuple(rows), str(place_of(rows[0], order)), str(last) if following else None)
        asked = Slice(limit=asked.limit, order=order)
    rows = _beside(streams, asked.after, asked.limit + 1, order)
    if not rows and asked.after is not None:
        return _page(streams, Slice(is_last=True, limit=asked.limit, order=order))
    has_more, rows = len(rows) > asked.limit, rows[: asked.limit]
    preceding = asked.after is not None and _beside(streams, place_of(rows[0], order), 1, order, backwards=True)
    return Page(
        tuple(rows),
        str(place_of(rows[0], order)) if preceding else None,
        str(place_of(rows[-1], order)) if has_more else None,
    )


def _beside(
    streams: Collection[_Stream], place: Place | None, limit: int, order: Order, *, backwards: bool = False
) -> list[Finding]:
    """Up to `limit` findings after a place or before it, the nearest first; without one from the beginning or the
    end. One statement.
    """
    if not streams:
        return []
    table = _operations().quote_name(Finding._meta.db_table)  # noqa: SLF001  (Django's public name for it)
    down = " DESC" if backwards else ""
    by = f"{order}{down}, id{down}"
    parts: list[str] = []
    values: list[Any] = []
    for stream in streams:
        for bound, beyond in _bounds(place, order, backwards=backwards):
            # One by one, and each of them ended: only so both databases walk the index and stop.
            parts.append(
                f"SELECT * FROM (SELECT * FROM {table} WHERE {stream.condition} AND closed_at IS NULL "  # noqa: S608
                f"{bound} ORDER BY {by} LIMIT %s) AS part{len(parts)}"
            )
            values.extend([*stream.values, *beyond, limit])
    # The databases disagree where nothing comes.
    nothing_last = f"({order} IS NULL){down}, " if order is Order.DUE else ""
    statement = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS found ORDER BY {nothing_last}{by} LIMIT %s"  # noqa: S608
    return list(Finding.objects.raw(statement, [*values, limit]))


def _bounds(place: Place | None, order: Order, *, backwards: bool) -> list[tuple[str, list[Any]]]:
    """The ranges of the index that lie beyond a place, as conditions with their values."""
    sign = "<" if backwards else ">"
    if order is Order.SINCE:
        if place is None:
            return [("", [])]
    elif place is None:
        return [("AND due IS NOT NULL", []), ("AND due IS NULL", [])]
    elif place.at is None:
        of_none = (f"AND due IS NULL AND id {sign} %s", [place.pk])
        return [of_none, ("AND due IS NOT NULL", [])] if backwards else [of_none]
    at = _adapted(place.at)
    # Two ranges: a first evaluation finds a million at one moment, and of a pair of columns SQLite seeks the first
    # alone.
    ranges: list[tuple[str, list[Any]]] = [
        (f"AND {order} = %s AND id {sign} %s", [at, place.pk]),
        (f"AND {order} {sign} %s", [at]),
    ]
    return ranges if order is Order.SINCE or backwards else [*ranges, ("AND due IS NULL", [])]


def _adapted(at: datetime | date | None) -> Any:
    operations = _operations()
    return (
        operations.adapt_datetimefield_value(at) if isinstance(at, datetime) else operations.adapt_datefield_value(at)
    )


def _operations() -> Any:
    return connections[router.db_for_read(Finding)].ops
