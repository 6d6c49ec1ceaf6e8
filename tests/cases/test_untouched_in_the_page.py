# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that nobody touched: opened in Chromium and submitted as they stand, they record what they show by
themselves.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.files import Case
from tests.cases.opened import Opened
from tests.cases.stage import Stage

DRAFT = "http://json-schema.org/draft-07/schema#"
AGREE = {"type": "boolean", "title": "I agree", "const": True}
HIDDEN = {"ui:widget": "hidden"}
PLACE = {
    "type": "object",
    "title": "Place",
    "required": ["kind"],
    "properties": {
        "kind": {"const": "place"},
        "city": {"type": "string", "title": "City", "default": "Dresden"},
    },
}
PERSON = {
    "type": "object",
    "title": "Person",
    "required": ["kind"],
    "properties": {"kind": {"const": "person"}, "name": {"type": "string", "title": "Name"}},
}
ROOM = {
    "type": "object",
    "title": "Place",
    "properties": {"space": {"type": "string", "title": "Space", "default": "inside"}},
    "if": {"properties": {"space": {"const": "inside"}}, "required": ["space"]},
    "then": {"properties": {"room": {"type": "string", "title": "Room", "default": "R 1"}}},
}
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "consent": (
        {"version": {"type": "string", "const": "2.1"}, "agree": AGREE},
        {"version": HIDDEN, "agree": {"ui:widget": "checkbox"}},
        {"version": "2.1"},
    ),
    "lists that take nothing": (
        {
            "kind": {"title": "Kind", "enum": ["a", None], "enumNames": ["A", "None"]},
            "lot": {"type": ["string", "null"], "title": "Lot", "default": None},
            "conc": {"title": "Conc", "anyOf": [{"type": "number"}, {"type": "null"}]},
            "heading": {"type": "null", "title": "A heading"},
        },
        {},
        {},
    ),
    "kinds": ({"who": {"title": "Who", "oneOf": [PLACE, PERSON]}}, {}, {}),
    "defaults": (
        {
            "place": ROOM,
            "site": {"type": "string", "title": "Site", "default": "B12"},
            "wrong": {"type": "number", "title": "Wrong", "default": "5"},
            "sample": {"type": "string", "title": "Sample", "examples": ["HeLa"]},
        },
        {},
        {"place": {"space": "inside", "room": "R 1"}, "site": "B12"},
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_an_untouched_form_records_what_it_shows_and_makes_no_draft(stage: Stage, tab: Any, name: str) -> None:
    properties, ui, expected = FORMS[name]
    title = f"Untouched {name}"
    schema = {"$schema": DRAFT, "title": title, "type": "object", "properties": properties}
    case = Case(title, schema, ui, (), "ok")
    opened = Opened(tab, stage, stage.publish(case))
    opened.open()
    assert opened.failures() == []
    assert opened.draft() is None
    verdict = opened.submit()
    assert (verdict.objected, verdict.refused) == ([], None)
    assert verdict.recorded == expected


def test_nothing_is_an_answer_only_when_somebody_gives_it(stage: Stage, tab: Any) -> None:
    conc = {"title": "Concentration", "anyOf": [{"type": "number"}, {"type": "null"}]}
    schema = {
        "$schema": DRAFT,
        "title": "Nothing on purpose",
        "type": "object",
        "required": ["conc"],
        "properties": {"conc": conc, "who": {"title": "Who", "oneOf": [PLACE, PERSON]}},
    }
    opened = Opened(tab, stage, stage.publish(Case("Nothing on purpose", schema, {}, (), "ok")))
    opened.open()
    nothing = tab.get_by_role("checkbox", name="There is nothing to enter for Concentration")
    assert not nothing.is_checked()
    tab.get_by_text("0 of 1 required").first.wait_for()
    nothing.check()
    tab.get_by_text("1 of 1 required").first.wait_for()
    tab.get_by_label("Who: kind of answer").select_option(label="Person")
    tab.get_by_role("textbox", name="Name").fill("Ann")
    verdict = opened.submit()
    assert verdict.recorded == {"conc": None, "who": {"kind": "person", "name": "Ann"}}
