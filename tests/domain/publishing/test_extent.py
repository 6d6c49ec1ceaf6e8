# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form that a browser could not open is not published, and the part that is too much is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.domain.publishing.extent import MAX_FIELDS, _Counting
from omero_forms.domain.schemas.budgets import Budget, spending
from omero_forms.domain.schemas.checker import checker_for

TEXT = {"type": "string"}


def group(**more: Any) -> dict[str, Any]:
    return {"type": "object", **more}


def chain(depth: int, link: Any, end: Any = TEXT) -> dict[str, Any]:
    """Definitions of which each names the next one; `link(next)` is one of them."""
    definitions = {f"d{step}": link({"$ref": f"#/definitions/d{step + 1}"}) for step in range(depth)}
    return group(definitions={**definitions, f"d{depth}": end}, properties={"r": {"$ref": "#/definitions/d0"}})


def refused(schema: dict[str, Any]) -> list[dict[str, str]]:
    """The problems for which it is refused; none where it is accepted."""
    try:
        accept_form(json.dumps(schema), "{}")
    except FormsError as problem:
        return list(problem.details["problems"])
    return []


def fields(count: int) -> dict[str, Any]:
    return {f"f{number}": TEXT for number in range(count)}


def test_a_form_may_have_2000_fields_and_no_more():
    assert refused(group(properties=fields(MAX_FIELDS))) == []
    (problem,) = refused(group(properties=fields(MAX_FIELDS + 1)))
    assert problem["pointer"] == ""
    assert "more than 2000 questions" in problem["message"]


UNFOLDING = {
    "references": chain(12, lambda following: group(properties={f"p{turn}": following for turn in range(4)})),
    "allOf": chain(12, lambda following: {"allOf": [following] * 4}),
    "anyOf": chain(15, lambda following: {"anyOf": [following] * 4}),
    "oneOf": chain(19, lambda following: {"oneOf": [following] * 2}),
    "if, then and else": chain(12, lambda following: {"if": {"required": ["x"]}, "then": following, "else": following}),
    "dependencies": chain(
        12, lambda following: group(properties=fields(3), dependencies={f"f{number}": following for number in range(3)})
    ),
    "lists": chain(
        12, lambda following: group(properties={f"p{turn}": {"type": "array", "items": following} for turn in range(4)})
    ),
    "tuples": chain(12, lambda following: {"type": "array", "items": [following] * 4}),
    "maps": chain(
        12, lambda following: group(properties={f"p{turn}": group(additionalProperties=following) for turn in range(4)})
    ),
    "maps by pattern": chain(
        12, lambda following: group(patternProperties={f"^{letter}": following for letter in "abcd"})
    ),
    "not": chain(12, lambda following: {"not": {"anyOf": [following] * 4}}),
    "contains": chain(20, lambda following: {"type": "array", "items": following, "contains": following}),
}


@pytest.mark.parametrize("schema", UNFOLDING.values(), ids=UNFOLDING)
def test_a_form_that_unfolds_to_millions_of_parts_is_refused_with_the_place(schema):
    (problem,) = refused(schema)
    assert problem["pointer"].startswith("/definitions/d")
    assert "A browser could not open it." in problem["message"]


def test_the_smallest_part_that_is_too_much_is_named():
    schema = group(properties={"small": TEXT, "large": group(properties={"inner": group(properties=fields(2001))})})
    (problem,) = refused(schema)
    assert problem["pointer"] == "/properties/large/properties/inner"


@pytest.mark.parametrize(
    "question",
    [
        {"type": "array", "minItems": 5000, "items": TEXT},
        {"type": "array", "default": ["x"] * 5000, "items": TEXT},
        {"type": "array", "minItems": 300, "items": group(properties=fields(10))},
        {"type": "array", "items": [TEXT] * 2001},
    ],
)
def test_entries_that_a_list_is_drawn_with_count_each(question):
    (problem,) = refused(group(required=["l"], properties={"l": question}))
    assert "2000 questions" in problem["message"]


def test_long_lists_of_choices_are_no_questions():
    choices = [{"const": f"c{number}", "title": f"Choice {number}"} for number in range(5000)]
    assert refused(group(properties={"c": {"oneOf": choices}})) == []
    assert refused(group(properties={"c": {"enum": [f"c{number}" for number in range(20_000)]}})) == []


