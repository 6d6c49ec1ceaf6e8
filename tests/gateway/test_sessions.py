# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose session it is, and that no call waits for an OMERO that does not answer."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import omero.all
import pytest

import omero
from omero_forms.conf import Conf, Secret, conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import Person
from omero_forms.gateway import sessions
from omero_forms.gateway.faults import translated
from omero_forms.gateway.patience import calls_end_at
from omero_forms.gateway.sessions import (
    AgentSession,
    UserSession,
    close_pools,
    form_agent,
    form_master,
    open_master,
    open_password_session,
    open_user_session,
)
from omero_forms.gateway.web import WebLogin
from omero_forms.kit.breaker import breaker, guard
from omero_forms.services.access.sessions import open_request_session
from tests.support.counts import counts
from tests.support.ports import free_port
from tests.support.servers import Lab, OmeroServer, open_session
from tests.support.waiting import SOON


@pytest.fixture(autouse=True)
def _fresh_pools() -> Iterator[None]:
    close_pools()
    yield
    close_pools()


def log_in(lab: Lab, name: str) -> UserSession:
    return open_password_session(lab.server.host, lab.server.port, name, name)


def join(lab: Lab, key: str) -> UserSession:
    return open_user_session(key, lab.server.host, lab.server.port)


def code_of(fault: pytest.ExceptionInfo[FormsError]) -> str:
    return fault.value.code


def test_joined_session_knows_whose_it_is(lab: Lab, omero_server: OmeroServer) -> None:
    with join(lab, lab.session_key("author")) as session:
        assert session.person == Person(lab.author.id, "author")
        assert session.full_name == "Arno Author"
        assert session.server_uuid == omero_server.database_uuid
        assert session.owned_groups == frozenset()
        assert not session.is_admin
        assert session.sudoer is None


def test_owner_of_groups_and_admins_are_told_apart(lab: Lab) -> None:
    with log_in(lab, "leader") as leader, log_in(lab, "admin") as admin:
        assert leader.owned_groups == set(lab.groups.values()) - {lab.groups["elsewhere"]}
        assert not leader.is_admin
        assert admin.is_admin
        assert admin.is_full_admin
        assert admin.may_modify_group
    with log_in(lab, "viewer") as viewer:
        assert viewer.is_admin
        assert not viewer.is_full_admin
        assert not viewer.may_modify_group


def test_closing_a_joined_session_leaves_it_to_its_user(lab: Lab) -> None:
    key = lab.session_key("author")
    for _ in range(3):
        join(lab, key).close()
    with join(lab, key) as session:
        session.keep_alive()


def test_closing_a_session_of_our_own_ends_it(lab: Lab) -> None:
    session = log_in(lab, "author")
    key = session.wire._client.getSessionId()
    session.close()
    with pytest.raises(FormsError) as ended:
        join(lab, key)
    assert code_of(ended) == "login_required"


def test_unknown_session_and_wrong_password_are_a_matter_of_logging_in(lab: Lab) -> None:
    with pytest.raises(FormsError) as unknown:
        join(lab, "00000000-0000-0000-0000-000000000000")
    with pytest.raises(FormsError) as wrong:
        open_password_session(lab.server.host, lab.server.port, "author", "guess")
    assert code_of(unknown) == code_of(wrong) == "login_required"


def test_session_that_ends_in_use_asks_for_log_in(lab: Lab) -> None:
    first = log_in(lab, "author")
    second = join(lab, first.wire._client.getSessionId())
    first.close()
    with pytest.raises(FormsError) as ended:
        second.keep_alive()
    assert code_of(ended) == "login_required"
    with pytest.raises(FormsError) as ended:
        second.wire.rows("select e.id from Experimenter e where e.omeName = 'root'")
    assert code_of(ended) == "login_required"
    second.close()


@pytest.mark.parametrize(("busy", "code"), [(False, "login_required"), (True, "omero_unavailable")])
def test_session_that_cannot_be_joined_asks_for_log_in_unless_omero_is_busy(busy: bool, code: str) -> None:
    """A real server answers so while it clears an expired session away (contract: sessions/timeouts/expired-ttl)."""
    kind = "ome.conditions.SessionTimeoutException"
    assert translated(omero.WrappedCreateSessionException("", busy, 0, kind)).code == code


def test_who_was_taken_out_of_the_sessions_group_has_to_log_in_and_nobody_else_notices(
    lab: Lab, forms_installed: OmeroServer
) -> None:
    name = f"leaver-{uuid.uuid4().hex[:8]}"
    groups = [lab.groups["read_only"], lab.groups["elsewhere"]]
    leaver = lab.build.user(name, "Lea Leaver", groups, password=name)
    client, key = open_session(lab.server, leaver)
    with lab.as_user("root") as root:
        admin = root.factory.getAdminService()
        admin.removeGroups(admin.getExperimenter(leaver.id), [admin.lookupGroup("lab read_only")])
    login = WebLogin(key, conf().omero_host, conf().omero_port, is_public=False)
    with pytest.raises(FormsError) as refused:
        open_request_session(login)
    client.closeSession()
    assert code_of(refused) == "login_required"
    assert breaker().allow()


