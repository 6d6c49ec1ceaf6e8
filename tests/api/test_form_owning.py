# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose forms are, where they are offered, how they go out of use, and how one begins from another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.models import Event, Form, FormDraft
from omero_forms.services.forms.drafts import Drafted, begin
from omero_forms.services.records import decide
from tests.api.browser import Browser
from tests.support.world import SCHEMA, FormsWorld


@pytest.fixture
def leader(world: FormsWorld) -> Browser:
    return Browser(world.lab, "leader")


@pytest.fixture
def ids(world: FormsWorld) -> Callable[..., list[int]]:
    """`ids("leader", "author")`."""
    return lambda *names: [world.lab.users[name].id for name in names]


def owners_of(form_id: str) -> list[str]:
    return [owner["name"] for owner in Form.objects.get(id=form_id).owners]


def test_a_form_is_shared_and_handed_over_each_in_one_recorded_act(
    world: FormsWorld, leader: Browser, ids: Callable[..., list[int]]
) -> None:
    form = world.publish(by="leader")
    shared = leader.request(
        "PUT", f"forms/{form.id}/owners", {"owners": ids("leader", "author"), "base": ids("leader")}
    )
    assert (shared.status, [one["full_name"] for one in shared.body["owners"]]) == (200, ["Lena Leader", "author"])
    author = Browser(world.lab, "author")
    assert author.get(f"forms/{form.id}").body["may_edit"]
    given = author.request("PUT", f"forms/{form.id}/owners", {"owners": ids("author"), "base": ids("leader", "author")})
    assert given.status == 200
    assert owners_of(form.id) == ["author"]
    assert leader.post(f"forms/{form.id}/draft", {}).refusal == (403, "forbidden"), "asked for at each request"
    kinds = [(one.record.kind, one.record.payload_json()["owners"]) for one in _stored(world, form.id)[1:]]
    assert kinds == [("form.owners", sorted(ids("leader", "author"))), ("form.owners", ids("author"))]
    told = Event.objects.filter(name="form.given").order_by("pk").values_list("actor_name", "details__owners")
    assert list(told) == [("leader", ["leader", "author"]), ("author", ["author"])]


def _stored(world: FormsWorld, form_id: str) -> list[Any]:
    with form_master(conf()) as master:
        return list(records.read_stream(master, f"form/{form_id}"))


def test_the_last_owner_cannot_leave_and_nobody_is_put_in_who_cannot_log_in(
    world: FormsWorld, leader: Browser, ids: Callable[..., list[int]]
) -> None:
    form, before = world.publish(by="leader"), world.everything()
    agent = next(one for one in _accounts(world) if one["name"] == conf().agent_user)["id"]
    for owners in ([], [99_999_999], [agent]):
        refused = leader.request("PUT", f"forms/{form.id}/owners", {"owners": owners, "base": ids("leader")})
        assert refused.refusal == (422, "request_invalid"), owners
    assert owners_of(form.id) == ["leader"]
    assert world.everything() == before


def _accounts(world: FormsWorld) -> list[dict[str, Any]]:
    with world.lab.as_user("root") as client:
        rows = client.rows("select e.id, e.omeName from Experimenter e")
    return [{"id": number, "name": name} for number, name in rows]


def test_owners_that_somebody_changed_meanwhile_are_not_overwritten(
    world: FormsWorld, leader: Browser, ids: Callable[..., list[int]]
) -> None:
    form = world.publish(by="leader")
    admin = Browser(world.lab, "admin")
    assert (
        admin.request(
            "PUT", f"forms/{form.id}/owners", {"owners": ids("leader", "admin"), "base": ids("leader")}
        ).status
        == 200
    )
    refused = leader.request(
        "PUT", f"forms/{form.id}/owners", {"owners": ids("leader", "fellow"), "base": ids("leader")}
    )
    assert refused.refusal == (409, "stale_owners")
    assert [one["name"] for one in refused.body["error"]["details"]["owners"]] == ["leader", "admin"]
    assert owners_of(form.id) == ["leader", "admin"]


def test_a_form_that_is_only_drafted_is_given_away_and_published_as_its_new_owners(
    world: FormsWorld, leader: Browser, ids: Callable[..., list[int]]
) -> None:
    draft = begin(world.user("leader"), Drafted("Slides", "", json.dumps(SCHEMA), "{}"))
    path = f"forms/{draft.form_id}"
    assert Browser(world.lab, "author").request(
        "PUT", f"{path}/owners", {"owners": ids("author"), "base": []}
    ).refusal == (404, "not_found")
    given = leader.request("PUT", f"{path}/owners", {"owners": ids("fellow", "author"), "base": ids("leader")})
    assert (given.status, given.body["state"]) == (200, "draft")
    assert leader.get(f"{path}/draft").refusal == (404, "not_found")
    assert Browser(world.lab, "fellow").post(f"{path}/draft/publish", {"base": 1}).refusal == (403, "forbidden"), (
        "who may make no forms cannot publish the first version of one"
    )
    assert Browser(world.lab, "admin").post(f"{path}/draft/publish", {"base": 1}).status == 201
    assert set(owners_of(draft.form_id)) == {"fellow", "author"}


