# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's session stays joined from one request to the next, and what was taken away counts at the next one all the
same.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import omero.all
import pytest
from omero.rtypes import rstring

import omero
from omero_forms.conf import conf
from omero_forms.gateway import joined
from omero_forms.gateway.sessions import open_password_session
from omero_forms.gateway.web import WebLogin
from tests.api.browser import PREFIX, TOKEN, Browser
from tests.support.counts import counts
from tests.support.servers import Lab, open_session
from tests.support.waiting import wait_for
from tests.support.world import EVERYWHERE, FormsWorld

JOINING = "Router.createSession"


@dataclass(slots=True)
class Somebody:
    """Somebody who has just asked for something, so that their session is kept; `group` is the session's own."""

    name: str
    id: int
    group: int
    client: omero.client
    key: str
    browser: Browser


@pytest.fixture(autouse=True)
def _none_kept() -> Iterator[None]:
    joined.leave_all()
    yield
    joined.leave_all()


@pytest.fixture
def arrive(world: FormsWorld) -> Iterator[Callable[..., Somebody]]:
    """`arrive("read_only", ...)`: somebody new in these groups of the lab; the first is that of their session."""
    lab, clients = world.lab, []

    def make(*kinds: str) -> Somebody:
        name = f"person-{uuid.uuid4().hex[:8]}"
        groups = [lab.groups[kind] for kind in kinds]
        user = lab.build.user(name, "Petra Person", groups, password=name)
        client, key = open_session(lab.server, user)
        clients.append(client)
        browser = Browser(lab, key=key)
        assert browser.get("session").status == 200
        return Somebody(name, user.id, groups[0], client, key, browser)

    yield make
    for client in clients:
        client.closeSession()


def login_of(who: Somebody) -> WebLogin:
    return WebLogin(who.key, conf().omero_host, conf().omero_port, is_public=False)


def has_ended(client: omero.client, key: str) -> bool:
    """Asked by another session, which does not count as a use."""
    try:
        client.sf.getSessionService().getSession(key)
    except omero.ServerError:
        return True
    return False


def as_root(lab: Lab, act: Callable[[Any], object]) -> None:
    with lab.as_user("root") as root:
        act(root.factory.getAdminService())


def test_the_next_request_of_a_session_joins_nothing(arrive: Callable[..., Somebody]) -> None:
    who = arrive("read_only")
    with counts() as spent:
        assert who.browser.get("session").body["user"]["name"] == who.name
    # What else is asked for is seldom, by whoever asks when it is due again.
    assert spent.calls[:2] == ["IAdmin.getEventContext", "IQuery.projection"]
    assert JOINING not in spent.calls


def test_a_session_is_used_only_for_a_request_that_presents_its_key(
    world: FormsWorld, arrive: Callable[..., Somebody]
) -> None:
    who = arrive("read_only")
    another = omero.client(world.lab.server.host, world.lab.server.port)
    another.createSession(who.name, who.name)
    with counts() as spent:
        assert Browser(world.lab, key=another.getSessionId()).get("session").status == 200
    another.closeSession()
    assert JOINING in spent.calls
    assert Browser(world.lab, key=str(uuid.uuid4())).get("session").refusal == (401, "login_required")


def test_a_second_request_at_the_same_time_opens_its_own(arrive: Callable[..., Somebody]) -> None:
    login = login_of(arrive("read_only"))
    with joined.join(login) as first, joined.join(login) as second:
        assert first.wire is not second.wire
        assert first.person == second.person
    # One of the two is kept.
    with counts() as spent, joined.join(login) as third:
        assert third.wire in {first.wire, second.wire}
    assert JOINING not in spent.calls


def test_after_log_out_the_next_request_is_refused(world: FormsWorld, web_login: Callable[..., Any]) -> None:
    client = web_login("author")
    key, django_session = client.session["connector"]["omero_session_key"], client.cookies["sessionid"].value
    left_open = Browser(world.lab, key=key)
    assert left_open.get("session").status == 200
    assert client.post("/webclient/logout/").status_code == 302
    assert left_open.get("session").refusal == (401, "login_required")
    client.cookies["sessionid"], client.cookies["csrftoken"] = django_session, TOKEN
    assert client.get(PREFIX + "session").status_code == 401


def test_after_the_session_was_killed_the_next_request_is_refused(arrive: Callable[..., Somebody]) -> None:
    who = arrive("read_only")
    who.client.killSession()
    assert who.browser.get("session").refusal == (401, "login_required")


