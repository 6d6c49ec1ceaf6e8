# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session itself: the ServiceFactory that hands out services."""

from __future__ import annotations

import re
from typing import Any

import omero.api
import omero.cmd
import omero.grid
import omero.model

from ..accounts.passwords import password_is
from ..call import Call
from ..faults import api_usage, security_violation
from ..permissions import GUEST_ID
from ..wire.errors import not_implemented
from ..wire.signatures import operations_of
from .base import STATEFUL, STATELESS, interface_name, required_id

OPEN_TO_GUEST = frozenset({"omero.api.IAdmin", "omero.api.IConfig", "omero.api.ISession"})


def _typed(proxy: Any, category: str) -> Any:
    """A proxy of the Python type that the operation's signature asks for."""
    module, _, name = category.rpartition(".")
    holder = {"omero.api": omero.api, "omero.cmd": omero.cmd, "omero.grid": omero.grid}[module]
    return getattr(holder, f"{name}Prx").uncheckedCast(proxy)


def proxy_of(call: Call, category: str, name: str | None = None) -> Any:
    """The proxy of a service of the call's session; `name` is the identity of a stateful one."""
    return _typed(call.backend.endpoints.proxy(category, name or call.session.uuid), category)


def open_service(call: Call, service: Any) -> Any:
    """Keep a stateful service in the session and return its proxy."""
    name = call.session.add_service(service)
    return proxy_of(call, service.category, name)


class SessionServant:
    """Handles the operations of omero.api.ServiceFactory, omero.cmd.Session and Glacier2.Session."""

    # -- services

    def getByName(self, call: Call, name: str) -> Any:
        open_one = call.session.services.get(name)
        if open_one is not None:
            return omero.api.ServiceInterfacePrx.uncheckedCast(call.backend.endpoints.proxy(open_one.category, name))
        if name not in STATELESS:
            raise _unknown(name)
        return omero.api.ServiceInterfacePrx.uncheckedCast(self._stateless(call, name))

    def createByName(self, call: Call, name: str) -> Any:
        if name not in STATEFUL:
            raise _unknown(name)
        return omero.api.StatefulServiceInterfacePrx.uncheckedCast(self._stateful(call, name))

    def _stateless(self, call: Call, name: str) -> Any:
        if call.session.user_id == GUEST_ID and name not in OPEN_TO_GUEST:
            raise security_violation(f"Access denied to guest user: {name}")
        if name not in STATELESS:
            raise not_implemented(name)
        call.session.stateless.add(name)
        return proxy_of(call, name)

    def _stateful(self, call: Call, name: str) -> Any:
        if call.session.user_id == GUEST_ID:
            raise security_violation(f"Access denied to guest user: {name}")
        service = STATEFUL.get(name)
        if service is None:
            raise not_implemented(name)
        return open_service(call, service(call))

    def sharedResources(self, call: Call) -> Any:
        return proxy_of(call, interface_name(omero.grid.SharedResources))

    # -- security context

    def getSecurityContexts(self, call: Call) -> list[Any]:
        ids = call.backend.accounts.memberships(call.session.user_id).ordered
        return [
            call.find_all("select g from ExperimenterGroup g where g.id = :id", call.as_system(), id=i)[0] for i in ids
        ]

    def setSecurityContext(self, call: Call, target: Any) -> Any:
        oid = required_id(target, "Security context")
        if not isinstance(target, omero.model.ExperimenterGroup):
            kind = target.ice_id().rpartition("::")[2]
            raise api_usage(f"Unknown security context:ome.model.meta.{kind}:Id_{oid}")
        old = call.backend.sessions.switch_group(call.session, oid)
        return omero.model.ExperimenterGroupI(old, False)

    def setSecurityPassword(self, call: Call, password: str) -> None:
        if not password_is(call.store, call.session.user_id, password):
            raise security_violation(f"Bad password for {call.session.user_name}")
        call.session.with_password.add(call.client)

    # -- life

    def setCallback(self, call: Call, callback: Any) -> None:
        """Clients register for heartbeats and the end of their session; neither is announced."""

    def subscribe(self, call: Call, topic: str, proxy: Any) -> None:
        """Nothing is published."""

    def closeOnDestroy(self, call: Call) -> None:
        call.session.detached.discard(call.client)

    def detachOnDestroy(self, call: Call) -> None:
        call.session.detached.add(call.client)

    def destroy(self, call: Call) -> None:
        call.backend.sessions.release(call.session.uuid, call.client)

    def activeServices(self, call: Call) -> list[str]:
        return [*sorted(call.session.stateless), *call.session.open_services()]

    def keepAlive(self, call: Call, proxy: Any) -> bool:
        return proxy is not None and self._known(call, proxy)

    def keepAllAlive(self, call: Call, proxies: list[Any] | None) -> int:
        """-1 without proxies, else a bit for each proxy that is not alive."""
        if not proxies:
            return -1
        return sum(
            1 << position
            for position, proxy in enumerate(proxies)
            if proxy is not None and not self._known(call, proxy)
        )

    @staticmethod
    def _known(call: Call, proxy: Any) -> bool:
        identity = proxy.ice_getIdentity()
        if identity.name == call.session.uuid:
            return identity.category in call.session.stateless or "." not in identity.category
        return identity.name in call.session.services


def _unknown(name: str) -> Exception:
    return api_usage(
        f"{name} is an unknown service. Please check Constants.ice or the documentation for valid strings."
    )


def _getter(name: str) -> Any:
    def get(self: SessionServant, call: Call) -> Any:
        return self._stateless(call, name)

    return get


def _creator(name: str) -> Any:
    def create(self: SessionServant, call: Call) -> Any:
        return self._stateful(call, name)

    return create


GETTER = re.compile(r"get(\w+)Service")
CREATOR = re.compile(r"create(\w+?)(?:Service)?")

# What ServiceFactory has beyond the operations above opens a service: getXService the stateless
# omero.api.IX, createX or createXService the stateful omero.api.X.
for _operation in operations_of(omero.api.ServiceFactory):
    _name = _operation.method
    if _name in vars(SessionServant):
        continue
    if _found := GETTER.fullmatch(_name):
        setattr(SessionServant, _name, _getter(f"omero.api.I{_found[1]}"))
    elif _found := CREATOR.fullmatch(_name):
        setattr(SessionServant, _name, _creator(f"omero.api.{_found[1]}"))
