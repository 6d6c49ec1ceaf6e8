# SPDX-License-Identifier: AGPL-3.0-or-later
"""In a session that somebody opened for somebody else: an owner of a group for its members, in that group alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import omero.sys
import pytest

from demo.lab import User
from omero_forms.gateway.sessions import open_user_session
from tests.api.browser import Browser
from tests.support.servers import Lab, open_session
from tests.support.world import EVERYWHERE, FormsWorld


@contextmanager
def acting(lab: Lab, who: str, for_whom: str, kind: str) -> Iterator[str]:
    """The key of a session that `who` opened for somebody, in a group."""
    client, _key = open_session(lab.server, User(0, who, who, who))
    try:
        principal = omero.sys.Principal(for_whom, f"lab {kind}", "User", None)
        yield client.sf.getSessionService().createSessionWithTimeouts(principal, 600_000, 600_000).uuid.val
    finally:
        client.closeSession()


@pytest.mark.parametrize("kind", ["private", "read_annotate"])
def test_an_owner_of_a_group_reads_and_fills_in_for_a_member_and_the_record_names_both(
    world: FormsWorld, dataset: Callable[..., int], kind: str
) -> None:
    form, target = world.form(*EVERYWHERE), dataset(kind)
    with acting(world.lab, "leader", "author", kind) as key:
        browser = Browser(world.lab, key=key)
        assert browser.get("session").body["user"]["name"] == "author"
        assert browser.get(f"objects/dataset/{target}/forms/{form.id}").body["may_submit"] is True
        sent = browser.submit(target, form).body["submission"]
        assert (sent["author"]["name"], sent["sudoer"]["name"], sent["state"]) == ("author", "leader", "copied")
        assert browser.get(f"submissions/{sent['id']}").status == 200
        assert browser.post("ping", {}).status == 200
    [(owner, _pairs)] = world.copies("author", target, form)
    assert owner == "author"


def test_nothing_of_another_group_is_there_for_who_acts_in_one(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, elsewhere = world.form(*EVERYWHERE), dataset("read_write")
    submission = world.submit("author", elsewhere, form).submission.pk
    before = world.everything()
    with acting(world.lab, "leader", "author", "read_annotate") as key:
        browser = Browser(world.lab, key=key)
        for path in (
            f"objects/dataset/{elsewhere}",
            f"objects/dataset/{elsewhere}/forms/{form.id}",
            f"submissions/{submission}",
            f"evaluations/{world.lab.groups['read_write']}",
            "evaluations",
        ):
            assert browser.get(path).refusal == (404, "not_found"), path
        assert browser.submit(elsewhere, form, base="any").refusal == (404, "not_found")
    assert world.everything() == before


def test_who_acts_in_one_group_is_told_of_its_forms_alone(world: FormsWorld) -> None:
    here, elsewhere = world.form("private"), world.form("read_write")
    group = world.lab.groups["read_write"]
    with acting(world.lab, "leader", "author", "private") as key:
        browser = Browser(world.lab, key=key)
        assert [row["form"] for row in browser.get("forms").body["forms"]] == [here.id]
        for path in (f"forms/{elsewhere.id}", f"forms/{elsewhere.id}/answers.csv", f"groups/{group}/forms"):
            assert browser.get(path).refusal == (404, "not_found"), path
    with acting(world.lab, "leader", "leader", "private") as key:
        refused = Browser(world.lab, key=key).request("PUT", f"forms/{here.id}/offers/{group}/dataset")
        assert refused.refusal == (404, "not_found")


def test_who_acts_in_one_group_owns_no_other_one_in_somebodys_place(world: FormsWorld) -> None:
    # The leader owns all groups of the lab; what another owner opened for them is of one.
    server = world.lab.server
    with (
        acting(world.lab, "leader", "leader", "private") as key,
        open_user_session(key, server.host, server.port) as user,
    ):
        assert user.owned_groups == {world.lab.groups["private"]}
        assert not user.is_admin
