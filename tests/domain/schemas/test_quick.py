# SPDX-License-Identifier: AGPL-3.0-or-later
"""What jsonschema-rs is believed: never that answers are valid which our own checker objects to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas import accept, quick
from omero_forms.domain.schemas.accept import FormSchema, accept_schema, stored_schema
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from omero_forms.domain.schemas.checker import checker_for, matches
from omero_forms.domain.schemas.quick import quick_for
from tests.domain import any_schemas
from tests.domain.both_sides_for_tests import representable
from tests.domain.suite_for_tests import ADDRESSES, SUITE, rows

DRAFT_04, DRAFT_07, DRAFT_2020 = ADDRESSES["draft4"], ADDRESSES["draft7"], ADDRESSES["draft2020-12"]


def form_of(question: Any, *, draft: str = DRAFT_07, **more: Any) -> FormSchema:
    return stored_schema(json.dumps({"$schema": draft, "type": "object", "properties": {"x": question}, **more}))


def said(form: FormSchema, answers: dict[str, Any], seconds: float = 3) -> bool:
    with spending(Budget(seconds)):
        return quick_for(form.text, form.dialect).is_valid(answers)


def decided(form: FormSchema, answers: dict[str, Any]) -> bool:
    """What our checker says, which counts."""
    with spending(Budget(30)):
        try:
            return next(checker_for(form.text, form.dialect).errors(answers), None) is None
        except (BudgetSpentError, RecursionError):
            return False


@pytest.mark.skipif(not SUITE.is_dir(), reason="THE SUITE IS MISSING: ../shared/data is not there")
def test_in_all_of_the_suite_nothing_is_said_to_be_valid_that_is_not():
    valid = unsaid = 0
    for row in rows():
        form, answers = row.case.form, row.case.answers
        right, quickly = decided(form, answers), said(form, answers)
        assert right or not quickly, row
        valid += right
        unsaid += right and not quickly
    # The rest is `unevaluatedProperties` and its like.
    assert valid > 3000
    assert unsaid < valid * 0.15


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_schemas.forms(), st.lists(any_schemas.answers, min_size=1, max_size=4))
def test_of_any_schema_and_any_answers_nothing_is_said_to_be_valid_that_is_not(schema, several):
    try:
        form = accept_schema(json.dumps(schema))
    except FormsError:
        assume(False)
    for answers in several:
        if representable(answers):
            assert decided(form, answers) or not said(form, answers)


@settings(max_examples=60, deadline=None)
@given(st.from_regex(quick._PLAIN, fullmatch=True), st.data())
def test_a_pattern_that_is_left_to_its_engine_finds_what_ours_finds(pattern, data):
    plain = quick._plain_pattern(pattern)
    assume(plain is not None)
    form = form_of({"pattern": pattern})
    assume(quick_for(form.text, form.dialect).is_asked)
    alphabet = st.sampled_from([*pattern, "a", "Z", "0", "_", "\n", "\u212a", "é", "😀"])
    for text in data.draw(st.lists(st.text(alphabet, max_size=8), min_size=1, max_size=8)):
        with spending(Budget(9)):
            assert said(form, {"x": text}) is matches(pattern, text)


@pytest.mark.parametrize(
    ("draft", "question", "answer", "valid"),
    [
        # In decimals, as people type them.
        (DRAFT_07, {"multipleOf": 0.1}, 0.3, True),
        (DRAFT_07, {"not": {"multipleOf": 0.1}}, 0.3, False),
        (DRAFT_07, {"multipleOf": 0.01}, 4.35, True),
        (DRAFT_07, {"not": {"multipleOf": 3}}, 1e20, True),
        (DRAFT_07, {"multipleOf": 1e-7}, 1e-6, True),
        # However accents are composed.
        (DRAFT_07, {"enum": ["\u00e9"]}, "e\u0301", True),
        (DRAFT_07, {"not": {"enum": ["\u00e9"]}}, "e\u0301", False),
        (DRAFT_07, {"not": {"const": "K"}}, "\u212a", False),
        # Whole numbers are whole in every draft.
        (DRAFT_04, {"type": "integer"}, 1.0, True),
        (DRAFT_04, {"not": {"type": "integer"}}, 1.0, False),
        (DRAFT_04, {"minimum": 1, "exclusiveMinimum": True}, 1, False),
        (DRAFT_04, {"minimum": 1, "exclusiveMinimum": False}, 1, True),
        (DRAFT_04, {"not": {"maximum": 1, "exclusiveMaximum": True}}, 1, True),
        (DRAFT_04, {"const": 2}, 1, True),
        # Limits longer than an answer.
        (DRAFT_07, {"maximum": 2**63}, 2.0**63, True),
        (DRAFT_07, {"exclusiveMaximum": 2**63}, 2.0**63, False),
        (DRAFT_07, {"not": {"minimum": 10**39}}, 5, True),
        (DRAFT_07, {"maxLength": 10**30}, "abc", True),
        # Formats and patterns are ours, before and behind `not`.
        (DRAFT_07, {"format": "date-time"}, "2026-11-27 08:00:00Z", True),
        (DRAFT_2020, {"format": "date"}, "2026-02-30", False),
        (DRAFT_07, {"not": {"format": "uri"}}, "http://a b", True),
        (DRAFT_07, {"not": {"format": "nothing known"}}, "a", False),
        (DRAFT_07, {"pattern": r"^\S+$"}, "a\u180eb", True),
        (DRAFT_07, {"pattern": "(?<=a)b"}, "ab", True),
        (DRAFT_07, {"pattern": r"^(\d)\1$"}, "11", True),
        (DRAFT_07, {"pattern": "^a$"}, "a\n", False),
        (DRAFT_07, {"pattern": r"^\d$"}, "\u0661", False),
        # What stands beside a reference, and where one leads.
        (DRAFT_07, {"$ref": "#/definitions/a", "type": "null"}, "a", True),
        (DRAFT_2020, {"$ref": "#/definitions/a", "maxLength": 0}, "a", False),
        (DRAFT_07, {"uniqueItems": True}, [1, True, 1.5], True),
        (DRAFT_07, {"uniqueItems": True}, [[1], [1.0]], False),
        (DRAFT_2020, {"contains": {"type": "null"}, "minContains": 0}, [1], True),
        (DRAFT_07, {"contains": {"type": "null"}, "minContains": 0}, [1], False),
    ],
)  # fmt: skip
def test_where_others_read_a_schema_otherwise_it_is_read_as_we_do(draft, question, answer, valid):
    form = form_of(question, draft=draft, definitions={"a": {"type": "string"}})
    assert quick_for(form.text, form.dialect).is_asked
    assert said(form, {"x": answer}) is valid
    assert decided(form, {"x": answer}) is valid


SLOW = r"^(a|aa)+(?=$)$"
ON_THAT = "a" * 60 + "b"


@pytest.mark.parametrize(
    "question",
    [{"pattern": SLOW}, {"not": {"pattern": SLOW}}, {"anyOf": [{"not": {"pattern": SLOW}}, {"type": "string"}]}],
)
def test_what_a_pattern_takes_too_long_to_say_is_never_called_valid(question):
    form = form_of(question)
    with spending(Budget(0.05)) as budget:
        assert not quick_for(form.text, form.dialect).is_valid({"x": ON_THAT})
        assert budget.gave_up
    assert [problem.keyword for problem in validate(form, {"x": ON_THAT}, seconds=0.05)] == ["limit"]


def test_a_plain_pattern_that_would_take_ours_for_ever_is_said_at_once_by_an_engine_of_linear_time():
    form = form_of({"pattern": "^(a|aa)+$"})
    assert said(form, {"x": "a" * 60})
    assert not said(form, {"x": ON_THAT})


def six_to_the_power_of(depth: int) -> dict[str, Any]:
    definitions = {f"d{n}": {"anyOf": [{"$ref": f"#/definitions/d{n + 1}"} for _ in range(6)]} for n in range(depth)}
    return {**definitions, f"d{depth}": {"type": "null"}}


def down(depth: int) -> dict[str, Any]:
    """What is inside of what, where each asks its own inside twice."""
    twice = {"properties": {"x": {"$ref": "#"}}}
    return {"allOf": [twice, {"properties": {"x": {"$ref": "#"}}}], "maxProperties": depth}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"x": {"$ref": "#/definitions/d0"}}, "definitions": six_to_the_power_of(12)},
        down(3),
    ],
)
def test_a_schema_that_could_take_for_ever_is_not_given_to_what_cannot_be_stopped(schema):
    form = stored_schema(json.dumps({"$schema": DRAFT_07, "type": "object", **schema}))
    assert not quick_for(form.text, form.dialect).is_asked


def test_a_tree_of_forty_steps_at_each_level_is_judged_down_to_the_depth_that_answers_may_have():
    chain: dict[str, Any] = {f"d{n}": {"$ref": f"#/definitions/d{n + 1}"} for n in range(38)}
    chain["d38"] = {"properties": {"x": {"$ref": "#/definitions/d0"}}}
    form = form_of({"$ref": "#/definitions/d0"}, definitions=chain)
    answers: dict[str, Any] = {}
    for _level in range(60):
        answers = {"x": answers}
    assert said(form, answers)
    for _level in range(200):
        answers = {"x": answers}
    assert not said(form, answers)


def test_a_list_that_would_take_long_is_left_to_the_checker_which_looks_at_the_clock():
    many = [{"minimum": n} for n in range(900)]
    form = form_of({"items": {"allOf": many}})
    assert said(form, {"x": [1000] * 1000})
    assert not said(form, {"x": [1000] * 9000})


def test_deep_or_odd_values_are_left_to_the_checker():
    form = form_of({})
    deep: Any = []
    for _level in range(100_000):
        deep = [deep]
    assert not said(form, {"x": deep})
    assert not said(form, {"x": object()})


def test_right_answers_of_a_usual_form_need_no_checker(monkeypatch):
    kinds: list[tuple[dict[str, Any], Any]] = [
        ({"type": "string", "maxLength": 50}, "abc"),
        ({"type": "number", "minimum": 0, "multipleOf": 0.1}, 0.3),
        ({"type": "string", "enum": ["µm", "nm", "K"]}, "µm"),
        ({"type": "string", "pattern": "^[A-Z]{2}[0-9]+$"}, "AB12"),
        ({"type": "string", "format": "date"}, "2026-01-01"),
    ]
    fields = {f"f{n}": kinds[n % 5] for n in range(300)}
    form = stored_schema(json.dumps({"type": "object", "properties": {name: one[0] for name, one in fields.items()}}))
    answers = {name: one[1] for name, one in fields.items()}
    checker = checker_for(form.text, form.dialect)
    monkeypatch.setattr(type(checker), "errors", lambda *_given: pytest.fail("the checker was asked"))
    assert validate(form, answers) == []


def test_the_draft_of_a_stored_schema_that_names_none_is_found_without_the_library(monkeypatch):
    monkeypatch.setattr(accept, "metaschema_problems", lambda *_given: pytest.fail("the library was asked"))
    form = stored_schema(json.dumps({"type": "object", "properties": {"only here": {"type": "string"}}}))
    assert form.dialect == "draft-07"


def test_a_stored_schema_that_is_one_of_draft_04_alone_stays_that():
    text = json.dumps({"type": "object", "properties": {"x": {"minimum": 1, "exclusiveMinimum": True}}})
    assert stored_schema(text).dialect == "draft-04"


def test_what_is_asked_first_is_made_once_for_a_version_and_kept_for_so_many():
    form = form_of({"title": "asked once"})
    assert quick_for(form.text, form.dialect) is quick_for(form.text + "", form.dialect)
    assert quick_for.cache_info().maxsize == 64
