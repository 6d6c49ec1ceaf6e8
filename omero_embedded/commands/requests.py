# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which function performs which request: modules with such functions register them as they are imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..wire.errors import not_implemented

Performer = Callable[..., Any]
Steps = int | Callable[[Any], int]

PERFORMERS: dict[str, Performer] = {}
STEPS: dict[str, Steps] = {}


def performs(*requests: Any, steps: Steps = 1) -> Callable[[Performer], Performer]:
    """Register a function `(call, request) -> response` for requests of these classes.

    `steps` are as many as the real server takes, and tells callbacks of: a number, or a function of the request.
    """

    def register(function: Performer) -> Performer:
        for request in requests:
            PERFORMERS[request.ice_staticId()] = function
            STEPS[request.ice_staticId()] = steps
        return function

    return register


def performer(request: Any) -> Performer:
    """The function for a request; for one that this server does not know, a function that says so."""
    return PERFORMERS.get(request.ice_id()) or _unknown


def steps_of(request: Any) -> int:
    """How many steps a request takes."""
    steps = STEPS.get(request.ice_id(), 1)
    return steps if isinstance(steps, int) else steps(request)


def perform(call: Any, request: Any) -> Any:
    """Do a request, counting those of its steps that it does not count itself; returns the response."""
    last = call.progress.done + steps_of(request)
    call.progress.check()
    response = performer(request)(call, request)
    while call.progress.done < last:
        call.progress.step()
    return response


def _unknown(_call: Any, request: Any) -> Any:
    raise not_implemented(f"the command {request.ice_id()}")
