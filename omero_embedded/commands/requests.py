# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which function performs which request: modules with such functions register them as they are imported."""

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
    return PERFORMERS.get(request.ice_id()) or _unknown


def _unknown(_call: Any, request: Any) -> Any:
    raise not_implemented(f"the command {request.ice_id()}")
