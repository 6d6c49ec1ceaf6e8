# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of damage, each in words for those who see the history and for admins, and what verifying calls it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class DamageKind(StrEnum):
    """What happened to a record, as far as what is left of it tells."""

    ALTERED = "altered"
    AUTHOR = "author"
    KEY = "key"
    NUMBER = "number"
    MISSING = "missing"
    DOUBLED = "doubled"
    FORGED = "forged"
    EARLIER = "earlier"
    DATABASE = "database"
    FOUNDATION = "foundation"
    FORK = "fork"
    GAP = "gap"
    UNREDACTED = "unredacted"
    ALONE = "alone"
    LATE = "late"
    SEAL = "seal"
    SWAPPED = "swapped"
    GIVEN = "given"
    FOREIGN = "foreign"
    LOST = "lost"


class FindingKind(StrEnum):
    """What verifying calls it: fewer words than there are kinds of damage, for programs, and never others."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    DOUBLED = "doubled"
    FORKED = "forked"
    FORGED = "forged"
    FOREIGN = "foreign"
    UNSEALED = "unsealed"
    UNREDACTED = "unredacted"
    KEY = "key"


FINDINGS: Mapping[DamageKind, FindingKind] = MappingProxyType(
    {
        DamageKind.ALTERED: FindingKind.ALTERED,
        DamageKind.AUTHOR: FindingKind.ALTERED,
        DamageKind.DATABASE: FindingKind.ALTERED,
        DamageKind.MISSING: FindingKind.MISSING,
        DamageKind.GAP: FindingKind.MISSING,
        DamageKind.LOST: FindingKind.MISSING,
        DamageKind.FOUNDATION: FindingKind.MISSING,
        DamageKind.NUMBER: FindingKind.REORDERED,
        DamageKind.SWAPPED: FindingKind.REORDERED,
        DamageKind.DOUBLED: FindingKind.DOUBLED,
        DamageKind.FORK: FindingKind.FORKED,
        DamageKind.FORGED: FindingKind.FORGED,
        DamageKind.GIVEN: FindingKind.FOREIGN,
        DamageKind.FOREIGN: FindingKind.FOREIGN,
        DamageKind.SEAL: FindingKind.UNSEALED,
        DamageKind.EARLIER: FindingKind.UNSEALED,
        DamageKind.KEY: FindingKind.KEY,
        DamageKind.UNREDACTED: FindingKind.UNREDACTED,
        DamageKind.ALONE: FindingKind.KEY,
        DamageKind.LATE: FindingKind.KEY,
    }
)

SENTENCES: Mapping[DamageKind, str] = MappingProxyType(
    {
        DamageKind.ALTERED: "Its record in OMERO was altered.",
        DamageKind.AUTHOR: "The author was changed in its record in OMERO.",
        DamageKind.KEY: "The key was changed in its record in OMERO.",
        DamageKind.NUMBER: "The number was changed in its record in OMERO.",
        DamageKind.MISSING: "Its record was removed from OMERO.",
        DamageKind.DOUBLED: "There is a second copy of its record in OMERO.",
        DamageKind.FORGED: "Something in OMERO looks like a record of this history, but was not recorded here.",
        DamageKind.EARLIER: (
            "Something in OMERO was written by a version before the first release. It is not read and does not count."
        ),
        DamageKind.DATABASE: "It was altered in the forms database.",
        DamageKind.FOUNDATION: "The version of the form that it belongs to is not proven, so it does not count.",
        DamageKind.FORK: "Two different records have this number.",
        DamageKind.GAP: "A record before this one is missing.",
        DamageKind.UNREDACTED: "What an admin had removed from its record was put back. It was removed again.",
        DamageKind.ALONE: "A key was added that the key before it did not sign.",
        DamageKind.LATE: "It was sealed by a key that no longer counted.",
        DamageKind.SEAL: "The seal was changed in its record in OMERO.",
        DamageKind.SWAPPED: "Its record in OMERO was swapped with another one.",
        DamageKind.GIVEN: "Its record in OMERO was given to somebody else.",
        DamageKind.FOREIGN: "Something in OMERO that is somebody else's, or another server's, looks like a record of this history.",
        DamageKind.LOST: "The forms database does not have it any more. OMERO does.",
    }
)
"""Of a submission, for those who see its history."""

ADMIN_SENTENCES: Mapping[DamageKind, str] = MappingProxyType(
    {
        DamageKind.ALTERED: "The record was altered in OMERO.",
        DamageKind.AUTHOR: "The record's author was changed in OMERO.",
        DamageKind.KEY: "The record's key was changed in OMERO.",
        DamageKind.NUMBER: "The record's number was changed in OMERO.",
        DamageKind.MISSING: "The record was deleted from OMERO or transferred to somebody else.",
        DamageKind.DOUBLED: "There is a copy of the record. It is harmless: a save may have been repeated.",
        DamageKind.FORGED: "An annotation looks like a record, but was not written by the forms. It is ignored.",
        DamageKind.EARLIER: (
            "The record was written by a version before the first release, whose records no version reads. It is ignored."
        ),
        DamageKind.DATABASE: "The row of the record in the forms database was altered.",
        DamageKind.FOUNDATION: (
            "The record is sound, but the version of the form that it belongs to is not proven. It is kept, and nothing is built on it."
        ),
        DamageKind.FORK: "Two different records, both sealed, have the same number. The history is stopped.",
        DamageKind.GAP: "A record before this one is missing, and the forms database does not have it. The history is stopped.",
        DamageKind.LATE: "The record was sealed by a key that was retired by then: it is not among the records that the log had.",
        DamageKind.ALONE: (
            "A key was added that the key before it did not sign. Compare its fingerprint with that of the admin who declared the "
            "old one lost, and give it with omero-forms verify --trust."
        ),
        DamageKind.UNREDACTED: (
            "The record was redacted, and what was removed from it was there again, as after a restore. It was removed again."
        ),
        DamageKind.SEAL: "The record's seal was changed in OMERO, so none is valid.",
        DamageKind.SWAPPED: "The annotation holds another record, and that record's annotation holds this one.",
        DamageKind.GIVEN: "The record was given to somebody else in OMERO.",
        DamageKind.FOREIGN: (
            "An annotation looks like a record, but belongs to somebody else than the form master, or names another OMERO. It is ignored."
        ),
        DamageKind.LOST: "The forms database does not have the record, and OMERO does.",
    }
)
"""Of a record of any kind, for admins."""

BESIDE: frozenset[DamageKind] = frozenset(
    {DamageKind.DOUBLED, DamageKind.FORGED, DamageKind.EARLIER, DamageKind.FOREIGN}
)
"""What lies beside a history and takes nothing from it."""
