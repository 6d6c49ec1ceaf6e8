# SPDX-License-Identifier: AGPL-3.0-or-later
"""The largest and the most tedious forms that are published open, and take what is typed."""

from __future__ import annotations

from typing import Any

import pytest

from omero_forms.domain.publishing.extent import MAX_FIELDS
from tests.cases.files import Case
from tests.cases.opened import Opened
from tests.cases.stage import Stage
from tests.cases.telling import tell

TEXT = {"type": "string"}
NAMES = [f"#/definitions/d{number}" for number in range(6)]
TYPED = {"type": "string", "title": "Typed"}
# A browser's own engine would need years for each name and each answer.
TEDIOUS = {f"^(a+)+{number}$": TEXT for number in range(100)}

FORMS: dict[str, dict[str, Any]] = {
    "as many questions as a form may have": {
        "properties": {"typed": TYPED, **{f"f{number}": TEXT for number in range(MAX_FIELDS - 1)}},
    },
    "groups in groups that hold each other": {
        "definitions": {
            name.rpartition("/")[2]: {"type": "object", "properties": {str(n): {"$ref": each} for n, each in enumerate(NAMES)}}
            for name in NAMES
        },
        "properties": {"typed": TYPED, "r": {"$ref": NAMES[0]}},
    },
    "a pattern that can be read in many ways": {
        "properties": {"typed": {**TYPED, "pattern": "^(a+)+$|^typed$"}, "map": {"type": "object", "patternProperties": TEDIOUS}},
    },
    "a long text and many choices": {
        "properties": {
            "typed": TYPED,
            "long": {"const": "x" * 200_000},
            "many": {"enum": [f"value number {number}" for number in range(12_000)]},
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_what_is_published_is_opened_and_answered(stage: Stage, tab: Any, name: str) -> None:
    form = stage.publish(Case(name, {"title": name, "type": "object", **FORMS[name]}, {}, (), "ok"))
    opened = Opened(tab, stage, form)
    opened.open()
    answer = tab.get_by_role("textbox", name="Typed")
    answer.press_sequentially("a" * 60 + "!")
    answer.fill("typed")
    verdict = opened.submit()
    tell(opened.failures() + [f"recorded {verdict.recorded}"] * (verdict.recorded != {"typed": "typed"}))
