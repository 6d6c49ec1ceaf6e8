# SPDX-License-Identifier: AGPL-3.0-or-later
"""When records are verified without anybody asking: all of them every week, what changed every day."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

LOOK_EVERY: Final = 900.0
"""Seconds between two looks at whether it is time."""

ALL_EVERY: Final = timedelta(days=7)
CHANGED_EVERY: Final = timedelta(days=1)
