# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON-Schema-Test-Suite as forms: each of its schemas stands for the question `x` of one. It is not part of this
project.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omero_forms.domain.schemas.subschemas import local_fragment, located, root_id

SUITE = Path(__file__).parents[4] / "shared" / "data" / "json-schema-test-suite"
DISAGREEMENTS = Path(__file__).parents[1] / "vectors" / "disagreements.json"

DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}


@dataclass(frozen=True, slots=True)
class Group:
    """A schema of the suite, wrapped as a form, with the tests that it says of it."""

    draft: str
    file: str
    name: str
    form: dict[str, Any]
    tests: list[dict[str, Any]]


def groups(draft: str) -> Iterator[Group]:
    """Everything that the suite says of one draft."""
    for path in sorted((SUITE / draft).rglob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")):
            file = path.relative_to(SUITE / draft).as_posix()
            form = as_form(DRAFTS[draft], group["schema"])
            yield Group(draft, file, group["description"], form, group["tests"])


def as_form(address: str, schema: Any) -> dict[str, Any]:
    """A form whose question `x` is judged by `schema`: what refers to the whole now refers to the question."""
    form: dict[str, Any] = {"$schema": address, "type": "object"}
    if isinstance(schema, dict):
        schema = json.loads(json.dumps(schema))
        own = root_id(schema)
        for _where, part in located(schema).values():
            for keyword in ("$ref", "$dynamicRef"):
                fragment = local_fragment(part.get(keyword), own)
                if fragment is not None and (not fragment or fragment.startswith("/")):
                    part[keyword] = f"#/properties/x{fragment}"
            if "$recursiveRef" in part and "$ref" not in part and "2019-09" in address:
                # In one document it means what a reference to the whole means.
                del part["$recursiveRef"]
                part["$ref"] = "#/properties/x"
        form.update({name: schema.pop(name) for name in ("$id", "id", "$schema") if name in schema})
    form["properties"] = {"x": schema}
    return form


@dataclass(slots=True)
class Row:
    """Where we do not do what the suite says, and why; names may be patterns with `*`."""

    draft: str
    file: str
    group: str
    test: str
    side: str
    reason: str

    def speaks_of(self, draft: str, file: str, group: str, test: str) -> bool:
        """Whether the row is about that test."""
        return (
            _like(draft, self.draft) and _like(file, self.file) and _like(group, self.group) and _like(test, self.test)
        )


def _like(name: str, pattern: str) -> bool:
    return name == pattern or ("*" in pattern and fnmatch.fnmatchcase(name, _plain(pattern)))


def _plain(pattern: str) -> str:
    return pattern.replace("[", "[[]").replace("?", "[?]")


def rows(side: str) -> list[Row]:
    """The rows of one side: "server", "page", or "publish" for what is refused as a form."""
    listed = json.loads(DISAGREEMENTS.read_text(encoding="utf-8"))
    return [Row(**row) for row in listed if row["side"] == side]
