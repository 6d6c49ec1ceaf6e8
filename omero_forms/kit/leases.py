# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may write a stream to OMERO, or its copy, at the moment. Held in the database, so processes share it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db.models import Q
from django.utils import timezone

from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Stream

POLL_SECONDS = 0.02

Purpose = Literal["lease", "copy_lease"]

DURATION: Mapping[Purpose, timedelta] = {
    "lease": timedelta(seconds=15),
    "copy_lease": timedelta(seconds=60),
}
"""Longer than any single call to OMERO takes: of the form master 3 s, of a worker that copies 30 s. So a living holder
renews in time, between its calls.
"""

CLOCKS_DIFFER = timedelta(minutes=5)
"""What the clocks of two hosts may differ by. A lease that ends later was taken before a clock was set back."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write one stream, until it runs out."""

    stream_id: int
    token: str
    purpose: Purpose

    def renew(self) -> bool:
        """Extend it. False when somebody else took over meanwhile: then stop writing."""
        changed = Stream.objects.filter(Q(pk=self.stream_id) & Q(**{f"{self.purpose}_owner": self.token})).update(
            **{f"{self.purpose}_until": timezone.now() + DURATION[self.purpose]}
        )
        return changed == 1

    def release(self) -> None:
        """Give it back; does nothing when it is no longer ours."""
        Stream.objects.filter(Q(pk=self.stream_id) & Q(**{f"{self.purpose}_owner": self.token})).update(
            **{f"{self.purpose}_owner": "", f"{self.purpose}_until": None}
        )


def take(stream_id: int, purpose: Purpose) -> Lease | None:
    """The lease, or None while another process holds it."""
    now = timezone.now()
    lease = Lease(stream_id, secrets.token_hex(16), purpose)
    beyond = now + DURATION[purpose] + CLOCKS_DIFFER
    free = (
        Q(**{f"{purpose}_until__isnull": True})
        | Q(**{f"{purpose}_until__lt": now})
        | Q(**{f"{purpose}_until__gt": beyond})
    )
    changed = Stream.objects.filter(Q(pk=stream_id) & free).update(
        **{f"{purpose}_owner": lease.token, f"{purpose}_until": now + DURATION[purpose]}
    )
    return lease if changed == 1 else None


@contextmanager
def leased(stream_id: int, purpose: Purpose, deadline: Deadline) -> Iterator[Lease | None]:
    """Wait for the lease until the deadline; None when it did not become free by then."""
    lease = take(stream_id, purpose)
    while lease is None and not deadline.passed:
        time.sleep(POLL_SECONDS)
        lease = take(stream_id, purpose)
    try:
        yield lease
    finally:
        if lease is not None:
            lease.release()
