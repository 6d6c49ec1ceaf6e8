# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long to wait before something that failed is tried again."""

from __future__ import annotations

from datetime import timedelta

MOST_DOUBLINGS = 20
"""Beyond any longest wait, and before a timedelta overflows."""


def doubling(first: timedelta, failures: int, longest: timedelta) -> timedelta:
    """The wait after a failure that so many `failures` came before: `first`, doubled for each of them, at most
    `longest`.
    """
    return min(first * (1 << min(failures, MOST_DOUBLINGS)), longest)
