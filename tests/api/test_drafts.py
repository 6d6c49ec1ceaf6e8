# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of forms over the API, from the first letter to a version, and what the page asks on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omero_forms.models import Form, FormDraft, FormVersion
from omero_forms.selectors import submissions
from omero_forms.services.forms import impact
from tests.api.browser import Browser
from tests.support.world import SCHEMA, FormsWorld


@pytest.fixture
def admin(world: FormsWorld) -> Browser:
    return Browser(world.lab, "admin")


def body(schema: Any = SCHEMA, **more: Any) -> dict[str, Any]:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    return {"name": "Slide scan", "schema": text, **more}


def with_sample(**rules: Any) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(SCHEMA))
    schema["properties"]["sample"] |= rules
    return schema


def test_a_form_is_begun_saved_checked_and_published(admin: Browser) -> None:
    begun = admin.post("forms", body("{"))
    assert (begun.status, begun.body["number"], begun.body["base_version"]) == (201, 1, 0)
    form = begun.body["form"]
    checked = admin.post("forms/check", {"schema": "{", "ui_schema": "["}).body
    assert [len(checked[name]) for name in ("schema_problems", "ui_schema_problems")] == [1, 1]
    assert admin.post(f"forms/{form}/draft/publish", {"base": 1}).refusal == (422, "schema_invalid")
    assert admin.request("PUT", f"forms/{form}/draft", body(base=1)).body["number"] == 2
    assert admin.get(f"forms/{form}/draft/changes").refusal == (404, "not_found"), "there is nothing to compare with"
    done = admin.post(f"forms/{form}/draft/publish", {"base": 2})
    assert (done.status, done.body["version"], done.body["recorded"]) == (201, 1, True)
    assert admin.get(f"forms/{form}/draft").refusal == (404, "not_found")
    assert Form.objects.get().name == "Slide scan"


def test_who_saves_over_somebody_else_is_shown_what_differs(world: FormsWorld, admin: Browser) -> None:
    form = world.publish(by="leader")
    leader = Browser(world.lab, "leader")
    begun = leader.post(f"forms/{form.id}/draft", {}).body
    assert (begun["number"], json.loads(begun["schema"])) == (1, SCHEMA)
    assert admin.request("PUT", f"forms/{form.id}/draft", body(with_sample(title="Cells"), base=1)).status == 200
    refused = leader.request("PUT", f"forms/{form.id}/draft", body(base=1))
    assert refused.refusal == (409, "stale_draft")
    assert refused.body["error"]["details"]["changes"] == ["“Sample” is the new title of “Cells”."]
    states = leader.get(f"forms/{form.id}/draft/states").body["states"]
    assert [(one["number"], one["saved_by"]["full_name"]) for one in states] == [(2, "Ada Admin"), (1, "Lena Leader")]
    assert leader.get(f"forms/{form.id}/draft").body["saved_by"]["full_name"] == "Ada Admin"
    assert refused.body["error"]["details"]["saved_by"]["full_name"] == "Ada Admin"
    assert json.loads(leader.get(f"forms/{form.id}/draft/states/1").body["schema"]) == SCHEMA
    assert leader.request("DELETE", f"forms/{form.id}/draft?base=1").refusal == (409, "stale_draft")
    assert leader.request("DELETE", f"forms/{form.id}/draft?base=2").status == 200
    assert not FormDraft.objects.exists()


