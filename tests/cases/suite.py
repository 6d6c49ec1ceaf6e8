# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sixty schemas of the JSON-Schema-Test-Suite as forms: over all its keywords and drafts, always the same ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import accept_schema
from tests.cases.files import HERE, Case, Given

SUITE = HERE.parents[2] / "shared" / "data" / "json-schema-test-suite"
ADDRESSES = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
COUNT = 60


def _moved(value: Any) -> Any:
    """A schema that has become the property x: what it refers to lies there now."""
    if isinstance(value, dict):
        return {
            key: _target(inner) if key in {"$ref", "$dynamicRef"} and isinstance(inner, str) else _moved(inner)
            for key, inner in value.items()
            if key != "$schema"
        }
    return [_moved(item) for item in value] if isinstance(value, list) else value


def _target(reference: str) -> str:
    at_root = reference == "#" or reference.startswith("#/")
    return f"#/properties/x{reference[1:]}" if at_root else reference


def _case(draft: str, file: Path, group: dict[str, Any]) -> Case | None:
    schema = {
        "$schema": ADDRESSES[draft],
        "title": f"{draft} {file.stem}",
        "type": "object",
        "properties": {"x": _moved(group["schema"]), "note": {"type": "string", "title": "Note"}},
    }
    try:
        accept_schema(json.dumps(schema))
    except FormsError:
        return None
    right = [test for test in group["tests"] if test["valid"]][:1]
    wrong = [test for test in group["tests"] if not test["valid"]][:1]
    given = tuple(Given(group["tests"].index(test), test["valid"], {"x": test["data"]}) for test in (*right, *wrong))
    return Case(f"{draft} {file.stem}", schema, {}, given, "ok")


def _of_file(draft: str, keyword: str) -> Case | None:
    """The first schema about a keyword that can be a form."""
    file = SUITE / draft / f"{keyword}.json"
    groups = json.loads(file.read_text(encoding="utf-8"))
    return next(filter(None, (_case(draft, file, group) for group in groups)), None)


def _turns() -> Iterator[tuple[str, str]]:
    """Draft and keyword: each keyword once, in one of the drafts that have it; then once more in the next."""
    keywords = sorted({file.stem for draft in ADDRESSES for file in (SUITE / draft).glob("*.json")})
    for turn in range(len(ADDRESSES)):
        for index, keyword in enumerate(keywords):
            known = [draft for draft in ADDRESSES if (SUITE / draft / f"{keyword}.json").exists()]
            if turn < len(known):
                yield known[(index + turn) % len(known)], keyword


def sixty() -> list[Case]:
    """The forms; none where the suite is not here."""
    if not SUITE.is_dir():
        return []
    chosen: list[Case] = []
    for draft, keyword in _turns():
        if len(chosen) < COUNT and (case := _of_file(draft, keyword)) is not None:
            chosen.append(case)
    return chosen
