# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking for a copy to be put right: a worker sees to it at its next sweep."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from omero_forms.domain.submissions import CopyReason
from omero_forms.models import CopyState, Submission


def have_repaired(rows: QuerySet[Submission], reason: CopyReason | None, **more: object) -> int:
    """Have the copies of these submissions put right, of those that are the newest of their history; how many."""
    now = timezone.now()
    asked = {"copy_state": CopyState.REPAIR, "copy_reason": reason or "", "copy_changed_at": now, "next_at": now}
    return rows.filter(record__stream__recorded_number=F("number")).update(attempts=0, **asked, **more)
