# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far work has come that somebody asked for and a worker does."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """The first two may still change."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.WAITING, JobState.RUNNING)
