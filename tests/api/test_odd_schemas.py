# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms with schemas that nobody would write by hand: they open, take answers, refuse them with a reason, and never
fail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.domain.error_catalogue import CATALOGUE
from omero_forms.domain.refs import ObjectType
from omero_forms.services.forms.assign import assign
from tests.api.browser import Browser
from tests.support.world import FormInUse, FormsWorld

NEWEST = "https://json-schema.org/draft/2020-12/schema"
OLDEST = "http://json-schema.org/draft-04/schema#"


@pytest.fixture
def offered(world: FormsWorld) -> Callable[[dict[str, Any]], FormInUse]:
    """A published form of a schema, offered for datasets of the lab."""

    def publish(schema: dict[str, Any]) -> FormInUse:
        form = world.publish({"type": "object", **schema})
        assign(world.user("admin"), form.id, world.group("read_annotate"), (ObjectType.DATASET,))
        return form

    return publish


ODD = [
    ("draft-07", {"properties": {"x": {"enum": []}, "y": {}}}, ["/properties/x"], {"x": 1}),
    ("draft-07", {"properties": {"x": {"not": {}}, "y": {}}}, ["/properties/x"], {"x": 1}),
    ("draft-07", {"properties": {"x": {"anyOf": [False, False]}, "y": {}}}, ["/properties/x"], {"x": 1}),
    ("draft-07", {"properties": {"x": False, "y": {}}}, ["/properties/x"], {"x": 1}),
    ("draft-07", {"properties": {"x": {"propertyNames": False, "type": "object"}, "y": {}}}, ["/properties/x"], {"x": {"a": 1}}),
    ("2020-12", {"$schema": NEWEST, "properties": {"y": {}}, "unevaluatedProperties": False}, [], {"x": 1}),
    ("2020-12", {"$schema": NEWEST, "properties": {"y": {}, "x": {"contains": False}}}, [], {"x": [1]}),
    ("2020-12", {"$schema": NEWEST, "properties": {"y": {}}, "dependencies": {"y": ["z"]}, "additionalProperties": False}, [], {"z": 1}),
    ("draft-04", {"properties": {"y": {}, "x": {"type": "number", "minimum": 0, "exclusiveMinimum": True}}}, [], {"x": 0}),
    ("draft-04", {"$schema": OLDEST, "properties": {"y": {}, "x": {"pattern": "^[A-Z]", "examples": "HeLa"}}}, [], {"x": "a"}),
    ("draft-07", {"properties": {"y": {}, "x": {"type": "integer", "maximum": 2**64 - 1, "minimum": -(2**63)}}}, [], {"x": 1.5}),
    ("draft-07", {"properties": {"y": {"$id": "/n"}, "x": {"$id": "/n", "type": "string"}}}, [], {"x": 1}),
    ("draft-07", {"properties": {"y": {}, "__proto__": {}, "x": {"type": "string"}}}, [], {"x": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "schema", "not_asked", "wrong"), ODD)
def test_an_odd_form_opens_and_judges_answers(
    world: FormsWorld,
    offered: Callable[[dict[str, Any]], FormInUse],
    dataset: Callable[..., int],
    dialect: str,
    schema: dict[str, Any],
    not_asked: list[str],
    wrong: dict[str, Any],
) -> None:
    form, target = offered(schema), dataset()
    browser = Browser(world.lab, "author")
    version = browser.get(f"objects/dataset/{target}/forms/{form.id}").body["version"]
    assert version["dialect"] == dialect
    assert [one["pointer"] for one in version["not_asked"]] == not_asked
    assert all(one["title"] and one["reason"].endswith(".") for one in version["not_asked"])
    refused = browser.submit(target, form, answers=wrong)
    assert refused.refusal == (422, "answers_invalid")
    problems = refused.body["error"]["details"]["problems"]
    assert problems
    assert all(one["path"] and one["message"] and one["keyword"] for one in problems)
    taken = browser.submit(target, form, answers={"y": 5})
    assert taken.status == 201
    changed = browser.submit(target, form, base=1, answers={"y": {"z": [1, None]}})
    assert changed.status == 201
    record = browser.get(f"submissions/{changed.body['submission']['id']}").body
    assert record["answers"] == {"y": {"z": [1, None]}}
    assert record["changes"]


def test_a_change_message_that_is_too_long_is_told_with_its_limit(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    refused = browser.submit(target, form, message="x" * 5000)
    assert refused.refusal == (422, "request_invalid")
    fault = refused.body["error"]
    assert fault["message"].startswith("The message is too long. At most 2,000 characters are possible.")
    assert fault["details"]["problems"] == [
        {"pointer": "/message", "message": "At most 2,000 characters are possible."}
    ]
    mixed = browser.submit(target, form, message="x" * 5000, base="none")
    assert mixed.body["error"]["message"] == CATALOGUE["request_invalid"].message
    assert browser.submit(target, form, message="x" * 2000).status == 201
