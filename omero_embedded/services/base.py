# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all services share: the call they work in, and who may call what."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import omero.model
import omero.sys
from omero.rtypes import rlong

import omero

from ..faults import api_usage, security_violation
from ..hql import run
from ..model.reflect import Entity, entity_named
from ..permissions import Caller

if TYPE_CHECKING:
    from ..backend import Backend
    from ..session import Session
    from ..store import Store

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Call:
    """One call: what the server has, whose session it is, and the context the client sent."""

    backend: Backend
    session: Session
    caller: Caller
    context: dict[str, str]
    current: Any = None

    @property
    def store(self) -> Store:
        return self.backend.store

    def find_all(self, hql: str, caller: Caller | None = None, /, **values: Any) -> list[Any]:
        found: list[Any] = run.find_all(
            self.store, caller or self.caller, hql, parameters(**values)
        )
        return found

    def rows(self, hql: str, caller: Caller | None = None, /, **values: Any) -> list[list[Any]]:
        found: list[list[Any]] = run.projection(
            self.store, caller or self.caller, hql, parameters(**values)
        )
        return found

    def as_system(self) -> Caller:
        """Root reading all groups, for what the server looks up on its own account."""
        return self.backend.all_seeing


def parameters(**values: Any) -> omero.sys.ParametersI:
    """Query parameters from plain values: numbers, strings, lists of either."""
    found = omero.sys.ParametersI()
    for key, value in values.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            items = [rlong(v) if isinstance(v, int) else omero.rtypes.rstring(v) for v in value]
            found.add(key, omero.rtypes.rlist(items))
        elif isinstance(value, int):
            found.add(key, rlong(value))
        elif isinstance(value, str):
            found.add(key, omero.rtypes.rstring(value))
        else:
            found.add(key, value)
    return found


class Service:
    """A stateless service. A method without underscore is an operation; it is called with the call and the arguments."""

    interface: ClassVar[type]
    open_to_all: ClassVar[bool] = False
    """Whether people outside of the group `user` may call it."""


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


def admins_only(method: F) -> F:
    """An operation that only members of `system` may call."""

    @functools.wraps(method)
    def checked(self: Any, call: Call, *arguments: Any) -> Any:
        if not call.caller.is_admin:
            names = sorted(call.backend.accounts.group(g).name for g in call.caller.member_of)
            raise security_violation(
                f"No matching roles found in [{', '.join(names)}] for session {call.session.uuid} (allowed: [system])"
            )
        return method(self, call, *arguments)

    return checked  # type: ignore[return-value]


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