def test_what_a_draft_would_break_is_told_in_parts_before_it_is_published(
    world: FormsWorld, admin: Browser, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.form()
    there = [dataset() for _each in range(3)]
    for one, sample in zip(there, ("HeLa", "U2OS 7", "HEK"), strict=True):
        world.submit("author", one, form, answers={"sample": sample})
    admin.post(f"forms/{form.id}/draft", {})
    assert admin.request("PUT", f"forms/{form.id}/draft", body(with_sample(minLength=1), base=1)).status == 200
    looser = admin.get(f"forms/{form.id}/draft/changes").body
    assert (looser["proved"], looser["number"], looser["version"]) == (True, 2, 1)
    assert [one["kind"] for one in looser["changes"]] == ["loosened"]
    assert admin.request("PUT", f"forms/{form.id}/draft", body(with_sample(maxLength=4), base=2)).status == 200
    tighter = admin.get(f"forms/{form.id}/draft/changes").body
    assert not tighter["proved"]
    assert [one["pointer"] for one in tighter["lost"]] == ["/properties/sample"]
    monkeypatch.setattr(impact, "AT_ONCE", 2)
    first = admin.get(f"forms/{form.id}/draft/impact").body
    rest = admin.get(f"forms/{form.id}/draft/impact?after={first['next']}").body
    assert (first["answers"], rest["answers"], rest["next"]) == (2, 1, None)
    assert {first["total"], rest["total"]} == {3}, "so that progress can be shown"
    [broken] = first["breaking"] + rest["breaking"]
    assert (broken["object_id"], broken["problems"]) == (
        there[1],
        [{"pointer": "/sample", "path": "Sample", "keyword": "maxLength"}],
    )
    assert "U2OS" not in json.dumps([first, rest])
    refused = admin.post(f"forms/{form.id}/draft/publish", {"base": 3})
    assert refused.refusal == (422, "request_invalid"), "a second version says what it changes"
    assert admin.post(f"forms/{form.id}/draft/publish", {"base": 3, "message": "Short names"}).body["version"] == 2
    assert FormVersion.objects.get(number=2).message == "Short names"


def test_judging_answers_holds_a_few_at_a_time_and_no_schema_beside_each(
    world: FormsWorld, admin: Browser, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.form()
    for _each in range(3):
        world.submit("author", dataset(), form, answers={"sample": "HeLa"})
    admin.post(f"forms/{form.id}/draft", {})
    monkeypatch.setattr(submissions, "READ_AT_ONCE", 2)
    with CaptureQueriesContext(connection) as asked:
        judged = admin.get(f"forms/{form.id}/draft/impact").body
    read = [one["sql"] for one in asked if "omero_forms_submission" in one["sql"] and "payload" in one["sql"]]
    assert (judged["answers"], len(read)) == (3, 2)
    assert not [one for one in read if '"ui_schema"' in one or '"answers"' in one]


def test_answers_are_tried_on_a_draft_as_a_submission_is_told_and_nothing_is_recorded(
    world: FormsWorld, admin: Browser
) -> None:
    form = world.form()
    admin.post(f"forms/{form.id}/draft", {})
    admin.request("PUT", f"forms/{form.id}/draft", body(with_sample(maxLength=4), base=1))
    before = world.everything()
    path = f"forms/{form.id}/draft/test"
    assert admin.post(path, {"answers": {"sample": "HeLa"}}).body == {"number": 2, "valid": True, "problems": []}
    refused = admin.post(path, {"answers": {"sample": "U2OS 7"}})
    assert (refused.status, refused.body["valid"]) == (200, False)
    assert [(one["pointer"], one["path"], one["keyword"]) for one in refused.body["problems"]] == [
        ("/sample", "Sample", "maxLength")
    ]
    assert admin.post(path, {"answers": {"sample": "\0"}}).refusal == (422, "answers_not_representable")
    assert admin.post(path, {"answers": {"sample": [0] * 20_001}}).refusal == (422, "too_many_answers")
    admin.request("PUT", f"forms/{form.id}/draft", body("{", base=2))
    assert admin.post(path, {"answers": {}}).refusal == (422, "schema_invalid")
    admin.request("PUT", f"forms/{form.id}/draft", body(base=3) | {"schema": json.dumps(SCHEMA)})
    admin.request("DELETE", f"forms/{form.id}/draft?base=4")
    assert admin.post(path, {"answers": {}}).refusal == (404, "not_found")
    assert world.everything() == before


def test_a_check_says_which_draft_of_json_schema_judges_answers(admin: Browser) -> None:
    checked = admin.post("forms/check", {"schema": json.dumps(SCHEMA)}).body
    assert checked["dialect"] == "draft-07"
    assert admin.post("forms/check", {"schema": "{"}).body["dialect"] is None


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "forms", {"name": "x"}),
        ("POST", "forms", {"name": "x", "schema": {}}),
        ("POST", "forms", {"name": "x" * 201, "schema": "{}"}),
        ("POST", "forms", {"name": "x", "schema": "{}", "more": 1}),
        ("POST", "forms/check", {"schema": None}),
        ("PUT", "forms/{form}/draft", {"name": "x", "schema": "{}"}),
        ("PUT", "forms/{form}/draft", {"name": "x", "schema": "{}", "base": 0}),
        ("PUT", "forms/{form}/draft", {"name": "x", "schema": "{}", "base": 1, "base_version": 7}),
        ("POST", "forms/{form}/draft/test", {"answers": []}),
        ("DELETE", "forms/{form}/draft", None),
        ("DELETE", "forms/{form}/draft?base=x", None),
        ("GET", "forms/{form}/draft/impact?after=-1", None),
    ],
)
def test_what_is_not_as_expected_is_told_by_its_place_and_changes_nothing(
    world: FormsWorld, admin: Browser, method: str, path: str, sent: Any
) -> None:
    form = world.publish()
    admin.post(f"forms/{form.id}/draft", {})
    before = world.everything()
    answer = admin.request(method, path.replace("{form}", form.id), sent)
    assert answer.refusal == (422, "request_invalid")
    assert answer.body["error"]["details"]["problems"]
    assert world.everything() == before
    assert FormDraft.objects.get().number == 1
