# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is due now, and how long to wait before something that failed is tried again (`models.waiting.Due`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from omero_forms.kit.clocks import has_come

MOST_DOUBLINGS = 20
"""Beyond any longest wait, and before a timedelta overflows."""


@dataclass(frozen=True, slots=True)
class Pause:
    """How long is waited after a failure: `first`, doubled for each failure before it, at most `longest`."""

    first: timedelta
    longest: timedelta

    def after(self, failures: int) -> timedelta:
        """The wait after a failure that so many came before."""
        return min(self.first * (1 << min(failures, MOST_DOUBLINGS)), self.longest)


def is_due(now: datetime, pause: Pause) -> Q:
    """Rows whose time has come."""
    return has_come("next_at", now, pause.longest)


def put_off(
    rows: QuerySet[Any], failures: int, pause: Pause, *, now: datetime | None = None, **changes: Any
) -> datetime:
    """Try the rows again later, less and less often: `failures` came before this one. When that will be."""
    later = (now or timezone.now()) + pause.after(failures)
    rows.update(attempts=F("attempts") + 1, next_at=later, **changes)
    return later
