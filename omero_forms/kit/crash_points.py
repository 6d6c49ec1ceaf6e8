# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moments at which a process may die, or somebody else act, and nothing may be lost or doubled by it.

In production nothing happens at them. A test visits them: it dies there, or lets another one go first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

CrashPoint = Literal[
    "checked",
    "accepted",
    "saved",
    "recorded",
    "copied",
    "grown",
    "redacted",
    "forgotten",
    "vouched",
    "swapped",
    "followed",
    "compared",
    "gated",
    "taken",
    "found",
    "judged",
    "counted",
]
"""Of a record: it may get a number; it has one in the database; OMERO holds it; the database knows that OMERO does.
Of a copy: it is written, and the database does not know it yet. Of the log: some of what its checkpoints count is in
the tree. Of a redaction: OMERO's records do not hold the content any more; nor does anything in the database.
Of a key: its record is there; its file is in the place of the one before. Of OMERO's event log: some of it was
read. Of the comparison of all copies: some are compared. Of a gate: it
is on objects, or off, and the database does not know it yet. Of a database that is made anew: it has some of what OMERO
holds. Of an evaluation: some of its findings are written, and it does not know how far it is; all are, and it is not
ended; it is, and its numbers are not in the sum over all groups.
"""

Visit = Callable[[CrashPoint], object]

_visits: list[Visit] = []


def crash_point(reached: CrashPoint) -> None:
    """Say that this moment has come."""
    for visit in tuple(_visits):
        visit(reached)


@contextmanager
def visited(visit: Visit) -> Iterator[None]:
    """For tests: within it, `visit` is called at each of the moments."""
    _visits.append(visit)
    try:
        yield
    finally:
        _visits.remove(visit)
