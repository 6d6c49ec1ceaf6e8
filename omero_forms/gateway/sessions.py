# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions: of users, of the form master, of the form agent.

Privilege has one name here: whoever acts as the form master does so in `with form_master(conf)`, as the form agent in
`with form_agent(conf)`. Only workers use the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from omero.rtypes import unwrap

from omero_forms.conf import Conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.refs import Person
from omero_forms.domain.submissions import CopyReason
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.pool import Pool
from omero_forms.gateway.wire import USER_TIMEOUT, Wire

SYSTEM_GROUP = 0
USER_GROUP = 1
PRIVATE = "rw----"
NOT_PRIVATE = noop("The form master's store group is not private.")
WORKER_TIMEOUT = 30.0
"""Seconds that one call of the form agent may take: its pages are large, and nobody waits."""
SUDO_SECONDS = 120
"""How long a session opened for a user lives at most, should its worker die."""

FULL_ADMIN = frozenset(
    {
        "Chgrp",
        "Chown",
        "DeleteFile",
        "DeleteManagedRepo",
        "DeleteOwned",
        "DeleteScriptRepo",
        "ModifyGroup",
        "ModifyGroupMembership",
        "ModifyUser",
        "ReadSession",
        "Sudo",
        "WriteFile",
        "WriteManagedRepo",
        "WriteOwned",
        "WriteScriptRepo",
    }
)
"""The privileges of an unrestricted admin, as OMERO.server 5.6 tells them."""


@dataclass(frozen=True, slots=True)
class UserSession:
    """Somebody's session. Its fields are as of its opening; `wire` is for the gateway alone. `give_back` takes the wire
    instead of its being closed.
    """

    wire: Wire
    person: Person
    full_name: str
    is_admin: bool
    privileges: frozenset[str]
    groups: frozenset[int]
    owned_groups: frozenset[int]
    sudoer: Person | None
    server_uuid: str
    is_in_its_group: bool
    """Whether they may still work in the group that the session was opened in."""
    give_back: Callable[[Wire], None] | None = field(default=None, repr=False)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of its OMERO."""
        return self.wire.address

    @property
    def is_full_admin(self) -> bool:
        """Whether it is an admin without restrictions."""
        return self.is_admin and self.privileges >= FULL_ADMIN

    @property
    def may_modify_group(self) -> bool:
        """Whether it is an admin who may change groups, and so forms and policies of others."""
        return self.is_admin and "ModifyGroup" in self.privileges

    @property
    def may_act_for_owners(self) -> bool:
        """Whether what it submits may be copied in the name of an object's owner.

        An admin needs the privilege for it. Others who can submit for it can annotate it, or own its group: they could
        open a session for its members themselves.
        """
        return not self.is_admin or "WriteOwned" in self.privileges

    def keep_alive(self) -> None:
        """Keep it from timing out. Raises `login_required` when it is gone."""
        self.wire.alive()

    def close(self) -> None:
        """Close the connection, or give it back; a joined session stays. Never raises."""
        if self.give_back is None:
            self.wire.close()
        else:
            self.give_back(self.wire)

    def __enter__(self) -> UserSession:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class MasterSession:
    """The form master's session: where records are read and written."""

    wire: Wire
    person: Person
    store_group: int
    server_uuid: str

    @property
    def place(self) -> tuple[object, ...]:
        """Whose it is, and where it works."""
        return self.person, self.store_group, self.server_uuid


