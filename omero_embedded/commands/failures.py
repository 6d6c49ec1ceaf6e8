# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a request says that it cannot be done."""

from __future__ import annotations

from typing import Any

UNPREPARED = "steps-cancel"
"""What the answer is called to a request that fails before its first step; within others it is "bad-init"."""


class RequestFailed(Exception):
    """A request that ends with omero.cmd.ERR (or a subclass of it)."""

    def __init__(self, error: Any) -> None:
        super().__init__(f"{error.category} {error.name}")
        self.error = error