def everything_in_everything(kinds: int, link: Any) -> dict[str, Any]:
    """Definitions each of which names them all."""
    names = [f"#/definitions/d{number}" for number in range(kinds)]
    definitions = {f"d{number}": link([{"$ref": name} for name in names]) for number in range(kinds)}
    return group(definitions=definitions, properties={"r": {"$ref": names[0]}})


@pytest.mark.parametrize(
    "link",
    [
        lambda parts: group(properties={"v": TEXT, **{f"p{turn}": part for turn, part in enumerate(parts)}}),
        lambda parts: group(properties={"v": TEXT, "p": {"anyOf": parts}}),
        lambda parts: group(properties={"v": TEXT, "p": {"type": "array", "items": {"oneOf": parts}}}),
    ],
    ids=["groups", "choices", "lists"],
)
def test_recursive_forms_are_counted_once_and_can_be_published(link):
    assert refused(everything_in_everything(4, link)) == []


def test_recursion_hides_no_number_of_questions():
    wide = everything_in_everything(14, lambda parts: group(properties={f"p{n}": part for n, part in enumerate(parts)}))
    (problem,) = refused(wide)
    assert "2000 questions" in problem["message"]


def holding_each_other(link: Any) -> dict[str, Any]:
    """Two parts that hold each other: one with 300 questions, and one that is entered 300 times."""
    large = {"$ref": "#/definitions/large"}
    small = {"$ref": "#/definitions/small"}
    definitions = {
        "large": group(properties={**fields(300), "s": link(small)}),
        "small": group(properties={"l": large}),
    }
    return group(definitions=definitions, properties={"r": large, **{f"s{turn}": small for turn in range(300)}})


@pytest.mark.parametrize(
    "link",
    [
        lambda part: part,
        lambda part: {"type": "array", "items": part},
        lambda part: {"oneOf": [TEXT, part]},
        lambda part: {"allOf": [part]},
        lambda part: group(additionalProperties=part),
    ],
    ids=["group", "list", "choice", "allOf", "map"],
)
def test_parts_that_hold_each_other_count_in_full_wherever_they_are_entered(link):
    (problem,) = refused(holding_each_other(link))
    assert problem["pointer"] == ""
    assert "2000 questions" in problem["message"]


DEEP = {
    "groups": lambda following: group(properties={"p": following}),
    "lists": lambda following: group(properties={"p": {"type": "array", "items": following}}),
    "maps": lambda following: group(properties={"t": TEXT}, additionalProperties=following),
    "maps by pattern": lambda following: group(properties={"t": TEXT, "p": group(patternProperties={"^a": following})}),
    "choices": lambda following: group(properties={"p": {"oneOf": [TEXT, following]}}),
    "required": lambda following: group(required=["p"], properties={"p": following}),
    "combinations": lambda following: group(allOf=[group(properties={"p": following})]),
}


@pytest.mark.parametrize("link", DEEP.values(), ids=DEEP)
def test_questions_further_inside_each_other_than_answers_can_be_kept_are_refused(link):
    (problem,) = refused(chain(600, link))
    assert problem["message"].startswith("Its questions lie more than 64 levels inside each other.")


def test_questions_lie_as_far_inside_each_other_as_answers_are_kept():
    assert refused(chain(63, lambda following: group(properties={"p": following}))) == []
    assert len(refused(chain(64, lambda following: group(properties={"p": following})))) == 1


def test_a_circle_of_a_thousand_definitions_is_refused_in_words():
    steps = 1000
    definitions = {
        f"d{n}": group(properties={"t": TEXT, "p": {"$ref": f"#/definitions/d{(n + 1) % steps}"}}) for n in range(steps)
    }
    (problem,) = refused(group(definitions=definitions, properties={"r": {"$ref": "#/definitions/d0"}}))
    assert "64 levels" in problem["message"]


VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "inner.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["name"])
def test_as_many_questions_are_put_away_as_the_page_puts_away(row):
    """`frontend/tests/innerVectors.test.ts` holds the page to the same numbers."""
    with spending(Budget(5)):
        counting = _Counting(checker_for(json.dumps(row["schema"]), "draft-07").root, "draft-07")
    assert len(counting.away) == row["put_away"]
