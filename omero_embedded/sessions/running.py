# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions: who is logged in, in which group, for how long, and on whose behalf.

Sessions live in memory; a row of the `Session` table records each. They end with the process: a client of a
restarted server logs in anew, as with the real one.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator

import Glacier2

import omero

from ..accounts.passwords import password_is
from ..accounts.read import Accounts
from ..faults import api_usage, security_violation, unknown
from ..permissions import SYSTEM_GROUP, Caller
from ..store import Store
from . import rows
from .session import TIME_TO_IDLE, TIME_TO_LIVE, Session

GRACE = 30.0
"""Seconds for which an expired session still answers SessionTimeoutException before it is unknown."""


def client_of(context: dict[str, str]) -> str:
    """Which client a call comes from; several may have joined one session."""
    return context.get("omero.client.uuid", "")


class Ended(Exception):
    """The session is not, or no longer, known."""


class Sessions:
    """All running sessions."""

    def __init__(self, store: Store, accounts: Accounts, node_id: int) -> None:
        self._store, self._accounts, self._node_id = store, accounts, node_id
        self._running: dict[str, Session] = {}
        self._closed: dict[str, str] = {}
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self.on_close: list[Callable[[Session], None]] = []
        self._reaper = threading.Thread(target=self._reap, name="session reaper", daemon=True)

    def start(self) -> None:
        self._reaper.start()

    def stop(self) -> None:
        self._stopped.set()
        for session in list(self):
            self._end(session)

    def __iter__(self) -> Iterator[Session]:
        with self._lock:
            return iter(list(self._running.values()))

    # -- opening

    def log_in(self, name: str, password: str, context: dict[str, str]) -> Session:
        """Open or join a session as Glacier2's createSession does.

        Raises PermissionDeniedException, WrappedCreateSessionException, or what loading the session's context raises.
        """
        joined = self._joinable(name, password)
        if joined is not None:
            return joined
        self._check_password(name, password)
        user = self._accounts.user_named(name)
        assert user is not None
        wanted = context.get("omero.group", "")
        try:
            group_id = self._group_for(user.id, wanted)
        except omero.ApiUsageException as error:
            raise omero.WrappedCreateSessionException(
                error.message, False, 0, "ome.conditions.ApiUsageException"
            ) from error
        self.check_membership(user.id, group_id)
        session = self._open(user.id, user.name, group_id, context, event=context.get("omero.event") or "User")
        session.with_password.add(client_of(context))
        return session

    def _joinable(self, name: str, password: str) -> Session | None:
        """The running session whose uuid is both name and password, one more client counted."""
        with self._lock:
            session = self._running.get(name) or self._running.get(password)
            if session is None:
                return None
            if name != password:
                raise Glacier2.PermissionDeniedException("username and password must be equal; use joinSession")
            if session.expired(time.monotonic()):
                raise Glacier2.PermissionDeniedException(f"Password check failed for '{name}': [expired]")
            self.check_membership(session.user_id, session.group_id)
            session.references += 1
            session.last_access = time.monotonic()
            return session

    def _check_password(self, name: str, password: str) -> None:
        user = self._accounts.user_named(name)
        if user is not None and password_is(self._store, user.id, password):
            return
        closed = self._closed.get(name)
        known = [f"id={user.id}"] if user else [closed] if closed else []
        raise Glacier2.PermissionDeniedException(f"Password check failed for '{name}': [{', '.join(known)}]")

    def _group_for(self, user_id: int, wanted: str | None) -> int:
        """The id of the group a new session starts in: by name, else the user's default group."""
        if not wanted or wanted == "user":
            default = self._accounts.default_group(user_id)
            if default is None:
                raise api_usage(f"Can't find default group for {self._accounts.user_name(user_id)}")
            return default
        group = self._accounts.group_named(wanted)
        if group is None:
            raise api_usage(f"No such group: {wanted}")
        return group.id

    def check_membership(self, user_id: int, group_id: int) -> None:
        """Raise what the real server's event context raises for a group that the user may not work in."""
        members = self._accounts.memberships(user_id)
        inside = group_id in members.member_of or SYSTEM_GROUP in members.member_of
        if not inside and not self._accounts.group(group_id).world_reads:
            raise unknown(
                f"ome.conditions.SecurityViolation: User {user_id} is not a member of group {group_id} and cannot login"
            )

    def sudo(
        self,
        by: Session,
        caller: Caller,
        name: str,
        group: str | None,
        *,
        time_to_live: int | None,
        time_to_idle: int | None,
        event: str | None,
        agent: str | None,
    ) -> Session:
        """Open a session of `name` on behalf of the caller. None as a time keeps the default.

        Raises SecurityViolation unless the caller has Sudo or leads the group, AuthenticationException for unknown
        names.
        """
        user = self._accounts.user_named(name)
        if user is None:
            raise omero.AuthenticationException("Error creating session.")
        try:
            group_id = self._group_for(user.id, group)
        except omero.ApiUsageException as error:
            raise omero.AuthenticationException("Error creating session.") from error
        if "Sudo" not in by.privileges and group_id not in caller.leader_of:
            raise security_violation(
                f"Group sudo is not permitted for group {self._accounts.group(group_id).name} (gid={group_id})"
            )
        sudoer = by.sudoer_id if by.sudoer_id is not None else by.user_id
        context = {"omero.agent": agent or "OMERO.sudo"}
        return self._open(
            user.id,
            user.name,
            group_id,
            context,
            event=event or "User",
            sudoer=sudoer,
            time_to_live=time_to_live,
            time_to_idle=time_to_idle,
        )

    def second(
        self,
        of: Session,
        group: str | None,
        time_to_live: int,
        time_to_idle: int,
        agent: str | None,
    ) -> Session:
        """Another session of the same user."""
        try:
            group_id = self._group_for(of.user_id, group)
        except omero.ApiUsageException as error:
            raise omero.AuthenticationException("Error creating session.") from error
        return self._open(
            of.user_id,
            of.user_name,
            group_id,
            {"omero.agent": agent or "createSession"},
            event="User",
            sudoer=of.sudoer_id,
            time_to_live=time_to_live,
            time_to_idle=time_to_idle,
        )

    def _open(
        self,
        user_id: int,
        user_name: str,
        group_id: int,
        context: dict[str, str],
        *,
        event: str,
        sudoer: int | None = None,
        time_to_live: int | None = None,
        time_to_idle: int | None = None,
    ) -> Session:
        session = Session(
            id=0,
            uuid=str(uuid.uuid4()),
            user_id=user_id,
            user_name=user_name,
            group_id=group_id,
            agent=context.get("omero.agent"),
            event_type=event,
            started=int(time.time() * 1000),
            privileges=self._privileges(user_id, sudoer),
            time_to_idle=TIME_TO_IDLE if time_to_idle is None else time_to_idle,
            time_to_live=TIME_TO_LIVE if time_to_live is None else time_to_live,
            sudoer_id=sudoer,
            sudoer_name=None if sudoer is None else self._accounts.user_name(sudoer),
            group_sudo=sudoer is not None and "Sudo" not in self._accounts.privileges(sudoer),
            references=1,
        )
        session.id = rows.record_session(self._store, session, self._node_id, context.get("omero.ip"))
        with self._lock:
            self._running[session.uuid] = session
        return session

    def _privileges(self, user_id: int, sudoer: int | None) -> frozenset[str]:
        """What an administrator's session may do; one opened by sudo has no more than the sudoer."""
        own = self._accounts.privileges(user_id)
        return own if sudoer is None else own & self._accounts.privileges(sudoer)

    # -- using

    def get(self, session_uuid: str) -> Session:
        """A running session, marked as used. Raises Ended or SessionTimeoutException."""
        session = self._running.get(session_uuid)
        if session is None:
            raise Ended(session_uuid)
        now = time.monotonic()
        over = session.expired(now)
        if over is not None:
            raise omero.SessionTimeoutException("", "", f"Session (hits={session.hits}) {over}")
        session.last_access = now
        session.hits += 1
        return session

    def peek(self, session_uuid: str) -> Session | None:
        """A running session, if there is one, without using it."""
        session = self._running.get(session_uuid)
        return None if session is None or session.expired(time.monotonic()) else session

    def switch_group(self, session: Session, group_id: int) -> int:
        """Move a session to another group; returns the one it was in.

        Raises SecurityViolation, and ApiUsageException for a group that is none.
        """
        if session.group_sudo:
            raise security_violation("Group-sudo session cannot change context!")
        with session.lock:
            if session.open_services():
                names = "\n".join(sorted(session.open_services()))
                raise security_violation(
                    f"SecurityContext change cancelled:\n{session.uuid} has active stateful services:\n\n{names}\n"
                )
            members = self._accounts.memberships(session.user_id).member_of
            if group_id >= 0 and group_id not in members and SYSTEM_GROUP not in members:
                raise security_violation(f"User {session.user_id} is not a member of group {group_id}")
            old, session.group_id = session.group_id, self._accounts.group(group_id).id
        return old

    # -- closing

    def release(self, session_uuid: str, client: str) -> None:
        """One client leaves; the last one ends the session unless it has detached itself. Raises Ended."""
        with self._lock:
            session = self._running.get(session_uuid)
            if session is None:
                raise Ended(session_uuid)
            session.references -= 1
            last = session.references < 1 and client not in session.detached
            session.detached.discard(client)
            session.with_password.discard(client)
        if last:
            self._end(session)

    def close(self, session_uuid: str) -> int:
        """ISession.closeSession: references left, -2 when that ended the session, -1 when there was none."""
        with self._lock:
            session = self._running.get(session_uuid)
            if session is None or session.expired(time.monotonic()):
                return -1
            session.references -= 1
            if session.references >= 1:
                return session.references
        self._end(session)
        return -2

    def end(self, session_uuid: str) -> None:
        """End a session whoever uses it."""
        session = self._running.get(session_uuid)
        if session is not None:
            self._end(session)

    def _end(self, session: Session) -> None:
        with self._lock:
            if self._running.pop(session.uuid, None) is None:
                return
            self._closed[session.uuid] = f"user={session.user_name}, started={session.started}, closed"
            while len(self._closed) > 200:
                self._closed.pop(next(iter(self._closed)))
        for hook in self.on_close:
            hook(session)
        with session.lock:
            services, session.services = list(session.services.values()), {}
        for service in services:
            service.close()
        rows.record_end(self._store, session)

    def _reap(self) -> None:
        while not self._stopped.wait(2.0):
            now = time.monotonic()
            for session in self:
                if session.expired(now) and session.expired(now - GRACE):
                    self._end(session)