@dataclass(frozen=True, slots=True)
class AgentSession:
    """The form agent's session: reads everything, and can act as a user."""

    wire: Wire
    person: Person
    server_uuid: str

    @property
    def place(self) -> tuple[object, ...]:
        """Whose it is, and where it works."""
        return self.person, self.server_uuid

    @contextmanager
    def as_user(self, person_id: int, group_name: str) -> Iterator[UserSession]:
        """A session of that user in that group, ended afterwards.

        Named by id: people are renamed, and a name that was given up may be somebody else's now. Raises `forbidden`
        with `details.reason` when the user does not exist, is inactive, or not in the group. OMERO opens sessions for
        inactive users without a word, hence the question before.
        """
        rows = self.wire.rows(
            "select g.id, g.name, e.omeName from GroupExperimenterMap m join m.parent g join m.child e where e.id = :id",
            {"id": person_id},
        )
        if USER_GROUP not in {row[0] for row in rows}:
            raise _no_sudo(CopyReason.INACTIVE if rows else CopyReason.UNKNOWN)
        if group_name not in {row[1] for row in rows}:
            raise _no_sudo(CopyReason.NOT_IN_GROUP)
        key = self.wire.sudo(str(rows[0][2]), group_name, seconds=SUDO_SECONDS)
        wire = Wire.join(*self.wire.address, key, timeout=WORKER_TIMEOUT)
        wire.own_session()
        try:
            session = user_session(wire)
            if session.person.id != person_id:
                raise _no_sudo(CopyReason.UNKNOWN)  # renamed between the question and the session
            yield session
        finally:
            wire.close()


AnySession = UserSession | AgentSession | MasterSession


def _no_sudo(reason: CopyReason) -> FormsError:
    return error("forbidden", details={"reason": reason.value})


def open_user_session(session_key: str, host: str, port: int, *, timeout: float = USER_TIMEOUT) -> UserSession:
    """Join the session that a user has open. `timeout` is seconds per call.

    Raises `login_required` when there is no such session, `omero_unavailable` when OMERO does not answer.
    """
    return _opened(Wire.join(host, port, session_key, timeout=timeout))


def open_password_session(
    host: str, port: int, user: str, password: str, *, timeout: float = USER_TIMEOUT
) -> UserSession:
    """Log in. Raises `login_required` when OMERO refuses, `omero_unavailable` when it does not answer."""
    return _opened(Wire.log_in(host, port, user, password, timeout=timeout))


def _opened(wire: Wire) -> UserSession:
    try:
        return user_session(wire)
    except BaseException:
        wire.drop()
        raise


def user_session(wire: Wire) -> UserSession:
    """Who the session of `wire` belongs to, and what it may do, both as of now.

    Raises `login_required`, too, for one that is older than its user's password.
    """
    context = wire.context()
    sudoer = unwrap(context.sudoerId)
    owned = frozenset(int(one) for one in context.leaderOfGroups)
    groups = frozenset(int(one) for one in context.memberOfGroups)
    try:
        names = _names_of(wire, context)
    except FormsError as fault:
        if fault.code != "forbidden" or sudoer is None:
            raise
        # Opened by an owner of a group, who may act for its members in that group alone: neither read what they can
        # read elsewhere, nor be an owner of other groups in their place.
        wire.stay_in(group := int(context.groupId))
        owned &= {group}
        groups &= {group}
        names = _names_of(wire, context)
    return UserSession(
        wire=wire,
        person=Person(int(context.userId), str(context.userName)),
        full_name=full_name(*names[0]) if names else "",
        is_admin=bool(context.isAdmin),
        privileges=frozenset(_texts(context.adminPrivileges)),
        groups=groups,
        owned_groups=owned,
        sudoer=None if sudoer is None else Person(int(sudoer), str(unwrap(context.sudoerName) or "")),
        server_uuid=wire.database_uuid(),
        is_in_its_group=bool(context.isAdmin) or int(context.groupId) in context.memberOfGroups,
    )


_NAMES = """
select e.firstName, e.lastName, (
  select count(l.id) from EventLog l join l.event v
  where l.entityId = e.id and l.entityType = 'ome.model.meta.Experimenter' and l.action = 'PASSWORD'
  and v.session.id != :session and v.time > (select s.started from Session s where s.id = :session)
) from Experimenter e where e.id = :id
"""
"""With how often the password was changed since the session began, by another one: who changes their own stays."""


def _names_of(wire: Wire, context: Any) -> list[tuple[str | None, str | None]]:
    """The names of a session's user. Raises `login_required` where a password was changed, as by somebody whose session
    was stolen: OMERO itself lets sessions outlive it.
    """
    rows = wire.rows(_NAMES, {"id": int(context.userId), "session": int(context.sessionId)})
    if any(changed for _, _, changed in rows):
        raise error("login_required")
    return [(first, last) for first, last, _ in rows]


