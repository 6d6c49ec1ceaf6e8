# SPDX-License-Identifier: AGPL-3.0-or-later
"""How soon evaluations see what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FOLLOW_EVERY: Final = 10.0
"""Seconds until what was answered, or a new policy or version, is looked at."""

READ_LOG_EVERY: Final = timedelta(seconds=55)
"""OMERO's event log is read by the first look after that: once a minute."""
