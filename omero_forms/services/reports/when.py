# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often reports are seen to."""

from __future__ import annotations

from typing import Final

COUNT_EVERY: Final = 120.0
"""Seconds between two looks at which groups have other numbers."""

COUNTING_SECONDS: Final = 90.0
"""Then the next look goes on."""
