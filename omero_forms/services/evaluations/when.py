# SPDX-License-Identifier: AGPL-3.0-or-later
"""How soon evaluations see what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FOLLOW_EVERY: Final = 10.0
"""Seconds until what was answered, or a new policy or version, is looked at."""

FOR_THE_NIGHT: Final = timedelta(hours=1)
"""So long after it was due, a group that the run of the night passed over is evaluated by itself."""

AFTER_FAILURE: Final = timedelta(minutes=15)
"""How long a group whose run failed waits for the next one."""
