# SPDX-License-Identifier: AGPL-3.0-or-later
"""Servants made from interfaces.

One servant object serves every identity of a category; the identity's name says which session (and which stateful
object) is meant. What a call does is not known here: a servant hands (operation, identity name, arguments) to a
handler.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import Ice
import IcePy

from ..pacing import large
from . import errors
from .signatures import Operation, operations_of

Handler = Callable[[str, tuple[Any, ...], Any], Any]
"""Called with the method's name, the arguments and Ice.Current; returns the result."""


def _asynchronous(operation: Operation, handle: Handler) -> Callable[..., None]:
    method, void = operation.method, operation.void

    def dispatch(_self: Any, callback: Any, *arguments: Any) -> None:
        try:
            result = handle(method, arguments[:-1], arguments[-1])
        except BaseException as error:  # whatever it is, it must end with this call
            callback.ice_exception(errors.for_client(error, method))
            return
        try:
            if void:
                callback.ice_response()
            else:
                with large(len(result) if isinstance(result, list) else 0):
                    callback.ice_response(result)
        except Exception as error:
            # The result cannot be marshalled: our mistake, and the client still waits for an answer.
            callback.ice_exception(errors.for_client(error, method))

    return dispatch


def _synchronous(operation: Operation, handle: Handler) -> Callable[..., Any]:
    method = operation.method

    def dispatch(_self: Any, *arguments: Any) -> Any:
        try:
            return handle(method, arguments[:-1], arguments[-1])
        except BaseException as error:
            raise errors.for_client(error, method) from error

    return dispatch


OF_EVERY_OBJECT = ("ice_ping", "ice_isA", "ice_id", "ice_ids")
"""What any proxy can be asked, and what a checked cast asks."""


def _if_there(answer: Callable[..., Any], require: Callable[[Any], Any]) -> Callable[..., Any]:
    def dispatch(self: Any, *arguments: Any) -> Any:
        # What asks the servant itself, and is no call, has no Current.
        if arguments and isinstance(arguments[-1], IcePy.Current):
            require(arguments[-1])
        return answer(self, *arguments)

    return dispatch


def make_servant(interface: type, handle: Handler, require: Callable[[Any], Any] | None = None) -> Ice.Object:
    """A servant of `interface` whose every operation goes to `handle`.

    `require` raises ObjectNotExistException when the object that an Ice.Current names is not there.
    """
    methods: dict[str, Any] = {}
    for operation in operations_of(interface):
        make = _asynchronous if operation.asynchronous else _synchronous
        methods[operation.dispatched_as] = make(operation, handle)
    if require is not None:
        methods |= {name: _if_there(getattr(interface, name), require) for name in OF_EVERY_OBJECT}
    servant: Ice.Object = type(f"{interface.__name__}Servant", (interface,), methods)()
    return servant
