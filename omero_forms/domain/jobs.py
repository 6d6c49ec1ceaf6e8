# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far work has come that somebody asked for and a worker does."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class JobState(StrEnum):
    """The first two may still change."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


REPAIR: Final = "repair"
REPAIR_PLAN: Final = "repair.plan"
LEGACY: Final = "legacy"
"""Kinds of jobs whose newest result is shown, too."""

EVALUATE: Final = "evaluate"

OPEN = (JobState.WAITING, JobState.RUNNING)
