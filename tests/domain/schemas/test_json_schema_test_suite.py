# SPDX-License-Identifier: AGPL-3.0-or-later
"""All five drafts of the JSON-Schema-Test-Suite through publishing and judging: every disagreement is listed with its
reason.
"""

from __future__ import annotations

import json

import pytest

from omero_forms.domain.answers.flatten import flatten
from omero_forms.domain.answers.validate import validate
from omero_forms.domain.canonical import check_representable
from omero_forms.domain.errors import FormsError
from omero_forms.domain.publishing.askable import examine
from omero_forms.domain.schemas.accept import FormSchema, accept_schema
from tests.domain.schemas.json_schema_suite import DRAFTS, SUITE, Group, Row, groups, rows

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="THE SUITE IS MISSING: ../shared/data is not there")

Place = tuple[str, str, str, str]


def accepted(group: Group) -> FormSchema | None:
    try:
        return accept_schema(json.dumps(group.form))
    except FormsError as refused:
        if refused.code != "schema_invalid" or not refused.details["problems"]:
            raise
        return None


def is_taken(form: FormSchema, answer: object) -> bool | None:
    """Whether the answer is accepted; None where it could not be kept, which is found before it is judged."""
    answers = {"x": answer}
    try:
        check_representable(answers)
    except FormsError:
        return None
    flatten(form, answers)
    problems = validate(form, answers)
    assert all(each.message and each.path for each in problems)
    return not problems


def outcomes(draft: str) -> tuple[list[Place], list[Place], list[Place]]:
    """What is refused at publishing, what is judged as the suite says, and what otherwise."""
    refused: list[Place] = []
    agreed: list[Place] = []
    otherwise: list[Place] = []
    for group in groups(draft):
        form = accepted(group)
        if form is None:
            refused.append((draft, group.file, group.name, "*"))
            continue
        assert examine(form, "") is not None
        for test in group.tests:
            taken = is_taken(form, test["data"])
            if taken is not None:
                place = (draft, group.file, group.name, test["description"])
                (agreed if taken is test["valid"] else otherwise).append(place)
    return refused, agreed, otherwise


@pytest.fixture(scope="module")
def told() -> tuple[list[Place], list[Place], list[Place]]:
    refused: list[Place] = []
    agreed: list[Place] = []
    otherwise: list[Place] = []
    for draft in DRAFTS:
        one, two, three = outcomes(draft)
        refused += one
        agreed += two
        otherwise += three
    return refused, agreed, otherwise


def unlisted(places: list[Place], listed: list[Row]) -> list[Place]:
    return [place for place in places if not any(row.speaks_of(*place) for row in listed)]


def test_all_of_the_suite_was_tried(told):
    assert len(told[1]) > 7000


def test_every_schema_that_is_refused_is_listed_with_its_reason(told):
    assert unlisted(told[0], rows("publish")) == []


def test_every_answer_that_is_judged_otherwise_is_listed_with_its_reason(told):
    assert unlisted(told[2], rows("server")) == []


def test_nothing_is_listed_that_agrees(told):
    refused, agreed, otherwise = told
    stale = [row for row in rows("publish") if not any(row.speaks_of(*one) for one in refused)]
    stale += [row for row in rows("server") if not any(row.speaks_of(*one) for one in otherwise)]
    # A row without "*" in its test is about one test, and that disagrees.
    exact = [row for row in rows("server") if "*" not in row.test]
    stale += [row for row in exact if any(row.speaks_of(*one) for one in agreed)]
    assert stale == []


def test_every_reason_is_a_sentence():
    listed = [*rows("publish"), *rows("server"), *rows("page")]
    assert all(row.reason.endswith(".") and len(row.reason) > 20 for row in listed)
