# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas of the JSON-Schema-Test-Suite in the real page: they open, and page and server judge their answers alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases.files import HERE, Case
from tests.cases.opened import Opened
from tests.cases.stage import Stage
from tests.cases.suite import COUNT, SUITE, sixty
from tests.cases.telling import tell

DISAGREEMENTS = HERE.parent / "domain" / "vectors" / "disagreements.json"
FORMS = sixty()

pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason="JSON-SCHEMA-TEST-SUITE IS MISSING: ../shared/data is not there"
)


@pytest.fixture(scope="module")
def suite(stage: Stage) -> Stage:
    """The stage, with the sixty forms on it."""
    assert len(FORMS) == COUNT
    stage.publish_all(FORMS)
    return stage


def _listed(case: Case) -> bool:
    """Whether page and server are known to differ about the keyword, for a reason that is written down."""
    draft, keyword = case.name.split()
    return any(
        row["side"] == "page" and row["draft"] in {draft, "*"} and row["file"] == f"{keyword}.json"
        for row in json.loads(DISAGREEMENTS.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("case", FORMS, ids=lambda case: case.name)
def test_a_schema_of_the_test_suite_opens_and_is_judged_alike(suite: Stage, tab: Any, case: Case) -> None:
    form = suite.form_of(case)
    assert form is not None, suite.forms[case.name]
    wrong: list[str] = []
    for given in case.given:
        opened = Opened(tab, suite, form)
        opened.open_with_draft(given.answers)
        wrong += opened.failures()
        if wrong:
            break
        verdict = opened.submit()
        alike = bool(verdict.objected) == bool(verdict.refused)
        if not alike and not _listed(case):
            wrong.append(f"{given.answers}: the page objected to {verdict.objected}, the server to {verdict.refused}")
    tell(wrong)
