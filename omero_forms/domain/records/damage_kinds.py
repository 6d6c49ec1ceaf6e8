# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of damage, each in words for those who see the history and for admins, and what verifying calls it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from omero_forms.domain.texts import noop


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
        DamageKind.ALTERED: noop("Its record in OMERO was altered."),
        DamageKind.AUTHOR: noop("The author was changed in its record in OMERO."),
        DamageKind.KEY: noop("The key was changed in its record in OMERO."),
        DamageKind.NUMBER: noop("The number was changed in its record in OMERO."),
        DamageKind.MISSING: noop("Its record was removed from OMERO."),
        DamageKind.DOUBLED: noop("There is a second copy of its record in OMERO."),
        DamageKind.FORGED: noop("Something in OMERO looks like a record of this history, but was not recorded here."),
        DamageKind.EARLIER: noop(
            "Something in OMERO was written by a version before the first release. It is not read and does not count."
        ),
        DamageKind.DATABASE: noop("It was altered in the forms database."),
        DamageKind.FOUNDATION: noop("The version of the form that it belongs to is not proven, so it does not count."),
        DamageKind.FORK: noop("Two different records have this number."),
        DamageKind.GAP: noop("A record before this one is missing."),
        DamageKind.UNREDACTED: noop("What an admin had removed from its record was put back. It was removed again."),
        DamageKind.ALONE: noop("A key was added that the key before it did not sign."),
        DamageKind.LATE: noop("It was sealed by a key that no longer counted."),
        DamageKind.SEAL: noop("The seal was changed in its record in OMERO."),
        DamageKind.SWAPPED: noop("Its record in OMERO was swapped with another one."),
        DamageKind.GIVEN: noop("Its record in OMERO was given to somebody else."),
        DamageKind.FOREIGN: noop(
            "Something in OMERO that is somebody else's, or another server's, looks like a record of this history."
        ),
        DamageKind.LOST: noop("The forms database does not have it any more. OMERO does."),
    }
)
"""Of a submission, for those who see its history."""

ADMIN_SENTENCES: Mapping[DamageKind, str] = MappingProxyType(
    {
        DamageKind.ALTERED: noop("The record was altered in OMERO."),
        DamageKind.AUTHOR: noop("The record's author was changed in OMERO."),
        DamageKind.KEY: noop("The record's key was changed in OMERO."),
        DamageKind.NUMBER: noop("The record's number was changed in OMERO."),
        DamageKind.MISSING: noop("The record was deleted from OMERO or transferred to somebody else."),
        DamageKind.DOUBLED: noop("There is a copy of the record. It is harmless: a save may have been repeated."),
        DamageKind.FORGED: noop("An annotation looks like a record, but was not written by the forms. It is ignored."),
        DamageKind.EARLIER: noop(
            "The record was written by a version before the first release, whose records no version reads. It is ignored."
        ),
        DamageKind.DATABASE: noop("The row of the record in the forms database was altered."),
        DamageKind.FOUNDATION: noop(
            "The record is sound, but the version of the form that it belongs to is not proven. It is kept, and nothing is built on it."
        ),
        DamageKind.FORK: noop("Two different records, both sealed, have the same number. The history is stopped."),
        DamageKind.GAP: noop(
            "A record before this one is missing, and the forms database does not have it. The history is stopped."
        ),
        DamageKind.LATE: noop(
            "The record was sealed by a key that was retired by then: it is not among the records that the log had."
        ),
        DamageKind.ALONE: noop(
            "A key was added that the key before it did not sign. Compare its fingerprint with that of the admin who declared the "
            "old one lost, and give it with omero-forms verify --trust."
        ),
        DamageKind.UNREDACTED: noop(
            "The record was redacted, and what was removed from it was there again, as after a restore. It was removed again."
        ),
        DamageKind.SEAL: noop("The record's seal was changed in OMERO, so none is valid."),
        DamageKind.SWAPPED: noop("The annotation holds another record, and that record's annotation holds this one."),
        DamageKind.GIVEN: noop("The record was given to somebody else in OMERO."),
        DamageKind.FOREIGN: noop(
            "An annotation looks like a record, but belongs to somebody else than the form master, or names another OMERO. It is ignored."
        ),
        DamageKind.LOST: noop("The forms database does not have the record, and OMERO does."),
    }
)
"""Of a record of any kind, for admins."""

BESIDE: frozenset[DamageKind] = frozenset(
    {DamageKind.DOUBLED, DamageKind.FORGED, DamageKind.EARLIER, DamageKind.FOREIGN}
)
"""What lies beside a history and takes nothing from it."""
