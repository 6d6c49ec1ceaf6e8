# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of finding: what can be said of an object under a policy, and which of them count against it.

`domain/policies/evaluate.py` decides which one holds. Each is also in `mail/finding_status.py` (word and colours in
mails), in the front-end's `shared/findingStatus.ts` (words and orders), `object/ListView.tsx` (what to do about it),
`shared/icons.tsx`, `styles/tokens.css` and `styles/components/status.css`, and in the table of `docs/group-owner.md`.
The migration and the front-end's types are made from it: `make migration api-types`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Status(StrEnum):
    """What is known of an object under a policy, or of one form on it. The order is best to worst, error aside."""

    COMPLIANT = "compliant"
    RECOMMENDED = "recommended"
    """all that is owed is there; what is only recommended is not"""
    EXEMPT = "exempt"
    GRACE = "grace"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"
    MISSING = "missing"
    ERROR = "error"


FAILING = frozenset({Status.MISSING, Status.INCOMPLETE, Status.INVALID, Status.OUTDATED})
"""What counts against the owner of an object; recommended, grace, exempt and error do not."""

OWED = FAILING | {Status.GRACE}
"""What is still to be done, late or not."""

RANK: Mapping[Status, int] = {status: rank for rank, status in enumerate(Status)}
"""0 is the best."""


def worst(statuses: Iterable[Status]) -> Status:
    """The one that counts where several are said of the same object."""
    return max(statuses, key=RANK.__getitem__)
