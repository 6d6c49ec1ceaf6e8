# SPDX-License-Identifier: AGPL-3.0-or-later
"""Findings of a page of objects: what is stored, and writing what changed."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from omero_forms.kit.transactions import short_write
from omero_forms.models import Finding
from omero_forms.selectors.windows import Window
from omero_forms.services.evaluations.runs import Run, hold, save_progress

Key = tuple[int, int, int]
"""Policy id, object id, creation event."""

WRITTEN = (
    "status", "due", "lacking", "outdated_versions", "reason", "name", "owner_id", "owner_name",
    "owner_full_name", "first_seen", "since",
    "changed_at", "closed_at", "closed_reason", "group_id",
)  # fmt: skip
"""Columns that a finding written again replaces; the others are its key."""


@dataclass(slots=True)
class Pace:
    """How many rows one transaction takes, so that others wait for the lock at most a moment."""

    rows: int = 200
    target_seconds: float = 0.08
    longest_seconds: float = 0.0

    def took(self, seconds: float) -> None:
        """Adapt to how long the last batch held the database."""
        self.longest_seconds = max(self.longest_seconds, seconds)
        if seconds > self.target_seconds:
            self.rows = max(20, self.rows // 2)
        elif seconds < self.target_seconds / 3:
            self.rows = min(1000, self.rows * 3 // 2)


@dataclass(slots=True)
class Changes:
    """What an evaluation of a page has to write: findings to put, and ids to close by reason."""

    put: list[Finding] = field(default_factory=list)
    close: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def open_findings(policy_ids: Collection[int], object_type: str, window: Window) -> dict[Key, Finding]:
    """Open findings of the objects in a window."""
    found = window.of(Finding.objects.all()).filter(
        policy_id__in=policy_ids, object_type=object_type, closed_at__isnull=True
    )
    return {(row.policy_id, row.object_id, row.creation_event): row for row in found}


def write_changes(run: Run, changes: Changes, *, fingerprint: str, pace: Pace) -> int:
    """Write a page in short transactions, the last of which moves the run's cursor past it.

    A worker that dies in between leaves the cursor before the page, and writing the page again changes
    nothing. Raises `RunLostError` when another worker took the run over.
    """
    now = timezone.now()
    closing = [(reason, pk) for reason, pks in changes.close.items() for pk in pks]
    putting = changes.put
    while putting or closing:
        put, putting = putting[: pace.rows], putting[pace.rows :]
        room = pace.rows - len(put)
        close, closing = closing[:room], closing[room:]
        with short_write():
            # Timed from here: what came before was waiting for others.
            begun = time.monotonic()
            hold(run)
            _put(put)
            _close(close, now)
        pace.took(time.monotonic() - begun)
    with short_write():
        hold(run)
        save_progress(run, fingerprint)
    return len(changes.put) + sum(len(pks) for pks in changes.close.values())


def _put(findings: Sequence[Finding]) -> None:
    Finding.objects.bulk_create(
        findings,
        update_conflicts=True,
        unique_fields=["policy", "object_type", "object_id", "creation_event"],
        update_fields=WRITTEN,
    )


def _close(closing: Iterable[tuple[str, int]], now: datetime) -> None:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for reason, pk in closing:
        by_reason[reason].append(pk)
    for reason, pks in by_reason.items():
        # Values over 500 would not fit one statement of SQLite; a batch has at most 1,000.
        for start in range(0, len(pks), 500):
            Finding.objects.filter(pk__in=pks[start : start + 500]).update(
                closed_at=now, closed_reason=reason, changed_at=now
            )
