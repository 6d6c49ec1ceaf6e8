# SPDX-License-Identifier: AGPL-3.0-or-later
"""It is never called proven that no answer breaks where our checker refuses one."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from omero_forms.domain.comparing.asking import answer
from omero_forms.domain.comparing.proof import Proof, prove
from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import FormSchema, accept_schema, stored_schema
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from omero_forms.domain.schemas.checker import checker_for

DRAFT = "http://json-schema.org/draft-07/schema#"


def ask(claims):
    return [answer(claim) for claim in json.loads(json.dumps(list(claims)))]


def form_of(schema: dict[str, Any]) -> FormSchema:
    return stored_schema(json.dumps({"$schema": DRAFT, "type": "object", **schema}))


def proof(old: dict[str, Any], new: dict[str, Any]) -> Proof:
    return prove(form_of(old), form_of(new), ask)


def of_questions(required=(), /, **questions: Any) -> dict[str, Any]:
    return {"properties": questions, "required": list(required)}


CHOICE = {"enum": ["human", "mouse"]}
DAY = {"type": "string", "format": "date", "pattern": "^2"}
SAME = {"if": {"properties": {"a": DAY}}, "then": {"required": ["b"]}, "not": {"required": ["c"], "minProperties": 9}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (of_questions(a=CHOICE), of_questions(a={**CHOICE, "title": "Organism", "description": "Which?"})),
        (of_questions(a=CHOICE), of_questions(a={"enum": ["mouse", "human", "fly"]})),
        (of_questions(a={"const": "human"}), of_questions(a=CHOICE)),
        (of_questions(a={"const": "Kidney"}), of_questions(a={"enum": ["Kidney", "µ"]})),
        (of_questions(a={"enum": ["e\u0301"]}), of_questions(a={"enum": ["\u00e9"]})),
        (of_questions(n={"maximum": 5}), of_questions(n={"maximum": 7})),
        (of_questions(n={"maximum": 5, "minimum": 1}), of_questions(n={"exclusiveMaximum": 5.5})),
        (of_questions(n={"type": "integer"}), of_questions(n={"type": ["number", "null"]})),
        (of_questions(["a"], a=DAY), of_questions(a=DAY)),
        (of_questions(a=DAY), of_questions(a={"type": "string", "format": "date"})),
        ({**SAME, **of_questions(a=CHOICE)}, {**SAME, **of_questions(a={})}),
        (of_questions(a={"items": CHOICE}), of_questions(a={"items": {"enum": ["human", "mouse", "fly"]}})),
        (
            of_questions(a={"oneOf": [{"const": 1, "title": "One"}]}),
            of_questions(a={"oneOf": [{"const": 2, "title": "Two"}, {"const": 1, "title": "One!"}]}),
        ),
        (
            {**of_questions(a={"$ref": "#/definitions/o"}), "definitions": {"o": CHOICE}},
            of_questions(a={"enum": ["human", "mouse", "fly"]}),
        ),
        (
            {**of_questions(a={"$ref": "#/definitions/o"}), "definitions": {"o": of_questions(a={"$ref": "#/definitions/o"}, n={"maximum": 1})}},
            {**of_questions(a={"$ref": "#/definitions/p"}), "definitions": {"p": of_questions(a={"$ref": "#/definitions/p"}, n={"maximum": 2})}},
        ),
        ({**of_questions(a=DAY), "additionalProperties": False}, {**of_questions(a=DAY, b=CHOICE), "additionalProperties": False}),
        ({**of_questions(a=DAY), "additionalProperties": False}, of_questions(a=DAY)),
        ({"allOf": [of_questions(["a"], a=CHOICE)]}, of_questions(["a"], a={"enum": ["human", "mouse", 3]})),
    ],
)  # fmt: skip
def test_what_only_takes_more_is_proven(old, new):
    assert proof(old, new) == Proof(proved=True)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (of_questions(a=CHOICE), of_questions(a={"enum": ["mouse"]}), "/properties/a"),
        (of_questions(a=CHOICE), of_questions(["a"], a=CHOICE), ""),
        (of_questions(n={"maximum": 5}), of_questions(n={"maximum": 4}), "/properties/n"),
        (of_questions(a=CHOICE), of_questions(a=CHOICE, b=CHOICE), "/properties/b"),
        (of_questions(a={"type": "string"}), of_questions(a=DAY), "/properties/a"),
        (of_questions(a={"pattern": "^\\p{L}"}), of_questions(a={"pattern": "^\\p{Lu}"}), "/properties/a"),
        (of_questions(a={"pattern": "\u00e9"}), of_questions(a={"pattern": "e\u0301"}), "/properties/a"),
        (of_questions(a={}), of_questions(a={"multipleOf": 2}), "/properties/a"),
        (of_questions(a=CHOICE), {**of_questions(a=CHOICE), "additionalProperties": False}, ""),
        (of_questions(a={"enum": ["mouse"]}), of_questions(a={"enum": ["mouse", "fly"], "const": "fly"}), "/properties/a"),
        (
            of_questions(a={"enum": ["\u00e9", "abc"]}),
            of_questions(a={"enum": ["\u00e9", "abc"], "maxLength": 3, "minLength": 1}),
            "/properties/a",
        ),
        ({}, {"if": {"required": ["a"]}, "then": {"required": ["b"]}}, ""),
    ],
)  # fmt: skip
def test_what_takes_less_is_not_proven_and_says_where(old, new, where):
    found = proof(old, new)
    assert not found.proved
    assert [one.pointer for one in found.lost] == [where]


def test_what_is_not_taken_any_more_is_told_exactly():
    (lost,) = proof(of_questions(a=CHOICE), of_questions(a={"enum": ["mouse"]})).lost
    assert lost.schema is not None
    assert lost.schema["const"] == "human"


def test_schemas_of_two_drafts_are_not_compared():
    old = stored_schema(json.dumps({"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}))
    assert not prove(old, form_of({}), ask).proved


def test_what_could_not_be_asked_is_not_proven():
    old, new = of_questions(n={"anyOf": [{"minimum": 5}]}), of_questions(n={"minimum": 4})
    assert proof(old, new).proved
    assert not prove(form_of(old), form_of(new), lambda _claims: []).proved


def taken(form: FormSchema, answers: dict[str, Any]) -> bool | None:
    with spending(Budget(10)):
        try:
            return next(checker_for(form.text, form.dialect).errors(answers), None) is None
        except (BudgetSpentError, RecursionError):
            return None


NAMES = st.sampled_from(["a", "b"])
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1, 2, 2.5, 6, "", "a", "ab", "2026-11-27", "K", "\u212a", "\u00e9", "e\u0301", [], [1, 1], {}]
)
LEAVES = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "multipleOf"), st.sampled_from([1, 2, 2.5])),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties"), st.integers(0, 2)),
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "const": VALUES,
    "type": st.lists(st.sampled_from(["string", "number", "integer", "null", "array", "object"]), min_size=1, max_size=3, unique=True),
    "format": st.sampled_from(["date", "email"]),
    "pattern": st.sampled_from(["^a", "b$", "\u00e9", "e\u0301", "^.$"]),
    "uniqueItems": st.just(True),
    "required": st.lists(NAMES, max_size=2, unique=True),
    "$ref": st.just("#/definitions/r"),
    "title": st.text(max_size=2),
}  # fmt: skip


@st.composite
def parts(draw: st.DrawFn, depth: int = 2) -> Any:
    """A schema that says something of values as there are in VALUES."""
    inner = parts(depth - 1) if depth else st.booleans()
    several = st.lists(inner, min_size=1, max_size=2)
    nested = {
        **dict.fromkeys(
            ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"), inner
        ),
        **dict.fromkeys(("anyOf", "allOf", "oneOf"), several),
        **dict.fromkeys(("properties", "dependencies"), st.dictionaries(NAMES, inner, max_size=2)),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, max_size=1),
    }
    known = LEAVES | nested
    chosen = draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=3, unique=True))
    return {name: draw(known[name]) for name in chosen}


@st.composite
def changed(draw: st.DrawFn) -> tuple[Any, Any]:
    """The schemas of a form, and what somebody made of it: keywords taken away, added, exchanged."""
    old = {
        "properties": draw(st.dictionaries(NAMES, parts(), min_size=1)),
        "definitions": {"r": {"properties": {"a": draw(parts(1))}}},
        **draw(parts()),
    }
    new = copy.deepcopy(old)
    spots: list[Any] = [new]
    for spot in spots:
        spots += [one for one in (spot.values() if isinstance(spot, dict) else spot) if isinstance(one, dict | list)]
    for _time in range(draw(st.integers(1, 2))):
        spot = draw(st.sampled_from(spots))
        if isinstance(spot, dict) and spot and draw(st.booleans()):
            del spot[draw(st.sampled_from(sorted(spot)))]
        elif isinstance(spot, dict):
            spot |= draw(parts(1))
        elif spot:
            spot.append(draw(st.sampled_from(spot)))
    return old, new


ANSWERS = st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES) | st.lists(VALUES, max_size=2))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(changed(), st.lists(ANSWERS, min_size=8, max_size=16))
def test_no_change_is_called_proven_that_refuses_an_answer_which_was_taken(pair, several):
    try:
        old, new = (accept_schema(json.dumps({"$schema": DRAFT, **schema, "type": "object"})) for schema in pair)
    except FormsError:
        assume(False)
    if not prove(old, new, ask).proved:
        return
    for answers in several:
        if taken(old, answers):
            assert taken(new, answers)
