# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open findings a page at a time, those that are so for longest first, by where the page before them ended.

Any page of millions costs the same: each policy and status has its findings in that order in an index, and a page is
what comes first in all of them. Nothing is counted or skipped.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connections, router

from omero_forms.domain.errors import error
from omero_forms.domain.policies.finding_status import Status
from omero_forms.models import Finding

END = "end"
"""What to ask for the last page with."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of findings: since when, and the row's id."""

    since: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.since.isoformat()}_{self.pk}"


@dataclass(frozen=True, slots=True)
class Slice:
    """Which page is asked for: that after a place, that before one (or before the end), else the first."""

    after: Place | None = None
    before: Place | None = None
    is_last: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Findings, and what to ask for the pages beside with; None where there is none."""

    rows: tuple[Finding, ...]
    before: str | None
    after: str | None


def read_slice(after: str | None, before: str | None, limit: int) -> Slice:
    """The page that a request names. Raises `request_invalid`."""
    if after is not None and before is not None:
        raise _invalid("after", "Give `after` or `before`, not both.")
    if after is not None:
        return Slice(after=_place("after", after), limit=limit)
    if before is None or before == END:
        return Slice(is_last=before == END, limit=limit)
    return Slice(before=_place("before", before), limit=limit)


def _place(name: str, text: str) -> Place:
    since, _mark, pk = text.rpartition("_")
    place = None
    # Other time zones have no moment for the first and last hours of the calendar.
    with suppress(ValueError, OverflowError):
        # A plus sign that nobody quoted arrives as a space.
        moment = datetime.fromisoformat(since.replace(" ", "+"))
        if moment.tzinfo is not None:
            place = Place(moment.astimezone(UTC), int(pk))
    if place is None or not 0 <= place.pk < 2**63 or not pk.isascii():
        raise _invalid(name, "This is no place that a page named.")
    return place


def _invalid(name: str, message: str) -> Exception:
    return error("request_invalid", details={"problems": [{"pointer": f"/{name}", "message": message}]})


def page_of(policies: Collection[int], statuses: Collection[Status], asked: Slice) -> Page:
    """A page of what is open under the policies with one of the statuses.

    What lies beyond either end is the page at that end.
    """
    streams = [(policy, status) for policy in policies for status in statuses]
    if asked.before is not None or asked.is_last:
        rows = _beside(streams, asked.before, asked.limit + 1, backwards=True)
        if len(rows) > asked.limit:
            rows = rows[asked.limit - 1 :: -1]
            following = asked.before is not None and _beside(streams, _place_of(rows[-1]), 1)
            return Page(tuple(rows), str(_place_of(rows[0])), str(_place_of(rows[-1])) if following else None)
        asked = Slice(limit=asked.limit)
    rows = _beside(streams, asked.after, asked.limit + 1)
    if not rows and asked.after is not None:
        return page_of(policies, statuses, Slice(is_last=True, limit=asked.limit))
    has_more, rows = len(rows) > asked.limit, rows[: asked.limit]
    preceding = asked.after is not None and _beside(streams, _place_of(rows[0]), 1, backwards=True)
    return Page(
        tuple(rows),
        str(_place_of(rows[0])) if preceding else None,
        str(_place_of(rows[-1])) if has_more else None,
    )


def _place_of(row: Finding) -> Place:
    return Place(row.since, row.pk)


def _beside(
    streams: Collection[tuple[int, Status]], place: Place | None, limit: int, *, backwards: bool = False
) -> list[Finding]:
    """Up to `limit` findings after a place or before it, the nearest first; without one from the beginning or the
    end. One statement.
    """
    if not streams:
        return []
    operations = connections[router.db_for_read(Finding)].ops
    table = operations.quote_name(Finding._meta.db_table)  # noqa: SLF001  (Django's public name for it)
    sign, order = ("<", "since DESC, id DESC") if backwards else (">", "since, id")
    bounds: list[tuple[str, list[Any]]] = [("", [])]
    if place is not None:
        since = operations.adapt_datetimefield_value(place.since)
        # Two ranges of the index: a first evaluation finds a million at one moment, and of a pair of columns SQLite
        # seeks the first alone.
        bounds = [(f"AND since = %s AND id {sign} %s", [since, place.pk]), (f"AND since {sign} %s", [since])]
    parts: list[str] = []
    values: list[Any] = []
    for policy, status in streams:
        for bound, beyond in bounds:
            # One by one, and each of them ended: only so both databases walk the index and stop.
            parts.append(
                f"SELECT * FROM (SELECT * FROM {table} WHERE policy_id = %s AND status = %s AND closed_at IS NULL "  # noqa: S608
                f"{bound} ORDER BY {order} LIMIT %s) AS part{len(parts)}"
            )
            values.extend([policy, status.value, *beyond, limit])
    statement = f"{' UNION ALL '.join(parts)} ORDER BY {order} LIMIT %s"
    return list(Finding.objects.raw(statement, [*values, limit]))
