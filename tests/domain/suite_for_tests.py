# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON-Schema-Test-Suite, each of its schemas as the one question of a form. It is not part of this project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import accept_schema
from tests.domain.both_sides_for_tests import SHARED, Case, representable

SUITE = SHARED / "data" / "json-schema-test-suite"
ADDRESSES = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
QUESTION = "x"


@dataclass(frozen=True)
class Row:
    """One test of the suite, and where it stands there."""

    draft: str
    file: str
    group: str
    test: str
    case: Case


def _moved(part: Any) -> Any:
    """References from the root lead to the question."""
    if isinstance(part, list):
        return [_moved(one) for one in part]
    if not isinstance(part, dict):
        return part
    moved = {}
    for name, child in part.items():
        if name in {"$ref", "$dynamicRef"} and (child == "#" or str(child).startswith("#/")):
            moved[name] = f"#/properties/{QUESTION}{child[1:]}"
        else:
            moved[name] = child if name in {"enum", "const"} else _moved(child)
    return moved


def as_form(schema: Any, draft: str) -> dict[str, Any]:
    """A schema of the suite as the one question of a form."""
    question = _moved(schema)
    if isinstance(question, dict):
        question.pop("$schema", None)
    return {"$schema": ADDRESSES[draft], "type": "object", "properties": {QUESTION: question}}


def rows() -> Iterator[Row]:
    """All tests whose schema can be a form, and whose answers can be kept."""
    for draft in ADDRESSES:
        for path in sorted((SUITE / draft).rglob("*.json")):
            file = str(path.relative_to(SUITE / draft))
            for group in json.loads(path.read_text(encoding="utf-8")):
                try:
                    form = accept_schema(json.dumps(as_form(group["schema"], draft)))
                except FormsError:
                    continue
                for test in group["tests"]:
                    answers = {QUESTION: test["data"]}
                    if representable(answers):
                        name = f"{draft}/{file}: {group['description']}: {test['description']}"
                        case = Case(name, form, answers)
                        yield Row(draft, file, group["description"], test["description"], case)
