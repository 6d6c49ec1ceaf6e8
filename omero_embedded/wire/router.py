# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Glacier2 router as clients see it. It routes nothing: clients speak to the services directly."""

from __future__ import annotations

import threading
import uuid
from contextlib import suppress
from typing import Any, Protocol

import Glacier2
import Ice

from . import errors
from .servants import make_servant

IDENTITY = ("OMERO.Glacier2", "router")


class LogIns(Protocol):
    """What the router needs to know of sessions."""

    def log_in(self, name: str, password: str, context: dict[str, str]) -> str:
        """Open or join a session; returns its uuid."""

    def release(self, context: dict[str, str]) -> None:
        """A client leaves. Raises Glacier2.SessionNotExistException."""

    def refresh(self, session_uuid: str) -> None:
        """Keep a session alive. Raises Glacier2.SessionNotExistException."""


MOST_KNOWN = 10_000
"""Sessions that the router remembers; of clients that went without a word it forgets the oldest."""


class Router:
    """Handles the operations of Glacier2.Router.

    It has its own list of sessions, as Glacier2 has: who logged in leaves without an error, whatever became of the
    session meanwhile.
    """

    def __init__(self, log_ins: LogIns, adapter: Any) -> None:
        self._log_ins, self._adapter = log_ins, adapter
        self._known: dict[str, int] = {}
        self._lock = threading.Lock()

    def servant(self) -> Ice.Object:
        return make_servant(Glacier2.Router, self._handle)

    def _handle(self, method: str, arguments: tuple[Any, ...], current: Any) -> Any:
        return getattr(self, method)(*arguments, current)

    def getClientProxy(self, current: Any) -> None:
        """Null: the client then uses the router's own endpoints."""

    def getServerProxy(self, current: Any) -> Any:
        return self._adapter.createDirectProxy(current.id)

    def addProxies(self, proxies: list[Any], current: Any) -> list[Any]:
        return []

    def getCategoryForClient(self, current: Any) -> str:
        return str(uuid.uuid4())

    def createSession(self, name: str, password: str, current: Any) -> Any:
        session_uuid = self._log_ins.log_in(name, password, dict(current.ctx))
        with self._lock:
            self._known[session_uuid] = self._known.pop(session_uuid, 0) + 1
            if len(self._known) > MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
        identity = Ice.Identity()
        identity.category, identity.name = SESSION_CATEGORY, session_uuid
        return Glacier2.SessionPrx.uncheckedCast(self._adapter.createDirectProxy(identity))

    def createSessionFromSecureConnection(self, current: Any) -> Any:
        raise errors.not_implemented("Logging in with a client certificate")

    def refreshSession(self, current: Any) -> None:
        self._log_ins.refresh(current.ctx.get("omero.session.uuid", ""))

    def destroySession(self, current: Any) -> None:
        session_uuid = current.ctx.get("omero.session.uuid", "")
        with self._lock:
            clients = self._known.pop(session_uuid, 0)
            if clients > 1:
                self._known[session_uuid] = clients - 1
        if not clients:
            raise Glacier2.SessionNotExistException
        with suppress(Glacier2.SessionNotExistException):
            self._log_ins.release(dict(current.ctx))

    def getSessionTimeout(self, current: Any) -> int:
        """Seconds; as long as an ordinary session may be idle."""
        return 600

    def getACMTimeout(self, current: Any) -> int:
        return 0


SESSION_CATEGORY = "session"
