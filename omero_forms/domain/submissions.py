# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a submission has got to, and why it has no copy on its object."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class SubmissionState(StrEnum):
    """What became of a submission: first of its record, then of its copy."""

    PENDING = "pending"
    RECORDED = "recorded"
    COPIED = "copied"
    REPAIR = "repair"
    NOCOPY = "nocopy"


class CopyReason(StrEnum):
    """Why a copy is not on the object, or not alone there."""

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