def test_who_is_no_longer_in_the_sessions_group_is_refused(world: FormsWorld, arrive: Callable[..., Somebody]) -> None:
    who = arrive("read_only", "elsewhere")
    as_root(
        world.lab,
        lambda admin: admin.removeGroups(admin.getExperimenter(who.id), [admin.getGroup(who.group)]),
    )
    assert who.browser.get("session").refusal == (401, "login_required")


def test_who_is_no_longer_active_is_refused(world: FormsWorld, arrive: Callable[..., Somebody]) -> None:
    who = arrive("read_only")
    as_root(
        world.lab,
        lambda admin: admin.removeGroups(admin.getExperimenter(who.id), [admin.lookupGroup("user")]),
    )
    assert who.browser.get("session").refusal == (401, "login_required")


def test_who_is_no_longer_in_an_objects_group_does_not_find_it(
    world: FormsWorld, dataset: Callable[..., int], arrive: Callable[..., Somebody]
) -> None:
    who, target, form = arrive("elsewhere", "read_annotate"), dataset("read_annotate"), world.form(*EVERYWHERE)
    assert who.browser.get(f"objects/dataset/{target}").body["may_submit"]
    as_root(
        world.lab,
        lambda admin: admin.removeGroups(
            admin.getExperimenter(who.id), [admin.getGroup(world.lab.groups["read_annotate"])]
        ),
    )
    assert who.browser.get(f"objects/dataset/{target}").refusal == (404, "not_found")
    assert who.browser.submit(target, form).refusal == (404, "not_found")


def test_who_owns_a_group_or_is_an_admin_is_told_by_each_request(
    world: FormsWorld, arrive: Callable[..., Somebody]
) -> None:
    who = arrive("elsewhere", "read_only")
    group = world.lab.groups["read_only"]
    for change, owned in (("addGroupOwners", [group]), ("removeGroupOwners", [])):
        with world.lab.as_user("root") as root:
            admin = root.factory.getAdminService()
            getattr(admin, change)(admin.getGroup(group), [admin.getExperimenter(who.id)])
        assert who.browser.get("session").body["owned_groups"] == owned
    for change, is_admin in (("addGroups", True), ("removeGroups", False)):
        with world.lab.as_user("root") as root:
            admin = root.factory.getAdminService()
            getattr(admin, change)(admin.getExperimenter(who.id), [admin.lookupGroup("system")])
        assert who.browser.get("session").body["is_admin"] is is_admin


def test_after_a_change_of_the_password_by_an_admin_the_next_request_is_refused(
    world: FormsWorld, arrive: Callable[..., Somebody]
) -> None:
    who = arrive("read_only")
    as_root(world.lab, lambda admin: admin.changeUserPassword(who.name, rstring("another")))
    assert who.browser.get("session").refusal == (401, "login_required")
    # Whoever knows it logs in as ever.
    server = world.lab.server
    open_password_session(server.host, server.port, who.name, "another").close()


def test_who_changes_their_password_stays_logged_in_where_they_did_and_nowhere_else(
    world: FormsWorld, arrive: Callable[..., Somebody]
) -> None:
    who = arrive("read_only")
    elsewhere = omero.client(world.lab.server.host, world.lab.server.port)
    elsewhere.createSession(who.name, who.name)
    other = Browser(world.lab, key=elsewhere.getSessionId())
    assert other.get("session").status == 200
    elsewhere.sf.getAdminService().changePasswordWithOldPassword(rstring(who.name), rstring("another"))
    assert other.get("session").status == 200
    assert who.browser.get("session").refusal == (401, "login_required")
    elsewhere.closeSession()


def test_a_kept_session_runs_out_as_if_it_were_not_kept(world: FormsWorld, arrive: Callable[..., Somebody]) -> None:
    who = arrive("read_only")
    short = who.client.sf.getSessionService().createUserSession(0, 500, "lab read_only")
    browser = Browser(world.lab, key=short.uuid.val)
    assert browser.get("session").status == 200
    wait_for(lambda: has_ended(who.client, short.uuid.val), "the session that nobody used has ended")
    assert browser.get("session").refusal == (401, "login_required")


def test_a_session_opened_for_somebody_by_the_owner_of_a_group_is_not_kept(world: FormsWorld) -> None:
    with world.lab.as_user("leader") as leader:
        principal = omero.sys.Principal("author", "lab read_annotate", "User", None)
        service = leader.factory.getSessionService()
        acting = service.createSessionWithTimeouts(principal, 60_000, 60_000)
    browser = Browser(world.lab, key=acting.uuid.val)
    for _ in range(2):
        with counts() as spent:
            assert browser.get("session").status == 200
        assert JOINING in spent.calls
