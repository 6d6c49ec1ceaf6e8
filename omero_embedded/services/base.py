# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all services share: what one is, how it is found, and who may call what."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from ..call import Call
from ..faults import api_usage, security_violation
from ..model.reflect import Entity, entity_named

F = TypeVar("F", bound=Callable[..., Any])

STATELESS: dict[str, type[Service]] = {}
STATEFUL: dict[str, type[StatefulService]] = {}
"""The services by the names of their interfaces. Whole once `omero_embedded.services` is imported."""


class Service:
    """A stateless service; a class that names its interface is registered as what answers it.

    A method without underscore is an operation, called with the call and the arguments.
    """

    interface: ClassVar[type]
    open_to_all: ClassVar[bool] = False
    """Whether people outside of the group `user` may call it."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "interface" in vars(cls):
            registered: dict[str, Any] = STATEFUL if issubclass(cls, StatefulService) else STATELESS
            name = interface_name(cls.interface)
            if name in registered:
                raise TypeError(f"{registered[name].__name__} answers {name} already")
            registered[name] = cls


class StatefulService(Service):
    """A service object that a client has opened."""

    def __init__(self, call: Call) -> None:
        self.category = interface_name(self.interface)

    def close(self, call: Call | None = None) -> None:
        """Let go of everything; called once, by the client or when its session ends."""

    def activate(self, call: Call) -> None:
        pass

    def passivate(self, call: Call) -> None:
        pass

    def getCurrentEventContext(self, call: Call) -> Any:
        return call.backend.event_context(call.session)


def interface_name(interface: Any) -> str:
    """'omero.api.IQuery', by which clients name services."""
    return str(interface.ice_staticId()).strip(":").replace("::", ".")


def wrong_role(call: Call, allowed: str) -> Exception:
    """The SecurityViolation for somebody who is not in the group that an operation is for."""
    names = sorted(call.backend.accounts.group(g).name for g in call.caller.member_of)
    return security_violation(
        f"No matching roles found in [{', '.join(names)}] for session {call.session.uuid} (allowed: [{allowed}])"
    )


def admins_only(method: F) -> F:
    """An operation that only members of `system` may call."""

    @functools.wraps(method)
    def checked(self: Any, call: Call, *arguments: Any) -> Any:
        if not call.caller.is_admin:
            raise wrong_role(call, "system")
        return method(self, call, *arguments)

    return checked  # type: ignore[return-value]


def need_password(call: Call) -> None:
    """Refuse clients that have joined a session without giving the password."""
    if call.client not in call.session.with_password:
        raise security_violation(
            "Bad authentication credentials for this action.\nSee setSecurityPassword for more information"
        )


def entity_or_refuse(name: str | None) -> Entity:
    """The entity of a class name as clients write it. Raises ApiUsageException."""
    found = entity_named(name) if name else None
    if found is None:
        raise api_usage(f"{name} does not specify a valid class.")
    return found


def ids_of(objects: Sequence[Any]) -> list[int]:
    return [obj.id.val for obj in objects if obj is not None and obj.id is not None]


def required_id(obj: Any, what: str) -> int:
    """The id of a reference that a client sent. Raises ApiUsageException for null and new objects."""
    if obj is None or obj.id is None:
        raise api_usage(f"{what} must be a managed instance")
    return int(obj.id.val)