def test_a_form_is_retired_and_restored_as_it_was(world: FormsWorld, leader: Browser) -> None:
    form = world.publish(by="leader")
    group = world.lab.groups["read_only"]
    offered = leader.request("PUT", f"forms/{form.id}/offers/{group}/image", {})
    assert [(one["group"]["id"], one["object_type"]) for one in offered.body["offered"]] == [(group, "Image")]
    retired = leader.post(f"forms/{form.id}/retire", {"message": "Replaced"})
    assert (retired.status, retired.body["state"], len(retired.body["offered"])) == (200, "retired", 1)
    assert leader.post(f"forms/{form.id}/retire", {}).refusal == (409, "form_retired")
    assert leader.request("PUT", f"forms/{form.id}/offers/{group}/plate").refusal == (409, "form_retired")
    assert leader.post(f"forms/{form.id}/restore", {"message": "x" * 2001}).refusal == (422, "request_invalid")
    restored = leader.post(f"forms/{form.id}/restore", None)
    assert (restored.status, restored.body["state"], restored.body["offered"]) == (
        200,
        "published",
        retired.body["offered"],
    )
    assert leader.post(f"forms/{form.id}/restore", {}).refusal == (409, "form_exists")


def test_what_a_group_is_offered_is_not_decided_by_who_owns_the_form(
    world: FormsWorld, ids: Callable[..., list[int]]
) -> None:
    form, group = world.publish(), world.lab.groups["read_only"]
    admin, author = Browser(world.lab, "admin"), Browser(world.lab, "author")
    assert (
        admin.request("PUT", f"forms/{form.id}/owners", {"owners": ids("author"), "base": ids("admin")}).status == 200
    )
    before = world.everything()
    assert author.request("PUT", f"forms/{form.id}/offers/{group}/dataset").refusal == (403, "forbidden")
    elsewhere = world.lab.groups["elsewhere"]
    assert author.request("PUT", f"forms/{form.id}/offers/{elsewhere}/dataset").refusal == (404, "not_found")
    assert author.request("PUT", f"forms/{form.id}/offers/{group}/gel").refusal == (404, "not_found")
    assert admin.request("PUT", f"forms/{form.id}/offers/1/dataset").refusal == (404, "not_found"), "it has no data"
    assert world.everything() == before


def test_an_offer_that_a_policy_needs_stays(world: FormsWorld, leader: Browser) -> None:
    form, group = world.form("read_only"), world.lab.groups["read_only"]
    world.require("Every dataset", "read_only", form)
    refused = leader.request("DELETE", f"forms/{form.id}/offers/{group}/dataset")
    assert refused.refusal == (409, "form_in_use")
    assert refused.body["error"]["details"]["policies"] == ["Every dataset (lab read_only)"]
    other = world.form("read_only")
    for _twice in range(2):
        gone = leader.request("DELETE", f"forms/{other.id}/offers/{group}/dataset")
        assert (gone.status, gone.body["offered"]) == (200, [])


def test_an_old_version_is_gone_on_with_and_a_form_begun_as_another_one_is(world: FormsWorld, leader: Browser) -> None:
    form = world.publish(by="leader")
    newer = json.loads(json.dumps(SCHEMA)) | {"title": "Newer"}
    world.publish(newer, form_id=form.id, by="leader")
    assert leader.post(f"forms/{form.id}/draft", {"version": 3}).refusal == (404, "version_unknown")
    assert not FormDraft.objects.exists()
    begun = leader.post(f"forms/{form.id}/draft", {"version": 1}).body
    assert (begun["base_version"], json.loads(begun["schema"])) == (2, SCHEMA), "what it changes is the current version"
    assert leader.post(f"forms/{form.id}/draft", {"version": 1}).refusal == (409, "draft_exists")
    copy = leader.post(f"forms/{form.id}/duplicate", None)
    assert (copy.status, copy.body["name"], json.loads(copy.body["schema"])) == (201, f"Copy of {form.name}", newer)
    again = leader.post(f"forms/{copy.body['form']}/duplicate", {})
    assert again.body["name"] == f"Copy of Copy of {form.name}", "of one that is drafted its draft"
    assert Browser(world.lab, "author").post(f"forms/{form.id}/duplicate", {}).refusal == (404, "not_found")


def test_what_is_accepted_and_not_recorded_yet_is_said_so(
    world: FormsWorld, leader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.publish(by="leader")

    def stop(name: str) -> None:
        if name == "accepted":
            raise error("omero_unavailable")

    monkeypatch.setattr(decide, "crash_point", stop)
    answer = leader.post(f"forms/{form.id}/retire", {})
    assert (answer.status, answer.body["state"]) == (202, "published")
