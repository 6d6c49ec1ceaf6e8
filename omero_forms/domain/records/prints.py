# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fingerprint of a stream: figures of its annotations in OMERO that change with whatever is done to one of them.

OMERO gives every change an event of its own, with a higher id than all before. So as long as count, ids and events
of the annotations under a stream's name are the same, nothing was added, removed, given away or edited through
OMERO.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True, order=True)
class PrintRow:
    """Of the annotations of one owner under one namespace. The sums are there for
    :meth:`StreamPrint.followed_by`.
    """

    owner: int
    namespace: str
    count: int
    last_id: int
    last_created: int
    last_updated: int
    sum_created: int
    sum_updated: int


_COLUMNS = tuple(one.name for one in fields(PrintRow))


@dataclass(frozen=True, slots=True)
class StreamPrint:
    """One row for each owner and namespace, in their order."""

    rows: tuple[PrintRow, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[PrintRow]) -> Self:
        """From rows in any order."""
        return cls(tuple(sorted(rows)))

    @classmethod
    def from_json(cls, value: Sequence[Sequence[Any]]) -> Self:
        """As :meth:`as_json` gave it."""
        return cls(tuple(PrintRow(*row) for row in value))

    def as_json(self) -> list[list[Any]]:
        """For the database."""
        # By name: `astuple` asks of each value whether it holds others, and streams come in hundreds of thousands.
        return [[getattr(row, name) for name in _COLUMNS] for row in self.rows]

    def followed_by(self, owner: int, namespace: str, *, added: int, event: int) -> StreamPrint:
        """This one and one more annotation, which was made by that event, and nothing else.

        The new annotation has the highest id and event. Anything that is done to another one, before or after it is
        written, adds to a sum what its own event cannot account for: then OMERO holds something else than this.
        """
        before = self._of(owner, namespace)
        with_it = replace(
            before,
            count=before.count + 1,
            last_id=added,
            last_created=event,
            last_updated=event,
            sum_created=before.sum_created + event,
            sum_updated=before.sum_updated + event,
        )
        return StreamPrint.of([*(row for row in self.rows if row != before), with_it])

    def plus(self, owner: int, namespace: str, *, added: int, created: int, updated: int) -> StreamPrint:
        """This one and one more annotation, made and last changed by those events."""
        before = self._of(owner, namespace)
        with_it = replace(
            before,
            count=before.count + 1,
            last_id=max(before.last_id, added),
            last_created=max(before.last_created, created),
            last_updated=max(before.last_updated, updated),
            sum_created=before.sum_created + created,
            sum_updated=before.sum_updated + updated,
        )
        return StreamPrint.of([*(row for row in self.rows if row != before), with_it])

    def is_followed_by(self, later: StreamPrint, owner: int, namespace: str) -> bool:
        """Whether `later` is this one and one more annotation, whichever, and nothing else."""
        before, after = self._of(owner, namespace), later._of(owner, namespace)
        is_newer = after.last_id > before.last_id and after.last_created > before.last_created
        return is_newer and later == self.followed_by(owner, namespace, added=after.last_id, event=after.last_created)

    def _of(self, owner: int, namespace: str) -> PrintRow:
        fresh = PrintRow(owner, namespace, 0, 0, 0, 0, 0, 0)
        return next((row for row in self.rows if (row.owner, row.namespace) == (owner, namespace)), fresh)
