# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library over the API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omero_forms.models import FormDraft
from omero_forms.selectors.library import entries
from tests.api.browser import Browser
from tests.services.forms.test_library import add_edition
from tests.support.world import FormsWorld

ENTRY = "dublin-core-data-set"


def test_the_library_is_read_used_and_says_where_a_form_came_from(world: FormsWorld) -> None:
    leader = Browser(world.lab, "leader")
    shown = {one["entry"]: one for one in leader.get("library").body["entries"]}
    assert shown.keys() == entries().keys()
    one = leader.get(f"library/{ENTRY}").body
    assert {name: one[name] for name in shown[ENTRY]} == shown[ENTRY]
    assert json.loads(one["schema"])["title"] == one["name"]
    begun = leader.request("POST", f"library/{ENTRY}/use")
    assert (begun.status, begun.body["schema"], begun.body["base_version"]) == (201, one["schema"], 0)
    told = leader.get(f"forms/{begun.body['form']}/library").body
    assert told == {"entry": ENTRY, "edition": 1, "newer": None, "changes": [], "editions": None}
    row = leader.get(f"forms/{begun.body['form']}").body
    assert row["library"] == {"entry": ENTRY, "edition": 1, "newer": None}
    assert leader.post(f"forms/{begun.body['form']}/draft/publish", {"base": 1}).status == 201
    assert leader.get(f"forms/{begun.body['form']}").body["library"] == row["library"]
    assert leader.get(f"forms/{world.publish().id}").body["library"] is None
    again = leader.post(f"library/{ENTRY}/use", {"form": begun.body["form"]})
    assert (again.status, again.body["base_version"]) == (201, 1)
    assert FormDraft.objects.count() == 1


def test_a_newer_edition_is_told_beside_the_one_that_the_form_was_made_from(
    world: FormsWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = Browser(world.lab, "leader")
    begun = leader.request("POST", f"library/{ENTRY}/use").body
    add_edition(tmp_path, monkeypatch)
    told = leader.get(f"forms/{begun['form']}/library").body
    assert (told["newer"], {one["kind"] for one in told["changes"]}) == (2, {"tightened", "removed"})
    before, after = told["editions"]["before"], told["editions"]["after"]
    assert before == {"number": 1, "schema": begun["schema"], "ui_schema": begun["ui_schema"]}
    newest = leader.get(f"library/{ENTRY}").body
    assert after == {"number": 2, "schema": newest["schema"], "ui_schema": newest["ui_schema"]}


def test_what_the_library_does_not_have_is_not_found(world: FormsWorld) -> None:
    leader, before = Browser(world.lab, "leader"), world.everything()
    for name in ("no-such-form", "..", "__init__.py", "%2e%2e", "x" * 2000):
        assert leader.get(f"library/{name}").status in {404, 405}
        assert leader.post(f"library/{name}/use", {}).status in {404, 405}
    assert leader.post(f"library/{ENTRY}/use", {"form": "no-such-form"}).refusal == (404, "not_found")
    assert leader.post(f"library/{ENTRY}/use", {"more": 1}).refusal == (422, "request_invalid")
    assert world.everything() == before
