# SPDX-License-Identifier: AGPL-3.0-or-later
"""ISession: sessions as objects, sessions for others, inputs and outputs."""

from __future__ import annotations

from typing import Any, ClassVar

import omero.api
import omero.model
from omero.rtypes import rstring

from ..call import Call
from ..faults import api_usage, security_violation
from ..sessions.session import Session
from .base import Service, need_password

SESSION_QUERY = (
    "select s from Session s join fetch s.owner left outer join fetch s.sudoer where s.id in (:ids) order by s.id"
)


class SessionService(Service):
    """Handles the operations of ISession."""

    interface: ClassVar[type] = omero.api.ISession
    open_to_all = True

    # -- opening

    def createUserSession(self, call: Call, time_to_live: int, time_to_idle: int, group: str) -> Any:
        need_password(call)
        session = call.backend.sessions.second(
            call.session, group, time_to_live, time_to_idle, call.context.get("omero.agent")
        )
        return session_objects(call, [session])[0]

    def createSessionWithTimeout(self, call: Call, principal: Any, time_to_live: int) -> Any:
        session = self._sudo(call, principal, time_to_live, None)
        members = call.backend.accounts.memberships(session.user_id).member_of
        if session.group_id not in members:
            call.backend.sessions.end(session.uuid)
            raise security_violation(
                f"User {session.user_id} is not a member of group {session.group_id} and cannot login"
            )
        return session_objects(call, [session])[0]

    def createSessionWithTimeouts(self, call: Call, principal: Any, time_to_live: int, time_to_idle: int) -> Any:
        return session_objects(call, [self._sudo(call, principal, time_to_live, time_to_idle)])[0]

    @staticmethod
    def _sudo(call: Call, principal: Any, time_to_live: int, time_to_idle: int | None) -> Session:
        if principal is None or not principal.name:
            raise api_usage("Null principal name.")
        return call.backend.sessions.sudo(
            call.session,
            call.caller,
            principal.name,
            principal.group,
            time_to_live=time_to_live,
            time_to_idle=time_to_idle,
            event=principal.eventType,
            agent=call.context.get("omero.agent"),
        )

    # -- looking

    def getSession(self, call: Call, uuid: str) -> Any:
        session = call.backend.sessions.peek(uuid)
        if session is None:
            raise omero.RemovedSessionException("", "", f"No session with uuid: {uuid}")
        return session_objects(call, [session])[0]

    def getReferenceCount(self, call: Call, uuid: str) -> int:
        return self._peek(call, uuid).references

    def getMyOpenSessions(self, call: Call) -> list[Any]:
        return session_objects(call, self._mine(call))

    def getMyOpenAgentSessions(self, call: Call, agent: str) -> list[Any]:
        return session_objects(call, [s for s in self._mine(call) if s.agent == agent])

    def getMyOpenClientSessions(self, call: Call) -> list[Any]:
        """Sessions opened by OMERO's desktop clients."""
        clients = ("OMERO.insight", "OMERO.importer", "OMERO.web")
        return session_objects(call, [s for s in self._mine(call) if s.agent in clients])

    @staticmethod
    def _mine(call: Call) -> list[Session]:
        return [s for s in call.backend.sessions if s.user_id == call.session.user_id]

    @staticmethod
    def _peek(call: Call, uuid: str) -> Session:
        session = call.backend.sessions.peek(uuid)
        if session is None:
            raise omero.RemovedSessionException("", "", f"No session with uuid: {uuid}")
        return session

    # -- closing

    def closeSession(self, call: Call, session: Any) -> int:
        if session is None or session.uuid is None:
            raise api_usage("closeSession needs a session with a uuid")
        return call.backend.sessions.close(session.uuid.val)

    # -- inputs and outputs

    def setInput(self, call: Call, uuid: str, key: str, value: Any) -> None:
        _set(self._peek(call, uuid).inputs, key, value)

    def setOutput(self, call: Call, uuid: str, key: str, value: Any) -> None:
        _set(self._peek(call, uuid).outputs, key, value)

    def getInput(self, call: Call, uuid: str, key: str) -> Any:
        return self._peek(call, uuid).inputs.get(key)

    def getOutput(self, call: Call, uuid: str, key: str) -> Any:
        return self._peek(call, uuid).outputs.get(key)

    def getInputKeys(self, call: Call, uuid: str) -> list[str]:
        return list(self._peek(call, uuid).inputs)

    def getOutputKeys(self, call: Call, uuid: str) -> list[str]:
        return list(self._peek(call, uuid).outputs)

    def getInputs(self, call: Call, uuid: str) -> dict[str, Any]:
        return dict(self._peek(call, uuid).inputs)

    def getOutputs(self, call: Call, uuid: str) -> dict[str, Any]:
        return dict(self._peek(call, uuid).outputs)


MOST_INPUTS = 10_000
"""Values that one session may keep."""


def _set(values: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        values.pop(key, None)
    elif key not in values and len(values) >= MOST_INPUTS:
        raise omero.OverUsageException("", "", f"more than {MOST_INPUTS} values in one session")
    else:
        values[key] = value


def session_objects(call: Call, sessions: list[Session]) -> list[Any]:
    """Session objects with owner, sudoer, and the session's group in their details."""
    if not sessions:
        return []
    running = {s.id: s for s in sessions}
    found = call.find_all(SESSION_QUERY, call.as_system(), ids=list(running))
    for obj in found:
        session = running[obj.id.val]
        obj.uuid = rstring(session.uuid)  # queries hide it, since it opens the session
        obj.details.group = call.find_all(
            "select g from ExperimenterGroup g where g.id = :id",
            call.as_system(),
            id=session.group_id,
        )[0]
        obj.details.owner = obj.owner
    return found
