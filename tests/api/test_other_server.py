# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids mean nothing in another OMERO: what is kept of one server's objects is never shown to users of another."""

from __future__ import annotations

from collections.abc import Callable

from omero_forms.models import MailPreference, Server
from tests.api.browser import Browser
from tests.support.world import EVERYWHERE, FormsWorld


def test_users_of_another_omero_are_shown_nothing_of_objects_with_the_same_ids(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission.pk
    group = world.lab.groups["read_annotate"]
    author, leader, admin = (Browser(world.lab, name) for name in ("author", "leader", "admin"))
    wanted = {"cadence": "off", "weekday": 3, "paused_until": None, "new_policy": True}
    asked = (
        (author, f"objects/dataset/{target}"),
        (author, f"objects/dataset/{target}/forms/{form.id}"),
        (author, f"submissions/{submission}"),
        (leader, "evaluations"),
        (leader, f"evaluations/{group}"),
        (author, "preferences"),
        (admin, "mails"),
    )
    assert [browser.get(path).status for browser, path in asked] == [200] * len(asked)
    Server.objects.update(uuid="another")
    assert [browser.get(path).refusal for browser, path in asked] == [(503, "other_database")] * len(asked)
    assert author.request("PUT", "preferences", wanted).refusal == (503, "other_database")
    assert not MailPreference.objects.filter(person_id=world.lab.users["author"].id).exists()
    assert admin.post("mails/1/again", {}).refusal == (503, "other_database")
    assert author.get("session").status == 200


def test_owners_and_members_are_those_of_one_omero(world: FormsWorld) -> None:
    form, group = world.form(*EVERYWHERE), world.lab.groups["read_only"]
    admin = Browser(world.lab, "admin")
    assert admin.post(f"forms/{form.id}/draft", {}).status == 201
    of_form = (
        "",
        "/versions",
        "/versions/1",
        "/versions/1/changes",
        "/export",
        "/answers.csv",
        "/draft",
        "/draft/demands",
    )
    asked = ["forms", f"groups/{group}/forms", *(f"forms/{form.id}{path}" for path in of_form)]
    assert {path: admin.get(path).status for path in asked} == dict.fromkeys(asked, 200)
    Server.objects.update(uuid="another")
    assert {path: admin.get(path).refusal for path in asked} == dict.fromkeys(asked, (503, "other_database"))
    # The form came from nowhere, and somebody else owns it than is said here: neither is told.
    assert admin.get(f"forms/{form.id}/library").refusal == (503, "other_database")
    stale = admin.request("PUT", f"forms/{form.id}/owners", {"owners": [0], "base": [0]})
    assert stale.refusal == (503, "other_database")
    draft = {"name": "Drafted", "schema": "{}"}
    written = {
        "begin": admin.post("forms", draft),
        "save": admin.request("PUT", f"forms/{form.id}/draft", {**draft, "base": 1}),
        "discard": admin.request("DELETE", f"forms/{form.id}/draft?base=1"),
        "continue": admin.post(f"forms/{form.id}/draft", {"version": 1}),
        "duplicate": admin.post(f"forms/{form.id}/duplicate", {}),
        "retire": admin.post(f"forms/{form.id}/retire", {}),
        "owners": admin.request("PUT", f"forms/{form.id}/owners", {"owners": [0], "base": [admin_id(world)]}),
        "offer": admin.request("PUT", f"forms/{form.id}/offers/{group}/image"),
    }
    assert {name: answer.refusal for name, answer in written.items()} == dict.fromkeys(written, (503, "other_database"))


def admin_id(world: FormsWorld) -> int:
    return world.lab.users["admin"].id
