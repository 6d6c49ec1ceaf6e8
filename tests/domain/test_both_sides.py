# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page and the server judge alike: a question is red in the page only where the server would refuse its answer."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas import accept_schema
from tests.domain.both_sides_for_tests import ROOT, SHARED, Case, in_page, on_server, representable
from tests.domain.suite_for_tests import SUITE, Row, rows

DISAGREEMENTS = Path(__file__).parent / "vectors" / "disagreements.json"


def disagreements() -> list[dict[str, str]]:
    """Where the page is known to judge in another way than the server, with the reason."""
    if not DISAGREEMENTS.exists():
        return []
    told: list[dict[str, str]] = json.loads(DISAGREEMENTS.read_text(encoding="utf-8"))
    return [row for row in told if row["side"] == "page"]


def tells_of(told: dict[str, str], row: Row) -> bool:
    """Whether a line of the list means a test of the suite; `*` stands for any text."""
    parts = {"draft": row.draft, "file": row.file, "group": row.group, "test": row.test}
    return all(fnmatchcase(part, told[name]) for name, part in parts.items())


@pytest.mark.skipif(not SUITE.is_dir(), reason="SUITE IS MISSING: ../shared/data is not there")
def test_the_page_judges_the_suite_as_the_server_does_and_fails_on_none_of_it():
    every = list(rows())
    assert len(every) > 5000
    apart: list[Row] = []
    for row, found in zip(every, in_page([row.case for row in every]), strict=True):
        assert isinstance(found, list), f"{row.case.name}: the page fails: {found}"
        if bool(found) != bool(on_server(row.case)):
            apart.append(row)
    known = disagreements()
    unknown = [row.case.name for row in apart if not any(tells_of(told, row) for told in known)]
    stale = [told for told in known if not any(tells_of(told, row) for row in apart)]
    assert (unknown, stale) == ([], [])


def is_inside(pointer: str, place: str) -> bool:
    """Whether a pointer is that of a place, or of something in it."""
    return pointer == place or pointer.startswith(f"{place}/")


def same_places(found: list[str], told: list[str]) -> bool:
    """The same questions: the page names those that are missing in a group, the server the group that is missing."""
    return all(any(is_inside(one, place) for place in told) for one in found) and all(
        any(is_inside(one, place) for one in found) for place in told
    )


def apart(cases: list[Case]) -> dict[str, tuple[list[str] | str, list[str]]]:
    """Where page and server do not say the same: what each says."""
    verdicts = ((case, found, on_server(case)) for case, found in zip(cases, in_page(cases), strict=True))  # fmt: skip
    return {
        case.name: (found, told)
        for case, found, told in verdicts
        if isinstance(found, str) or not same_places(found, told)
    }


FOLDER = SHARED / "cases"


def cases_of_the_field() -> list[Case]:
    """The forms of public bug reports with the answers to them."""
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*.json")):
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        answers = [one["answers"] for one in told.get("answers", ()) if "answers" in one]
        try:
            form = accept_schema(json.dumps(told.get("schema")))
        except FormsError:
            continue
        found.extend(
            Case(f"{path.stem} {json.dumps(one)[:80]}", form, one)
            for one in [{}, *answers]
            if representable(one)
        )
    return found


@pytest.mark.skipif(not FOLDER.is_dir(), reason="CASES ARE MISSING: ../shared/cases is not there")
def test_forms_of_public_bug_reports_have_the_same_questions_in_red():
    cases = cases_of_the_field()
    assert len(cases) > 100
    assert apart(cases) == {}


def test_the_forms_of_the_demo_have_the_same_questions_in_red():
    forms = [accept_schema(path.read_text()) for path in (ROOT / "demo" / "forms").glob("*.json") if ".ui" not in path.name]  # fmt: skip
    cases = [Case("untouched", form, {}) for form in forms]
    assert apart(cases) == {}
