# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its times: without a zone, in that of the web host, whatever that was then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.domain.legacy.findings import FindingKind


@dataclass(frozen=True, slots=True)
class ClaimedTime:
    """A time as its text and what that means: the moment (of two the earlier one), or None where it means nothing.

    `zone` is None where the text names its own, or cannot be read.
    """

    text: str | None
    moment: datetime | None = None
    zone: str | None = None
    fault: FindingKind | None = None

    @property
    def is_ambiguous(self) -> bool:
        """Whether the text names two moments: the clock was set back."""
        return self.fault is FindingKind.TIME_AMBIGUOUS


def claimed_time(text: Any, zone: ZoneInfo) -> ClaimedTime:
    """Read a time. OMERO.forms leaves the fraction away where there are no microseconds."""
    if not isinstance(text, str) or not text:
        return ClaimedTime(None, fault=FindingKind.TIME_UNREADABLE)
    try:
        said = datetime.fromisoformat(text)
        if said.tzinfo is not None:
            return ClaimedTime(text, said.astimezone(UTC))
        local = said.replace(tzinfo=zone)
        moment, later = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError):
        return ClaimedTime(text, fault=FindingKind.TIME_UNREADABLE)
    fault = None
    if later - moment > timedelta(0):
        fault = FindingKind.TIME_AMBIGUOUS
    elif later != moment:
        fault = FindingKind.TIME_SKIPPED
    return ClaimedTime(text, moment, zone.key, fault)


def claim(who: int | None, when: ClaimedTime) -> dict[str, Any]:
    """`claimed` of a record."""
    return {"who": who, "when": when.text, "zone": when.zone, "ambiguous": when.is_ambiguous}
