# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page and the server judge alike: a question is red in the page only where the server would refuse its answer."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import accept_schema
from tests.domain.answers.test_messages import CASES, NEWEST
from tests.domain.both_sides_for_tests import (
    ROOT,
    SHARED,
    Case,
    Said,
    in_page,
    on_server,
    representable,
)
from tests.domain.forms_for_tests import schema
from tests.domain.suite_for_tests import SUITE, Row, rows

DISAGREEMENTS = Path(__file__).parent / "vectors" / "disagreements.json"


def disagreements(side: str) -> list[dict[str, str]]:
    """Where the page is known to judge ("page"), or to speak ("words"), in another way than the server, with the
    reason.
    """
    if not DISAGREEMENTS.exists():
        return []
    told: list[dict[str, str]] = json.loads(DISAGREEMENTS.read_text(encoding="utf-8"))
    return [row for row in told if row["side"] == side]


def tells_of(told: dict[str, str], row: Row) -> bool:
    """Whether a line of the list means a test of the suite; `*` stands for any text."""
    parts = {"draft": row.draft, "file": row.file, "group": row.group, "test": row.test}
    return all(fnmatchcase(part, told[name]) for name, part in parts.items())


@pytest.fixture(scope="module")
def suite() -> list[tuple[Row, list[Said] | str, list[Said]]]:
    """Each test of the suite, with what page and server say of it."""
    if not SUITE.is_dir():
        pytest.skip("SUITE IS MISSING: ../shared/data is not there")
    every = list(rows())
    found = in_page([row.case for row in every])
    return [(row, said, on_server(row.case)) for row, said in zip(every, found, strict=True)]


def test_the_page_judges_the_suite_as_the_server_does_and_fails_on_none_of_it(suite):
    assert len(suite) > 5000
    assert [(row.case.name, found) for row, found, _told in suite if isinstance(found, str)] == []
    apart = [row for row, found, told in suite if bool(found) != bool(told)]
    assert unlisted(apart, "page") == ([], [])


def test_the_page_says_in_the_words_of_the_server_what_is_wrong_in_the_suite(suite):
    both = [(row, found, told) for row, found, told in suite if found and told]
    assert sum(len(found) for _row, found, _told in both) > 2000
    apart = [row for row, found, told in both if unsaid(found, told)]
    assert unlisted(apart, "words") == ([], [])


def unlisted(apart: list[Row], side: str) -> tuple[list[str], list[dict[str, str]]]:
    """Disagreements that no line of the list tells of, and lines that tell of none."""
    known = disagreements(side)
    unknown = [row.case.name for row in apart if not any(tells_of(told, row) for told in known)]
    stale = [told for told in known if not any(tells_of(told, row) for row in apart)]
    return unknown, stale


def unsaid(found: list[Said], told: list[Said]) -> list[Said]:
    """What the page says and the server does not, of a question or of the group around it."""
    return [
        one
        for one in found
        if not any(is_inside(one.pointer, each.pointer) and one.sentence == each.sentence for each in told)
    ]  # fmt: skip


def test_every_sentence_of_the_table_is_the_same_in_the_page():
    cases = [
        Case(f"{keyword} {message}", schema({"$schema": NEWEST, "type": "object", "properties": {"x": question}}), {"x": answer})
        for keyword, question, answer, message in CASES
        if not beyond_a_double(question)
    ]  # fmt: skip
    found = dict(zip((case.name for case in cases), in_page(cases), strict=True))
    assert found == {case.name: on_server(case) for case in cases}


def beyond_a_double(question: dict[str, Any]) -> bool:
    """Whether a limit has more digits than a browser can tell."""
    return any(isinstance(limit, int) and abs(limit) > 2**53 for limit in question.values())


def is_inside(pointer: str, place: str) -> bool:
    """Whether a pointer is that of a place, or of something in it."""
    return pointer == place or pointer.startswith(f"{place}/")


def same_places(found: list[Said], told: list[Said]) -> bool:
    """The same questions: the page names those that are missing in a group, the server the group that is missing."""
    return all(any(is_inside(one.pointer, each.pointer) for each in told) for one in found) and all(
        any(is_inside(one.pointer, each.pointer) for one in found) for each in told
    )


def apart(cases: list[Case]) -> dict[str, tuple[list[Said] | str, list[Said]]]:
    """Where page and server do not say the same: what each says."""
    verdicts = ((case, found, on_server(case)) for case, found in zip(cases, in_page(cases), strict=True))  # fmt: skip
    return {
        case.name: (found, told)
        for case, found, told in verdicts
        if isinstance(found, str) or not same_places(found, told) or unsaid(found, told)
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
            Case(f"{path.stem} {json.dumps(one)[:80]}", form, one) for one in [{}, *answers] if representable(one)
        )
    return found


@pytest.mark.skipif(not FOLDER.is_dir(), reason="CASES ARE MISSING: ../shared/cases is not there")
def test_forms_of_public_bug_reports_say_the_same_of_the_same_questions():
    cases = cases_of_the_field()
    assert len(cases) > 100
    assert apart(cases) == {}


def test_the_forms_of_the_demo_say_the_same_of_the_same_questions():
    forms = [accept_schema(path.read_text()) for path in (ROOT / "demo" / "forms").glob("*.json") if ".ui" not in path.name]  # fmt: skip
    cases = [Case("untouched", form, {}) for form in forms]
    assert apart(cases) == {}
