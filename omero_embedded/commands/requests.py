# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which function performs which request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..wire.errors import not_implemented

Performer = Callable[..., Any]

PERFORMERS: dict[str, Performer] = {}


def performs(*requests: Any) -> Callable[[Performer], Performer]:
    """Register a function `(call, request) -> response` for requests of these classes."""

    def register(function: Performer) -> Performer:
        for request in requests:
            PERFORMERS[request.ice_staticId()] = function
        return function

    return register


def performer(request: Any) -> Performer:
    """The function for a request; for one that this server does not know, a function that says so."""
    from ..graph import requests as graph  # noqa: F401  (registers)
    from . import basic  # noqa: F401  (registers)

    found = PERFORMERS.get(request.ice_id())
    return found or _unknown


def _unknown(_call: Any, request: Any) -> Any:
    raise not_implemented(f"the command {request.ice_id()}")
