# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much each operation may cost, in one table. A change that makes one dearer says so here, or is turned down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.counts import Counts, counts


@dataclass(frozen=True)
class Ceiling:
    """At most so many calls to OMERO and SQL statements."""

    calls: int
    statements: int


CEILINGS: dict[str, Ceiling] = {
    "list": Ceiling(calls=5, statements=6),
    "open": Ceiling(calls=5, statements=6),
    "open, cold": Ceiling(calls=13, statements=6),
    "submit": Ceiling(calls=10, statements=17),
    "library": Ceiling(calls=2, statements=0),
    # However many files there are, and forms up to 50.
    "bring files in": Ceiling(calls=5, statements=6),
    # Where the machine is slow, rows are written in batches of 20, so that nobody waits for them; and whether this is
    # the site that it seems to be, two calls, is asked again once a minute.
    # Two calls count what stands beside the policies, and one more each half a million ids of images.
    "evaluate 3,000 datasets": Ceiling(calls=12, statements=950),
    "evaluate 3,000 datasets again": Ceiling(calls=11, statements=38),
    # However many there are; for who may make none a call of them to say whom to ask.
    "list of forms": Ceiling(calls=4, statements=7),
    # One of the statements notes beside the last run what was judged since.
    "judge one answer": Ceiling(calls=4, statements=37),
    # Each further thousand objects: two questions to OMERO and a statement; each twenty answers: two statements.
    "table of answers": Ceiling(calls=4, statements=9),
    "page of a report": Ceiling(calls=6, statements=9),
    # Of those that are cold one call closes the session of whoever was there before.
    "page of one's own, cold": Ceiling(calls=18, statements=12),
    # Of a thousand children as of one.
    "badge, cold": Ceiling(calls=17, statements=14),
    # However many groups, findings and people there are: of these a thousand are named.
    "numbers of a report": Ceiling(calls=6, statements=12),
    # Each further thousand objects: a question to OMERO, another for people who were not named yet, and a statement.
    "what lacks a form": Ceiling(calls=6, statements=9),
    # Each further thousand findings: as many more of both, but for who asks and what the group is called.
    "findings of a group": Ceiling(calls=7, statements=12),
    # However many people there are, until what is open of them is more than is read at a time.
    "compose a digest": Ceiling(calls=5, statements=12),
    # A statement for each as soon as it is taken; the others are for all of them.
    "send 25 mails": Ceiling(calls=0, statements=32),
}
"""Warm: the sessions of the person, the form master and the form agent are open in this process; cold, the person's has
to be joined first. Who lists and opens has submitted it: other people's names are one statement more."""

BYTES: dict[str, int] = {
    "any page of OMERO.web": 2_500,
    "panel, list": 83_200,
    "panel, form": 180_800,
    "page, list": 82_800,
    "page, form": 180_400,
    "worker of a form": 35_000,
    "my data": 81_850,
    "report": 81_500,
    "audit": 80_000,
}
"""What a browser that has nothing yet loads for a view, in brotli."""


@contextmanager
def below_ceiling(operation: str) -> Iterator[Counts]:
    """Within it stands the operation of that name in CEILINGS. What was spent is said when it is too much."""
    ceiling = CEILINGS[operation]
    with counts() as spent:
        yield spent
    assert len(spent.calls) <= ceiling.calls, f"{operation}: at most {ceiling.calls} calls to OMERO, but {spent}"
    assert len(spent.statements) <= ceiling.statements, (
        f"{operation}: at most {ceiling.statements} SQL statements, but {spent}"
    )