def test_omero_that_is_gone_is_told_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(FormsError) as gone:
        open_user_session("key", "tcp://127.0.0.1", free_port(), timeout=10 * SOON)
    assert code_of(gone) == "omero_unavailable"
    assert time.monotonic() - began < SOON, "it was waited for"


def test_frozen_omero_is_told_after_one_time_out(lab: Lab, omero_server: OmeroServer) -> None:
    key = lab.session_key("author")
    with join(lab, key) as session, omero_server.frozen():
        for attempt in (
            lambda: join(lab, key),
            lambda: session.wire.rows("select e.id from Experimenter e"),
        ):
            began = time.monotonic()
            with pytest.raises(FormsError) as frozen:
                attempt()
            assert code_of(frozen) == "omero_unavailable"
            assert time.monotonic() - began < SOON
        with counts() as spent:
            session.close()
        assert spent.calls == []
    join(lab, key).close()


def test_form_master_is_an_ordinary_user_in_its_private_group(forms_installed: OmeroServer) -> None:
    with form_master(conf()) as master:
        assert master.person.name == "form-master"
        assert master.server_uuid == forms_installed.database_uuid
        rows = master.wire.rows("select g.name from ExperimenterGroup g where g.id = :id", {"id": master.store_group})
        assert rows == [("omero-forms-store",)]


def test_form_master_logs_in_once_per_process(forms_installed: OmeroServer) -> None:
    with form_master(conf()) as first:
        pass
    with form_master(conf()) as second, form_master(conf()) as nested:
        assert first is second is nested


ASKING = {
    "reading": lambda master: master.wire.rows("select g.id from ExperimenterGroup g where g.id = 0"),
    "reading later": lambda master: master.wire.rows_later("select g.id from ExperimenterGroup g where g.id = 0")(),
    "loading": lambda master: master.wire.objects("select g from ExperimenterGroup g where g.id = 0"),
    "writing": lambda master: master.wire.save_new(
        [omero.model.MapAnnotationI()],
        group=master.store_group,
    ),
}


@pytest.mark.parametrize("asked", ASKING)
def test_form_master_s_session_is_made_anew_after_its_end(forms_installed: OmeroServer, asked: str) -> None:
    with form_master(conf()) as master:
        key = master.wire._client.getSessionId()
    open_user_session(key, forms_installed.server.host, forms_installed.port).wire._client.killSession()
    with form_master(conf()) as master:
        assert len(ASKING[asked](master)) == 1
        assert master.wire._client.getSessionId() != key


def test_a_first_call_is_all_it_takes_to_see_that_the_form_master_s_session_is_there(
    forms_installed: OmeroServer,
) -> None:
    with form_master(conf()) as master:
        ASKING["reading"](master)
    with counts() as spent, form_master(conf()) as master:
        ASKING["reading"](master)
    assert spent.calls == ["IQuery.projection"]


def test_what_is_asked_for_now_is_answered_when_it_is_wanted_and_so_is_a_refusal(forms_installed: OmeroServer) -> None:
    """Others are asked, and answered, meanwhile."""
    hql = "select g.id from ExperimenterGroup g where g.id in (:ids)"
    with form_master(conf()) as master:
        first, second = (master.wire.rows_later(hql, {"ids": [one]}) for one in (0, 1))
        wrong = master.wire.rows_later("select g.nothing from ExperimenterGroup g")
        assert master.wire.rows(hql, {"ids": [0, 1]}) == [(0,), (1,)]
        assert (second(), first()) == ([(1,)], [(0,)])
        with pytest.raises(FormsError):
            wrong()


def test_who_had_the_form_master_s_session_a_moment_ago_need_not_ask_before_writing(
    forms_installed: OmeroServer,
) -> None:
    with form_master(conf()) as master:
        ASKING["reading"](master)
    with counts() as spent, form_master(conf(), is_proven=True) as master:
        ASKING["writing"](master)
    assert "ServiceFactory.keepAlive" not in spent.calls


def test_session_that_ends_while_lent_is_no_matter_of_the_user_s_log_in(
    forms_installed: OmeroServer,
) -> None:
    def use_after_its_end() -> None:
        with form_master(conf()) as master:
            key = master.wire._client.getSessionId()
            open_user_session(key, forms_installed.server.host, forms_installed.port).wire._client.killSession()
            master.wire.rows("select g.id from ExperimenterGroup g")

    with pytest.raises(FormsError) as ended:
        use_after_its_end()
    assert code_of(ended) == "omero_unavailable"
    with form_master(conf()) as again:
        again.wire.alive()


def _master_of_child(answers: Any) -> None:
    try:
        with form_master(conf()) as master:
            answers.put(master.wire._client.getSessionId())
    except Exception as fault:
        answers.put(repr(fault))


