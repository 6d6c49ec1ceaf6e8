# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting for a lease in vain, without the time that it takes."""

from __future__ import annotations

import time

import pytest

from omero_forms.kit import deadlines, leases


class Polls:
    """The clock of deadlines, which looking for a lease moves on: who waits for one in vain has done so at once, and
    all else has the time that it takes, on a busy machine too.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._waited = 0.0
        for module in (deadlines, leases):
            monkeypatch.setattr(module, "time", self)

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic() + self._waited

    def sleep(self, _seconds: float) -> None:
        """Until the next look."""
        self._waited += 1.0
