# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a call on the wire to the service that answers it."""

from __future__ import annotations

from typing import Any

import Glacier2
import Ice
import omero.api
import omero.cmd

import omero

from .backend import Backend
from .call import Call
from .commands import basic as _basic  # noqa: F401  (registers what it performs)
from .commands.handles import CommandRunner, Handle
from .graph import requests as _graph  # noqa: F401  (registers what it performs)
from .permissions import GUEST_ID, USER_GROUP
from .services import STATEFUL, STATELESS
from .services.base import StatefulService, interface_name, wrong_role
from .services.factory import SessionServant
from .sessions.caller import caller_of
from .sessions.running import Ended, client_of
from .sessions.session import Session
from .wire.errors import not_implemented
from .wire.router import IDENTITY, SESSION_CATEGORY, Router
from .wire.servants import make_servant

OPEN_TO_ALL = frozenset({"getEventContext", "getSecurityRoles"})
"""Operations for those too who are in no group `user`."""


def require_user_role(call: Call) -> None:
    """Refuse people who are not, or no longer, in the group `user`: they can log in, and that is all."""
    if USER_GROUP not in call.caller.member_of and call.session.user_id != GUEST_ID:
        raise wrong_role(call, "user")


class Front:
    """Registers a servant for each kind of object, and finds session and service of each call."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.commands = CommandRunner(backend.indexer)
        self._stateless = {name: service() for name, service in STATELESS.items()}
        self._session_servant = SessionServant()

    def register(self) -> None:
        """Fill the adapter. Calls may arrive as soon as it is activated."""
        adapter = self.backend.endpoints.adapter
        category, name = IDENTITY
        identity = Ice.Identity()
        identity.category, identity.name = category, name
        adapter.add(Router(self, adapter).servant(), identity)
        there = self._require_session
        adapter.addDefaultServant(make_servant(omero.api.ServiceFactory, self._on_session, there), SESSION_CATEGORY)
        for category, service in self._stateless.items():
            handler = self._stateless_handler(service)
            adapter.addDefaultServant(make_servant(service.interface, handler, there), category)
        for interface in {service.interface for service in STATEFUL.values()} | {omero.cmd.Handle}:
            servant = make_servant(interface, self._on_stateful, self._require_stateful)
            adapter.addDefaultServant(servant, interface_name(interface))

    # -- what the router asks

    def log_in(self, name: str, password: str, context: dict[str, str]) -> str:
        return self.backend.sessions.log_in(name, password, context).uuid

    def release(self, context: dict[str, str]) -> None:
        try:
            self.backend.sessions.release(context.get("omero.session.uuid", ""), client_of(context))
        except Ended as error:
            raise Glacier2.SessionNotExistException() from error

    def refresh(self, session_uuid: str) -> None:
        try:
            self.backend.sessions.get(session_uuid)
        except Ended as error:
            raise Glacier2.SessionNotExistException() from error

    # -- calls of sessions

    def _session(self, current: Any) -> Session:
        try:
            return self.backend.sessions.get(current.id.name.partition("/")[0])
        except Ended as error:
            raise Ice.ObjectNotExistException(current.id, current.facet, current.operation) from error

    def _require_session(self, current: Any) -> Session:
        """The session that an identity is of, without using it. Raises ObjectNotExistException."""
        session = self.backend.sessions.peek(current.id.name.partition("/")[0])
        if session is None:
            raise Ice.ObjectNotExistException(current.id, current.facet, current.operation)
        return session

    def _require_stateful(self, current: Any) -> None:
        """Raise ObjectNotExistException for a service or a handle that is closed."""
        if current.id.name not in self._require_session(current).services:
            raise Ice.ObjectNotExistException(current.id, current.facet, current.operation)

    def _call(self, session: Session, current: Any, context: dict[str, str] | None = None) -> Call:
        sent = dict(current.ctx)
        caller = caller_of(self.backend.accounts, session, {**sent, **(context or {})})
        return Call(self.backend, session, caller, sent, current)

    def _stateless_handler(self, service: Any) -> Any:
        category = interface_name(service.interface)

        def handle(method: str, arguments: tuple[Any, ...], current: Any) -> Any:
            session = self._session(current)
            operation = getattr(service, method, None)
            if operation is None:
                raise not_implemented(f"{category}.{method}")
            call = self._call(session, current)
            if not service.open_to_all and method not in OPEN_TO_ALL:
                require_user_role(call)
            return operation(call, *arguments)

        return handle

    def _on_session(self, method: str, arguments: tuple[Any, ...], current: Any) -> Any:
        session = self._session(current)
        if method == "submit":
            return self._submit(session, current, arguments[0])
        operation = getattr(self._session_servant, method, None)
        if operation is None:
            raise not_implemented(f"omero.api.ServiceFactory.{method}")
        return operation(self._call(session, current), *arguments)

    def _submit(self, session: Session, current: Any, request: Any) -> Any:
        """Start a command. It looks at its objects' own groups, so the context's group does not matter here.

        One whose context is refused gets a handle all the same, which never hears of an end. DoAll's context is
        looked at as it was sent; its requests then choose theirs.
        """
        context = {} if session.group_sudo else {"omero.group": "-1"}
        try:
            if isinstance(request, omero.cmd.DoAll):
                self._call(session, current)
            call = self._call(session, current, context)
        except omero.ServerError:
            call = self._call(session, current, {**context, "omero.user": ""})
            return self.commands.strand(call, request)
        return self.commands.submit(call, request)

    def _on_stateful(self, method: str, arguments: tuple[Any, ...], current: Any) -> Any:
        session = self._session(current)
        service: StatefulService | Handle | None = session.services.get(current.id.name)
        if service is None:
            raise Ice.ObjectNotExistException(current.id, current.facet, current.operation)
        call = self._call(session, current)
        if method == "close":
            session.services.pop(current.id.name, None)
        operation = getattr(service, method, None)
        if operation is None:
            raise not_implemented(f"{current.id.category}.{method}")
        return operation(call, *arguments)