def test_forked_process_logs_in_for_itself_and_leaves_its_parent_s_session(
    forms_installed: OmeroServer,
) -> None:
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    with form_master(conf()) as master:
        key = master.wire._client.getSessionId()
    child = context.Process(target=_master_of_child, args=(answers,))
    child.start()
    childs_key = answers.get(timeout=120)
    child.join(120)
    assert child.exitcode == 0
    assert childs_key != key
    with form_master(conf()) as master:
        assert master.wire._client.getSessionId() == key


def with_master(name: str, password: str) -> Conf:
    return replace(conf(), master_user=name, master_password=Secret(password))


@pytest.mark.parametrize(
    ("name", "password", "problem"),
    [
        ("", "", "master_missing"),
        ("form-master", "wrong", "master_refused"),
        ("nobody-of-that-name", "wrong", "master_refused"),
        ("admin", "admin", "master_is_admin"),
        ("author", "author", "store_not_private"),
    ],
)
def test_form_master_that_is_none_is_refused_by_name(
    lab: Lab, forms_installed: OmeroServer, name: str, password: str, problem: str
) -> None:
    with pytest.raises(FormsError) as refused, form_master(with_master(name, password)):
        pass
    assert code_of(refused) == "setup_incomplete"
    assert refused.value.details["problem"] == problem


def test_refused_password_is_not_tried_again_with_each_request(
    forms_installed: OmeroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = with_master("form-master", "wrong")
    with pytest.raises(FormsError), form_master(wrong):
        pass
    tried: list[Any] = []
    monkeypatch.setattr(sessions._masters, "_opener", tried.append)
    with pytest.raises(FormsError) as refused, form_master(wrong):
        pass
    assert refused.value.details["problem"] == "master_refused"
    assert tried == []
    monkeypatch.undo()
    with form_master(conf()):
        pass


def test_form_agent_acts_as_a_user_and_leaves_its_name(lab: Lab, forms_installed: OmeroServer) -> None:
    with form_agent(conf()) as agent:
        with agent.as_user(lab.author.id, "lab private") as session:
            assert session.person.id == lab.author.id
            assert session.sudoer == agent.person
            key = session.wire._client.getSessionId()
        with pytest.raises(FormsError) as ended:
            join(lab, key)
    assert code_of(ended) == "login_required"


def refused_sudo(agent: AgentSession, user: int, group: str) -> str:
    with pytest.raises(FormsError) as refused, agent.as_user(user, group):
        pass
    assert code_of(refused) == "forbidden"
    return str(refused.value.details["reason"])


def test_form_agent_acts_for_nobody_who_is_inactive_or_not_in_the_group(lab: Lab, forms_installed: OmeroServer) -> None:
    leaver = lab.build.user("leaver", "Lea Leaver", [lab.groups["private"]], password="leaver")
    with lab.as_user("root") as root:
        admin = root.factory.getAdminService()
        admin.removeGroups(admin.lookupExperimenter("leaver"), [admin.lookupGroup("user")])
    with form_agent(conf()) as agent:
        assert refused_sudo(agent, leaver.id, "lab private") == "inactive"
        assert refused_sudo(agent, 2**40, "lab private") == "unknown"
        assert refused_sudo(agent, lab.author.id, "elsewhere") == "not_in_group"


def test_form_agent_without_sudo_is_refused(lab: Lab, tmp_path: Any) -> None:
    file = tmp_path / "password"
    file.write_text("viewer")
    wrong = replace(conf(), agent_user="viewer", agent_password_file=str(file))
    with pytest.raises(FormsError) as refused, form_agent(wrong):
        pass
    assert refused.value.details["problem"] == "agent_without_sudo"


def test_opening_the_master_by_hand_pools_nothing(forms_installed: OmeroServer) -> None:
    opened = open_master(conf())
    with form_master(conf()) as pooled:
        assert pooled.wire is not opened.wire
    opened.wire.close()


def test_a_call_ends_with_the_answer_that_it_is_for_and_that_says_nothing_of_omero(
    lab: Lab, omero_server: OmeroServer
) -> None:
    with join(lab, lab.session_key("author")) as session:
        with omero_server.frozen(), guard(), pytest.raises(FormsError) as slow, calls_end_at(time.monotonic() + 0.2):
            session.wire.rows("select e.id from Experimenter e")
        assert (code_of(slow), slow.value.details) == ("omero_unavailable", {"fault": "slow"})
        assert not session.wire.is_sound, "an answer that is still to come would be taken for the next one's"
    assert breaker().allow()
    with join(lab, lab.session_key("author")) as session:
        with counts() as spent, pytest.raises(FormsError) as over, calls_end_at(time.monotonic()):
            session.wire.rows("select e.id from Experimenter e")
        assert (spent.calls, over.value.details) == ([], {"fault": "slow"})
        assert session.wire.rows("select g.id from ExperimenterGroup g where g.id = 0") == [(0,)]
