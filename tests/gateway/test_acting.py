# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form agent keeps the session of the person it acts for, for a while, and of a few people at most."""

from __future__ import annotations

import pytest

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.gateway.acting import KEPT_SECONDS, acting
from omero_forms.gateway.sessions import AgentSession, form_agent
from tests.support.servers import Lab, OmeroServer


def key(agent: AgentSession, person: int, group: str) -> str:
    with agent.as_user(person, group) as session:
        assert (session.person.id, session.sudoer) == (person, agent.person)
        return str(session.wire._client.getSessionId())


def test_a_session_is_kept_for_the_same_person_and_group_until_it_is_old_or_something_went_wrong_in_it(
    lab: Lab, forms_installed: OmeroServer
) -> None:
    author, leader, now = lab.users["author"].id, lab.users["leader"].id, [0.0]
    with form_agent(conf()) as agent, acting(agent, lambda: now[0]) as here:
        keys = [key(here, author, "lab private") for _ in range(2)]
        now[0] = KEPT_SECONDS
        keys.append(key(here, author, "lab private"))
        assert len(set(keys)) == 1
        now[0] += 1
        keys.append(key(here, author, "lab private"))
        assert is_over(lab, keys[0])
        keys.append(key(here, leader, "lab read_only"))
        with pytest.raises(ZeroDivisionError), here.as_user(leader, "lab read_only"):
            raise ZeroDivisionError
        assert is_over(lab, keys[-1])
        with pytest.raises(FormsError), here.as_user(2**40, "lab read_only"):
            pass
        keys += [key(here, author, "lab private"), key(here, leader, "lab read_only")]
        assert (keys[-2], len(set(keys))) == (keys[-4], 4)
        # Of many the one that was used longest ago ends.
        keys += [key(here, author, f"lab {kind}") for kind in ("read_only", "read_annotate", "read_write")]
        assert is_over(lab, keys[-5])
        assert key(here, leader, "lab read_only") == keys[-4]
    assert all(is_over(lab, one) for one in keys)


def is_over(lab: Lab, session: str) -> bool:
    with lab.as_user("root") as client:
        rows = client.rows("select s.closed from Session s where s.uuid = :uuid", {"uuid": session})
    return rows[0][0] is not None
