# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions: what the recordings of a real server do not hold, or only in passing."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import Glacier2
import Ice
import omero.clients
import omero.cmd
import omero.model
import omero.sys
import pytest
from omero.rtypes import rlong, rstring

import omero
from omero_embedded.accounts.passwords import hash_password
from omero_embedded.sessions.session import Session
from omero_embedded.store import MOST_READERS


def sudo(client, name: str, group: str, *, ttl: int = 60_000, tti: int = 60_000) -> str:
    principal = omero.sys.Principal(name, group, "User", None)
    session = client.sf.getSessionService().createSessionWithTimeouts(principal, ttl, tti)
    return session.uuid.val


@pytest.fixture
def joined(omero_server):
    """Join sessions by uuid; they are closed at the end."""
    clients: list[omero.client] = []

    def join(uuid: str) -> omero.client:
        client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
        clients.append(client)
        client.joinSession(uuid)
        return client

    yield join
    for client in clients:
        try:
            client.closeSession()
        except Ice.Exception:
            client.__del__()


def test_a_session_past_its_time_to_live_is_refused_to_calls_and_to_joiners(omero_root, joined, new_group, new_user):
    group = new_group()
    user = new_user(group)
    uuid = sudo(omero_root, user.name, group.name, tti=0)
    client = joined(uuid)
    assert client.sf.getAdminService().getEventContext().userName == user.name
    # Shortened to what has passed already: a short life from the beginning might be over before the first call.
    shorten = omero.cmd.UpdateSessionTimeoutRequest()
    shorten.session, shorten.timeToLive = uuid, rlong(1)
    assert isinstance(omero_root.submit(shorten).getResponse(), omero.cmd.OK)
    with pytest.raises((omero.SessionException, Ice.ObjectNotExistException)):
        client.sf.getAdminService().getEventContext()
    with pytest.raises(Glacier2.PermissionDeniedException):
        joined(uuid)


def test_a_uuid_with_another_password_opens_nothing(omero_server, omero_root):
    client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
    for name, password in ((omero_root.getSessionId(), "x"), ("root", omero_root.getSessionId())):
        with pytest.raises(Glacier2.PermissionDeniedException):
            client.createSession(name, password)
    client.__del__()


def test_a_leader_acts_for_members_in_the_groups_they_lead_only(omero_server, omero_root, joined, new_group, new_user):
    led, other = new_group(), new_group()
    leader, member = new_user(led, leads=[led]), new_user(led, other)
    client = omero_server.client(leader.name, leader.password)
    try:
        acting = joined(sudo(client, member.name, led.name))
        context = acting.sf.getAdminService().getEventContext()
        assert (context.userId, context.sudoerId.val) == (member.id, leader.id)
        assert set(context.memberOfGroups) == {led.id, 1}
        with pytest.raises(omero.SecurityViolation):
            sudo(client, member.name, other.name)
    finally:
        client.closeSession()


def test_a_session_opened_by_sudo_has_no_more_privileges_than_its_sudoer(omero_server, omero_root, joined):
    person = omero.model.ExperimenterI()
    person.omeName, person.ldap = rstring("only-sudo"), omero.rtypes.rbool(False)
    person.firstName, person.lastName = rstring("a"), rstring("b")
    privilege = omero.model.AdminPrivilegeI()
    privilege.value = rstring("Sudo")
    omero_root.sf.getAdminService().createRestrictedSystemUserWithPassword(person, [privilege], rstring("secret"))
    limited = omero_server.client("only-sudo", "secret")
    try:
        as_root = joined(sudo(limited, "root", "system")).sf.getAdminService()
        assert as_root.getEventContext().userName == "root"
        assert [p.value.val for p in as_root.getCurrentAdminPrivileges()] == ["Sudo"]
        group = omero.model.ExperimenterGroupI()
        group.name, group.ldap = rstring("not made"), omero.rtypes.rbool(False)
        with pytest.raises(omero.SecurityViolation):
            as_root.createGroup(group)
    finally:
        limited.closeSession()


