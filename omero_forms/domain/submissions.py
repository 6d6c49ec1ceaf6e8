# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a submission has got to, why it has no copy on its object, and whether that is still as it was written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from omero_forms.domain.texts import noop

Pairs = Sequence[tuple[str, str]]
"""Keys and values, in order."""


class CopyLayout(StrEnum):
    """How a copy lays answers out as key-value pairs."""

    PATHS = "paths"
    LEGACY = "legacy"
    """as OMERO.forms wrote them"""

    @property
    def other(self) -> CopyLayout:
        """The one of the two that this is not."""
        return CopyLayout.PATHS if self is CopyLayout.LEGACY else CopyLayout.LEGACY


class SubmissionState(StrEnum):
    """What became of a submission: first of its record, then of its copy."""

    PENDING = "pending"
    RECORDED = "recorded"
    COPIED = "copied"
    REPAIR = "repair"
    NOCOPY = "nocopy"


class CopyReason(StrEnum):
    """Why a copy is not on the object, not alone there, or not as it was written."""

    CHANGED = "changed"
    MISSING = "missing"
    LOOK_ALIKE = "look_alike"
    """Somebody has put other pairs beside the copy, in its namespace."""

    OLDER_COPY = "older_copy"
    """The copy is there, and so is one of somebody else that only its owner can remove."""
    OWNER_AWAITED = "owner_awaited"
    """Only the object's owner can add it, and whoever submitted must not write in their name."""
    NOT_ANNOTATABLE = "not_annotatable"
    NOT_VISIBLE = "not_visible"
    OBJECT_GONE = "object_gone"
    OTHER_OBJECT = "other_object"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"
    NOT_IN_GROUP = "not_in_group"
    UNPROVEN = "unproven"
    """Nothing proves the answers any more, so none are copied."""
    REDACTED = "redacted"
    NEWER = "newer"
    """The history goes on in records that only a later version understands."""

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """The reason as it is stored; None for an empty text, and for one that only another version of this software
        gives.
        """
        return next((one for one in cls if one.value == text), None)


WHY_NOT_COPIED: Final[Mapping[CopyReason, str]] = MappingProxyType(
    {
        CopyReason.CHANGED: noop("Somebody changed the copy, and it cannot be written in that person's place."),
        CopyReason.MISSING: noop("Somebody took the copy off the object."),
        CopyReason.LOOK_ALIKE: noop("Somebody put other pairs beside the copy, which only they can take away."),
        CopyReason.OLDER_COPY: noop("The copy is there, and so is one of somebody else that only they can take away."),
        CopyReason.OWNER_AWAITED: noop(
            "Only the object's owner can have the copy; it is written once they open its forms."
        ),
        CopyReason.NOT_ANNOTATABLE: noop("Neither the author nor the object's owner can add key-value pairs to it."),
        CopyReason.NOT_VISIBLE: noop("The author can no longer see the object."),
        CopyReason.OBJECT_GONE: noop("The object no longer exists."),
        CopyReason.OTHER_OBJECT: noop("Another object has the id now."),
        CopyReason.INACTIVE: noop("The account that owns the copy is inactive."),
        CopyReason.UNKNOWN: noop("The account that owns the copy no longer exists."),
        CopyReason.NOT_IN_GROUP: noop("The person who owns the copy is no longer in the group."),
        CopyReason.UNPROVEN: noop("Nothing proves the answers any more, so they are not copied."),
        CopyReason.REDACTED: noop("The answers were taken away by an admin."),
        CopyReason.NEWER: noop("The newest answers are of a newer version of this software, which has to copy them."),
    }
)
"""By the reason a sentence about one of many objects; the pages of an object have their own."""

GONE = frozenset({CopyReason.OBJECT_GONE, CopyReason.OTHER_OBJECT})
"""Nothing is to be copied any more, unless the object comes back with a backup of OMERO."""


@dataclass(frozen=True, slots=True)
class Written:
    """An annotation that holds a copy, with its newest event: OMERO gives each change a new one."""

    annotation_id: int
    event: int


def why_unlike(written: Written, found: Collection[Written], *, sees_all: bool) -> CopyReason | None:
    """What somebody did to a copy since it was written, by what is found now; None where it is as it was.

    That it is missing can only be told by somebody who would see it.
    """
    if written in found:
        return CopyReason.LOOK_ALIKE if len(found) > 1 else None
    if any(one.annotation_id == written.annotation_id for one in found):
        return CopyReason.CHANGED
    if sees_all:
        return CopyReason.MISSING
    return CopyReason.LOOK_ALIKE if found else None
