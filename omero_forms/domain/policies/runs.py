# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a run over a group stands, and what it spends its time with."""

from __future__ import annotations

from collections.abc import Sized
from enum import StrEnum


class RunState(StrEnum):
    """How a run stands. A failed one counted nothing. One that finished with problems counted everything, and could not
    judge some of it: what it counted is fresh, and nothing passed in silence.
    """

    RUNNING = "running"
    FINISHED = "finished"
    WITH_PROBLEMS = "finished_with_problems"
    FAILED = "failed"

    @classmethod
    def of(cls, *, is_over: bool, failed: str, problems: Sized) -> RunState:
        """By what its row says."""
        if failed:
            return cls.FAILED
        if not is_over:
            return cls.RUNNING
        return cls.WITH_PROBLEMS if problems else cls.FINISHED


class Step(StrEnum):
    """The steps of a run."""

    PREPARING = "preparing"
    """The group and its people, the policies, and what answers are worth under new versions."""
    READING = "reading"
    """What OMERO says of a page of objects, and what was answered for them."""
    JUDGING = "judging"
    """What follows, held against the findings that are stored."""
    WRITING = "writing"
    """Findings that changed, and how far the run is."""
    COUNTING = "counting"
    """What stands beside the policies."""