def test_a_detached_session_waits_for_the_next_client(omero_server, joined, new_group, new_user):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    uuid = client.getSessionId()
    client.sf.detachOnDestroy()
    client.closeSession()
    assert joined(uuid).sf.getAdminService().getEventContext().userId == user.id


def test_the_end_of_a_session_closes_what_it_had_open(omero_server, new_group, new_user):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    store = client.sf.createRawFileStore()
    text = str(store)
    client.killSession()
    other = omero_server.client(user.name, user.password)
    try:
        late = omero.api.RawFileStorePrx.uncheckedCast(other.ic.stringToProxy(text))
        with pytest.raises(Ice.ObjectNotExistException):
            late.size()
    finally:
        other.closeSession()


def test_only_administrators_see_other_peoples_sessions(omero_server, omero_root, new_group, new_user):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    try:
        own = client.submit(omero.cmd.CurrentSessionsRequest()).getResponse()
        assert {s.owner.id.val for s in own.sessions} == {user.id}
        every = omero_root.submit(omero.cmd.CurrentSessionsRequest()).getResponse()
        assert {user.id, 0} <= {s.owner.id.val for s in every.sessions}
    finally:
        client.closeSession()


def test_users_may_shorten_their_sessions_and_not_prolong_them(omero_server, new_group, new_user):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)

    def change(milliseconds: int):
        request = omero.cmd.UpdateSessionTimeoutRequest()
        request.session, request.timeToIdle = client.getSessionId(), rlong(milliseconds)
        return client.submit(request, failonerror=False).getResponse()

    try:
        assert isinstance(change(100_000), omero.cmd.OK)
        assert isinstance(change(900_000), omero.cmd.ERR)
        found = client.sf.getSessionService().getSession(client.getSessionId())
        assert found.timeToIdle.val == 100_000
    finally:
        client.closeSession()


def test_five_hundred_log_ins_leave_nothing_behind(omero_server, new_group, new_user):
    user = new_user(new_group())

    def in_use() -> tuple[int, int]:
        process = Path(f"/proc/{omero_server.pid}")
        return len(list((process / "task").iterdir())), len(list((process / "fd").iterdir()))

    def log_in_and_out(times: int) -> None:
        for _ in range(times):
            client = omero_server.client(user.name, user.password)
            client.sf.getQueryService().find("Experimenter", user.id)
            client.closeSession()

    if omero_server.pid is None:
        pytest.skip("needs the embedded server's own process")
    log_in_and_out(30)
    before = in_use()
    log_in_and_out(500)
    until = time.monotonic() + 60
    # Dispatch threads come and go, each with a connection to the database, that is two files, which outlives it for a
    # while.
    threads_at_most, files_at_most = before[0] + 20, before[1] + 2 * MOST_READERS
    while time.monotonic() < until:
        after = in_use()
        if after[0] <= threads_at_most and after[1] <= files_at_most:
            break
        threading.Event().wait(0.2)
    assert after[0] <= threads_at_most
    assert after[1] <= files_at_most


def test_passwords_are_stored_as_salted_hashes():
    assert hash_password("a") != hash_password("a")
    assert "secret" not in hash_password("secret")


def test_a_session_expires_by_whichever_limit_comes_first():
    session = Session(1, "u", 1, "n", 3, None, "User", 0, frozenset(), time_to_idle=1_000, time_to_live=5_000)
    now = session.born
    assert session.expired(now + 0.5) is None
    assert "timeToIdle" in (session.expired(now + 2) or "")
    session.last_access = now + 5.5
    assert "timeToLive" in (session.expired(now + 6) or "")
    assert Session(1, "u", 1, "n", 3, None, "User", 0, frozenset(), 0, 0).expired(now + 1e9) is None


def test_the_router_lets_a_client_leave_once_whatever_became_of_its_session(omero_server):
    one, other = (omero.client(omero_server.tcp_url, omero_server.tcp_port) for _ in range(2))
    one.createSession("root", omero_server.root_password)
    other.joinSession(one.getSessionId())
    router = other.getRouter(other.ic)
    one.killSession()
    router.destroySession()
    with pytest.raises(Glacier2.SessionNotExistException):
        router.destroySession()
    other.closeSession()
