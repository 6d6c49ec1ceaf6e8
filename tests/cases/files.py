# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms from public bug reports with answers and what shall become of each: one JSON file a case.

`own/` holds ours; where another folder of the same kind lies beside the checkout, its files are run too. A file:
`schema`, `ui` where there is one, `answers` as a list of `{"expect": "ok" | "refused", "answers"}`, and `publish`:
"refused" where the form must not be published, "either" where a refusal that names the place does as well.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "cases"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="CASES FROM BUG REPORTS ARE MISSING: ../shared/cases is not there"
)
IN_FULL = bool(os.environ.get("FORMS_CASES_IN_FULL"))
"""Whether all of our own cases go through the browser: untouched, and with each of their answers."""
# What a form may be instead of published: the file does not say so itself.
EITHER = {"01", "03", "14", "38", "46"}


@dataclass(frozen=True, slots=True)
class Given:
    """Answers to a form, and whether they are right."""

    number: int
    is_right: bool
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A form with answers; `publish` is "ok", "refused" or "either"."""

    name: str
    schema: dict[str, Any]
    ui: dict[str, Any]
    given: tuple[Given, ...]
    publish: str
    is_ours: bool = False

    def in_the_page(self) -> list[Given]:
        """The answers to try in a browser: of ours the first right one, since a browser takes its time. IN_FULL:
        all.
        """
        if IN_FULL or not self.is_ours:
            return list(self.given)
        return [given for given in self.given if given.is_right][:1]

    @property
    def schema_text(self) -> str:
        """The schema as its author would write it."""
        return json.dumps(self.schema, ensure_ascii=False)

    @property
    def ui_text(self) -> str:
        """The UI schema, likewise."""
        return json.dumps(self.ui, ensure_ascii=False)


def _read(file: Path) -> Case | None:
    told = json.loads(file.read_text(encoding="utf-8"))
    if "schema" not in told:
        return None
    either = file.parent == SHARED and file.name[:2] in EITHER
    return Case(
        name=file.stem,
        schema=told["schema"],
        ui=told.get("ui", {}),
        given=tuple(
            Given(number, one["expect"] == "ok", one["answers"])
            for number, one in enumerate(told.get("answers", []), start=1)
        ),
        publish=told.get("publish", "either" if either else "ok"),
        is_ours=file.parent != SHARED,
    )


def shared_file(number: str) -> dict[str, Any]:
    """What the file of a numbered case holds."""
    [file] = SHARED.glob(f"{number}-*.json")
    value: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return value


def all_cases() -> list[Case]:
    """Every case that is here, in the order of the names."""
    files = [*sorted(SHARED.glob("*.json")), *sorted((HERE / "own").glob("*.json"))]
    return [case for case in map(_read, files) if case is not None]


CASES = all_cases()
OPENED = [case for case in CASES if IN_FULL or not case.is_ours]
"""What is opened in a browser and submitted untouched; the front-end's own tests do so with all of them."""
