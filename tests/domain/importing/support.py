# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets of schemas, written as Python values."""

from __future__ import annotations

import json
from typing import Any

from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported

DRAFT_04 = "http://json-schema.org/draft-04/schema#"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


def form(*, draft: str = DRAFT_07, **more: Any) -> dict[str, Any]:
    """A schema in which nothing is to be mended, and what a test adds."""
    return {"$schema": draft, "title": "Stain", "type": "object", **more}


def imported(files: dict[str, Any]) -> dict[str, Imported]:
    """What becomes of each file. Values are written as JSON, texts are left as they are."""
    texts = {file: value if isinstance(value, str) else json.dumps(value) for file, value in files.items()}
    return {each.file: each for each in import_files(texts)}


def one(value: Any) -> Imported:
    """What becomes of a single file."""
    return imported({"stain.json": value})["stain.json"]


def made(outcome: Imported) -> dict[str, Any]:
    """The schema that would be published."""
    assert outcome.problems == ()
    schema: dict[str, Any] = json.loads(outcome.schema)
    return schema


def pointers(outcome: Imported) -> list[str]:
    """Where something was mended."""
    return [mending.pointer for mending in outcome.mended]
