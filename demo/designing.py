# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facility manager makes a form and weighs its next version, by the API that the pages of the designer use."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from demo.form import Form
from demo.transcript import make_sure
from demo.web import WebSession

ASKED_NEW = "checked_by"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is known of a version before it is published. `broken` are the objects whose answers it would refuse."""

    sentences: list[str]
    proved: bool
    answers: int
    broken: list[str]


def make_form(web: WebSession, name: str, text: str, ui_text: str) -> Form:
    """Begin a form, save what is drafted, have it checked, publish it."""
    begun = web.post("forms", {"name": name, "schema": '{"type": "object", "properties": {}}'}, status=(201,))
    form = str(begun["form"])
    saved = web.put(f"forms/{form}/draft", _drafted(name, text, ui_text, base=begun["number"]))
    checked = web.post("forms/check", {"schema": text, "ui_schema": ui_text})
    problems = checked["schema_problems"] + checked["ui_schema_problems"]
    make_sure(not problems, f"the form cannot be published: {problems[:3]}")
    done = web.post(f"forms/{form}/draft/publish", {"base": saved["number"]}, status=(201,))
    make_sure(done["version"] == 1, f"published version {done['version']} instead of 1")
    web.get(f"forms/{form}/draft", status=404)
    return Form(form, name, text, json.loads(text))


def save_next(web: WebSession, form: Form, schema: dict[str, Any]) -> int:
    """Draft the next version of a form; the number of the draft."""
    begun = web.post(f"forms/{form.id}/draft", {}, status=(201,))
    drafted = _drafted(begun["name"], json.dumps(schema, indent=2), begun["ui_schema"], base=begun["number"])
    return int(web.put(f"forms/{form.id}/draft", drafted)["number"])


def weigh(web: WebSession, form: Form) -> Weighed:
    """What the draft would change; unless the schemas prove that nothing can break, what of the answers would."""
    changes = web.get(f"forms/{form.id}/draft/changes")
    sentences = [str(one["sentence"]) for one in changes["changes"]] or ["Its questions stay as they are."]
    answers, broken, after = 0, [], 0
    while not changes["proved"] and after is not None:
        part = web.get(f"forms/{form.id}/draft/impact?after={after}")
        answers += part["answers"]
        broken += [f"{one['object_type']} {one['object_id']}" for one in part["breaking"]]
        after = part["next"]
    return Weighed(sentences, bool(changes["proved"]), answers, broken)


def publish_next(web: WebSession, form: Form, number: int, message: str) -> int:
    """Publish the draft that was weighed; the number of the version."""
    done = web.post(f"forms/{form.id}/draft/publish", {"base": number, "message": message}, status=(201,))
    return int(done["version"])


def loosened(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its first upper bound doubled, which takes all that was taken before; else with other help."""
    looser = copy.deepcopy(schema)
    for part in _parts(looser):
        if isinstance(part.get("maximum"), int) and part["maximum"] > 0:
            part["maximum"] *= 2
            return looser
    return {**looser, "description": "What to write here is explained on the pages of the facility."}


def demanding(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with one more question that has to be answered."""
    question = {ASKED_NEW: {"type": "string", "title": "Checked by"}}
    return {
        **schema,
        "properties": {**schema.get("properties", {}), **question},
        "required": [*schema.get("required", []), ASKED_NEW],
    }


def _drafted(name: str, text: str, ui_text: str, *, base: int) -> dict[str, Any]:
    return {"name": name, "schema": text, "ui_schema": ui_text, "base": base}


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a schema, by properties and entries of lists alone."""
    found = []
    for one in schema.get("properties", {}).values():
        if isinstance(one, dict):
            items = one.get("items")
            found += [one, *_parts(one), *(_parts(items) if isinstance(items, dict) else [])]
    return found
