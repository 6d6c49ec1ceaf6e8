# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock of beat: which of its tasks is due."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler

from omero_forms.kit.clocks import latest_true

logger = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Celery's, which after a clock was set back would send nothing until the clock is where it was."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due, and say in how many seconds to look again."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > latest_true(now):
                logger.warning("the clock was set back: %s is due", entry.name)
                entry.last_run_at = now - timedelta(days=1)
                self._heap = None  # it is in the order of the old times
        return float(super().tick(*args, **kwargs))
