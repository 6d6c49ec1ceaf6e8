# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects are looked at together: all between two ids, or some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from django.db.models import Model, QuerySet

from omero_forms.domain.chunks import chunks
from omero_forms.models import JudgedPage

Row = TypeVar("Row", bound=Model)
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Range:
    """All objects with after < id <= upto (None: no end).

    Whoever looks at a range has all that there is in it, and so knows what is not there any more.
    """

    after: int
    upto: int | None

    @property
    def end(self) -> int:
        """Where it ends, as it is stored."""
        return JudgedPage.END if self.upto is None else self.upto

    def of(self, rows: QuerySet[Row], column: str = "object_id") -> QuerySet[Row]:
        """The rows of these objects."""
        rows = rows.filter(**{f"{column}__gt": self.after})
        return rows if self.upto is None else rows.filter(**{f"{column}__lte": self.upto})


MOST_IDS: Final = 1000
"""As many as one statement names, and as OMERO is asked for by id at once."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Objects picked by their ids, at most `MOST_IDS`. They say nothing about any other object."""

    ids: frozenset[int]

    def of(self, rows: QuerySet[Row], column: str = "object_id") -> QuerySet[Row]:
        """The rows of these objects."""
        return rows.filter(**{f"{column}__in": self.ids})


Window = Range | Ids


def kept_by_window(
    kept: Callable[[Callable[..., QuerySet[Any, R]]], Callable[..., list[R]]],
) -> Callable[[Callable[Concatenate[Window, P], QuerySet[Any, R]]], Callable[Concatenate[Window, P], list[R]]]:
    """`kept_query` or `kept_rows` for a function that gives a QuerySet of what is in a window, its first argument."""

    def keep(build: Callable[Concatenate[Window, P], QuerySet[Any, R]]) -> Callable[Concatenate[Window, P], list[R]]:
        in_range = kept(lambda after, upto, *values, **named: build(Range(after, upto), *values, **named))
        of_ids = kept(lambda ids, *values, **named: build(Ids(ids), *values, **named))

        def ask(window: Window, /, *values: P.args, **named: P.kwargs) -> list[R]:
            if isinstance(window, Range):
                return in_range(window.after, window.end, *values, **named)
            return of_ids(sorted(window.ids), *values, **named)

        return ask

    return keep


def windows_of(ids: Iterable[int]) -> Iterator[Ids]:
    """Any number of ids, in their order."""
    for some in chunks(sorted(ids), MOST_IDS):
        yield Ids(frozenset(some))


def pages(rows: QuerySet[Row], *columns: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """The primary key and these columns of all rows, so many at a time. Each row comes once, also where it changes or
    others go meanwhile.
    """
    last = 0
    in_order = rows.order_by("pk").values_list("pk", *columns)
    while found := list(in_order.filter(pk__gt=last)[:size]):
        last = found[-1][0]
        yield found