def _texts(values: Any) -> list[str]:
    return [str(getattr(unwrap(value), "value", unwrap(value))) for value in values or []]


def full_name(first: str | None, last: str | None) -> str:
    """`Anna Keller`; empty when OMERO holds neither name."""
    return " ".join(part for part in (first, last) if part)


def open_master(conf: Conf) -> MasterSession:
    """Log in as the form master and see that its store is one. Use :func:`form_master` instead, but for diagnosis.

    Raises `setup_incomplete` with `details.problem`, or `omero_unavailable`.
    """
    if not conf.master_user or not conf.master_password:
        raise incomplete(
            "master_missing",
            t("The form master's name or password is not set, or the file with its password cannot be read."),
        )
    wire = _privileged(conf, "master", conf.master_user, conf.master_password.reveal(), USER_TIMEOUT)
    try:
        context = wire.context()
        store = int(context.groupId)
        if context.isAdmin:
            raise incomplete("master_is_admin", t("The form master is an OMERO admin; it must be an ordinary user."))
        if store in {SYSTEM_GROUP, USER_GROUP}:
            raise incomplete("store_missing", t("The form master's default group is not its own store group."))
        if str(context.groupPermissions) != PRIVATE:
            raise incomplete("store_not_private", t(NOT_PRIVATE))
        return MasterSession(wire, Person(int(context.userId), str(context.userName)), store, wire.database_uuid())
    except BaseException:
        wire.close()
        raise


def open_agent(conf: Conf) -> AgentSession:
    """Log in as the form agent. Use :func:`form_agent` instead, but for diagnosis. Raises like :func:`open_master`."""
    if not conf.agent_user:
        raise incomplete("agent_missing", t("The form agent's name is not set."))
    password = conf.agent_password().reveal()
    wire = _privileged(conf, "agent", conf.agent_user, password, WORKER_TIMEOUT)
    try:
        context = wire.context()
        if not context.isAdmin or "Sudo" not in _texts(context.adminPrivileges):
            raise incomplete(
                "agent_without_sudo",
                t("The form agent is not an OMERO admin with the privilege Sudo."),
            )
        return AgentSession(wire, Person(int(context.userId), str(context.userName)), wire.database_uuid())
    except BaseException:
        wire.close()
        raise


_REFUSED = {
    "master": noop("OMERO refuses the form master's name or password."),
    "agent": noop("OMERO refuses the form agent's name or password."),
}


def _privileged(conf: Conf, role: str, user: str, password: str, timeout: float) -> Wire:
    try:
        return Wire.log_in(conf.omero_host, conf.omero_port, user, password, timeout=timeout)
    except FormsError as refused:
        if refused.code != "login_required":
            raise
        raise incomplete(f"{role}_refused", t(_REFUSED[role])) from refused


def incomplete(problem: str, message: str) -> FormsError:
    """`setup_incomplete` with the code of the problem, as :mod:`omero_forms.selectors.diagnosis.ask` names it."""
    return error("setup_incomplete", message=message, details={"problem": problem})


_masters: Pool[MasterSession] = Pool(
    "form master", open_master, lambda conf: (conf.master_user, conf.master_password.reveal())
)
_agents: Pool[AgentSession] = Pool(
    "form agent", open_agent, lambda conf: (conf.agent_user, conf.agent_password().reveal())
)


@contextmanager
def form_master(conf: Conf, *, is_proven: bool = False) -> Iterator[MasterSession]:
    """The form master's session of this process. Authorise as the user first, then act as the form master. With
    `is_proven` nobody asks whether it has ended.

    Raises `setup_incomplete` or `omero_unavailable`.
    """
    with _masters.session(conf, is_proven=is_proven) as session:
        yield session


@contextmanager
def form_agent(conf: Conf) -> Iterator[AgentSession]:
    """The form agent's session of this process; workers only. Raises `setup_incomplete` or `omero_unavailable`."""
    with _agents.session(conf) as session:
        yield session


def close_pools() -> None:
    """Close what this process has pooled, as a worker does before it ends."""
    _masters.close()
    _agents.close()
