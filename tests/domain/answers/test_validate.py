# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
import time
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.answers.validate import prepare, validate
from omero_forms.domain.publishing.askable import examine
from omero_forms.domain.schemas.accept import accept_schema, stored_schema
from tests.domain.forms_for_tests import ANSWERS, IMAGING, questions, schema
from tests.domain.json_values import objects

FORM = schema(IMAGING)


def said(form, answers) -> list[tuple[str, str, str]]:
    return [(problem.pointer, problem.path, problem.message) for problem in validate(form, answers)]


def only(question: dict, value) -> str:
    """The one message about the answer to one question."""
    problems = validate(questions(a={"title": "A", **question}), {"a": value})
    assert [problem.path for problem in problems] == ["A"]
    return problems[0].message


def test_good_answers_have_no_problem():
    assert validate(FORM, ANSWERS) == []


def test_a_problem_is_told_by_the_titles_people_see():
    answers = {**ANSWERS, "channels": [ANSWERS["channels"][0], {"dye": "gfp", "emission": 4610}]}
    assert said(FORM, answers) == [
        (
            "/channels/1/dye",
            "Channels > 2 > Fluorophore",
            "“gfp” is not written as the form asks. Write it like GFP.",
        ),
        (
            "/channels/1/emission",
            "Channels > 2 > Emission",
            "4610 is above 1000. At most 1000.",
        ),
    ]


def test_a_missing_answer_is_told_where_it_belongs():
    assert said(FORM, {"mode": "Confocal", "channels": [{"dye": "GFP"}]}) == [
        ("/instrument", "Instrument", "An answer is needed here."),
        ("/channels/0/emission", "Channels > 1 > Emission", "An answer is needed here."),
    ]


def test_problems_come_in_the_order_of_the_form():
    answers = {"exposure": "x", "day": "y", "channels": [], "instrument": {}, "mode": "z"}
    pointers = [problem.pointer for problem in validate(FORM, answers)]
    assert pointers == ["/mode", "/instrument/objective", "/channels", "/day", "/exposure"]


def test_only_the_branch_that_was_chosen_is_asked_for():
    answers = {**ANSWERS, "mode": "TIRF"}
    assert said(FORM, answers) == [("/angle", "Angle of incidence", "An answer is needed here.")]


@pytest.mark.parametrize("composed_by", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "question",
    [
        lambda town: {"enum": ["Oslo", town, 3]},
        lambda town: {"const": town},
        lambda town: {"oneOf": [{"const": "Oslo"}, {"const": town, "title": "There"}]},
        lambda town: {"anyOf": [{"type": "number"}, {"enum": [town, None]}]},
    ],
)
def test_a_choice_is_the_same_text_however_its_accents_are_composed(question, composed_by):
    town = normalize(composed_by, "Kraków, Ångström")
    form = questions(a={"title": "A", **question(town)})
    for typed in ("NFC", "NFD", "NFKC"):
        assert validate(form, {"a": normalize(typed, town)}) == []
    assert validate(form, {"a": "Krakow, Ångström"})
    assert validate(form, {"a": normalize("NFD", town).casefold()})


def test_a_wrong_choice_is_told_once_though_no_branch_fits_it():
    assert said(FORM, {**ANSWERS, "mode": "Widefeld"}) == [
        ("/mode", "Mode", "“Widefeld” is not one of the choices. Did you mean “Widefield”?")
    ]


@pytest.mark.parametrize(
    ("question", "value", "message"),
    [
        ({"type": "string"}, 5, "5 is a number. What is needed is text."),
        ({"type": "integer"}, 1.5, "1.5 has decimals. What is needed is a whole number."),
        ({"type": "number"}, "x", "“x” is text. What is needed is a number."),
        ({"type": ["string", "null"]}, True, "This is yes or no. What is needed is text."),
        ({"type": "array"}, {"x": 1}, "This is a group of answers. What is needed is a list."),
        ({"type": "boolean"}, None, "An answer is needed here."),
        ({"enum": ["a", "b"]}, "q", "“q” is not one of the choices. Choose “a” or “b”."),
        ({"enum": list(range(20))}, 50, "50 is not one of the 20 choices."),
        ({"const": 5}, 6, "6 is not possible here, only 5 is."),
        ({"minimum": 1}, 0, "0 is below 1. At least 1."),
        ({"exclusiveMinimum": 1}, 1, "1 is not above 1. It has to be above 1."),
        ({"exclusiveMaximum": 1.5}, 2, "2 is not below 1.5. It has to be below 1.5."),
        ({"multipleOf": 0.2}, 0.5, "0.5 does not fit steps of 0.2. Give a multiple of 0.2."),
        ({"minLength": 3}, "ab", "“ab” has 2 characters. At least 3."),
        ({"maxLength": 3}, "abcd", "The text has 4 characters. At most 3."),
        ({"pattern": "^x$"}, "y", "“y” is not written as the form asks. Its owner can say how."),
        ({"pattern": "^x$", "description": "One x."}, "y", "“y” is not written as the form asks: One x."),
        ({"format": "date"}, "soon", "“soon” is not a date. Write it like 2026-11-23."),
        ({"minItems": 2}, [1], "There is 1 entry. At least 2."),
        ({"maxItems": 1}, [1, 2], "There are 2 entries. At most 1."),
        ({"uniqueItems": True}, [1, 2, 1.0], "Entries 1 and 3 are the same. Each may be there once."),
        ({"minProperties": 2}, {"x": 1}, "At least 2 answers are needed here."),
        ({"not": {"const": 1}}, 1, "This answer is excluded."),
        ({"contains": {"const": 1}}, [2], "None of the entries is of the kind that the form asks for."),
        ({"oneOf": [{"type": "string"}, {"type": "number"}]}, True, "This is yes or no. What is needed is text or a number."),
        ({"oneOf": [{"type": "number"}, {"minimum": 5}]}, 6, "The answer fits more than one of the possibilities, and may fit only one."),
        ({"anyOf": [{"pattern": "^a", "minLength": 5}, {"pattern": "^b"}]}, "ca", "“ca” is not written as the form asks. Its owner can say how."),
        ({"anyOf": [{"pattern": "^a"}, {"minLength": 3}]}, "b", "The answer does not fit any of the possibilities."),
    ],
)  # fmt: skip
def test_messages_say_what_is_wrong_and_what_would_be_right(question, value, message):
    assert only(question, value) == message


def test_draft_04_excludes_its_limits_in_its_own_way():
    old = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}
    form = schema({**old, "properties": {"a": {"maximum": 5, "exclusiveMaximum": True}}})
    assert said(form, {"a": 5})[0][2] == "5 is not below 5. It has to be below 5."
    assert validate(form, {"a": 4.9}) == []


def test_an_answer_that_the_form_does_not_ask_for_is_named():
    form = schema({"type": "object", "properties": {"a": {}}, "additionalProperties": False})
    assert said(form, {"a": 1, "b": 2, "c": 3}) == [
        ("/b", "b", "This form has no such question. Leave the answer out."),
        ("/c", "c", "This form has no such question. Leave the answer out."),
    ]


def test_an_answer_that_another_one_asks_for_is_named():
    form = schema(
        {
            "type": "object",
            "properties": {"a": {"title": "Dye"}, "b": {"title": "Supplier"}},
            "dependencies": {"a": ["b"]},
        }
    )
    assert said(form, {"a": 1}) == [("/b", "Supplier", "An answer is needed here, since Dye has one.")]


def test_messages_shorten_long_values_and_never_break_lines():
    message = only({"enum": ["a"]}, "x\n" * 500)
    assert "\n" not in message
    assert len(message) < 150


def test_numbers_are_as_people_type_them():
    form = questions(a={"multipleOf": 0.01}, b={"type": "integer"})
    for value in (4.35, 0.07, 1e15 + 0.5, 19.99):
        assert not [each for each in validate(form, {"a": value}) if each.message.endswith("0.1.")]
    assert validate(form, {"a": 4.35, "b": 1.0}) == []
    assert validate(form, {"a": 0.005}) != []


def test_true_is_not_one():
    assert only({"enum": [1, 0]}, True)
    assert only({"const": 1}, True)
    assert validate(questions(a={"uniqueItems": True}), {"a": [1, True, 0, False]}) == []


@given(objects)
def test_preparing_twice_changes_nothing_more(answers):
    once = prepare(answers)
    assert prepare(once) == once


@given(objects)
def test_any_answers_get_a_verdict(answers):
    for problem in validate(FORM, prepare(answers)):
        assert problem.path
        assert problem.message.endswith((".", "?"))
        assert set(problem.as_json()) == {"pointer", "path", "message", "keyword"}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "mode": st.sampled_from(["Confocal", "TIRF", "x", 5]),
            "channels": st.lists(st.fixed_dictionaries({}, optional={"dye": st.text(), "emission": st.integers()})),
        },
    )
)  # fmt: skip
def test_pointers_of_problems_lead_to_the_answer_or_to_where_it_belongs(answers):
    for problem in validate(FORM, answers):
        here = answers
        *above, last = problem.pointer.split("/")[1:] or [""]
        for token in above:
            here = here[int(token)] if isinstance(here, list) else here[token]
        if problem.message == "An answer is needed here.":
            assert last not in here


def test_not_more_than_a_hundred_problems_are_told():
    form = questions(a={"type": "array", "items": {"type": "string"}})
    assert len(validate(form, {"a": list(range(5000))})) == 100


# --- nothing hangs the server


def doubling(combine) -> dict:
    """Each definition applies the next one six times: 6 to the power of 12 in all."""
    definitions = {f"d{n}": combine(f"#/definitions/d{n + 1}") for n in range(12)}
    definitions["d12"] = {"type": "object"}
    return {"type": "object", "allOf": [{"$ref": "#/definitions/d0"}], "definitions": definitions}


def six_times(keyword: str):
    return lambda reference: {keyword: [{"$ref": reference}] * 6}


HOSTILE: dict[str, tuple[dict[str, Any], Any]] = {
    "nested repeats": (
        {"type": "object", "properties": {"a": {"pattern": "(a|aa)+$"}}},
        {"a": "a" * 80 + "!"},
    ),
    "names by pattern": (
        {"type": "object", "patternProperties": {"(a|aa)+$": {}}},
        {"a" * 80 + "!": 1},
    ),
    "additional by pattern": (
        {"type": "object", "patternProperties": {"(a|aa)+$": {}}, "additionalProperties": False},
        {"a" * 80 + "!": 1},
    ),
    "property names": (
        {"type": "object", "propertyNames": {"pattern": "(a|aa)+$"}},
        {"a" * 80 + "!": 1},
    ),
    "many slow matches": (
        {"type": "object", "properties": {"a": {"items": {"pattern": "^(a?){20}a{20}$"}}}},
        {"a": ["a" * 19] * 20_000},
    ),
    "allOf doubling": (doubling(six_times("allOf")), {"a": 1}),
    "anyOf doubling": (doubling(lambda r: {"anyOf": [{"allOf": [{"$ref": r}, False]}] * 6}), {"a": 1}),
    "oneOf doubling": (doubling(six_times("oneOf")), {"a": 1}),
    "not doubling": (
        doubling(lambda r: {"not": {"anyOf": [{"$ref": r}] * 6}}),
        {"a": 1},
    ),
    "unevaluated": (
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "unevaluatedProperties": False,
            **doubling(lambda r: {"dependentSchemas": {"a": {"$ref": r}, "b": {"$ref": r}, "c": {"$ref": r}, "d": {"$ref": r}}}),
        },
        {"a": 1, "b": 1, "c": 1, "d": 1},
    ),
    "unlike unique items": (
        {"type": "object", "properties": {"a": {"uniqueItems": True}}},
        {"a": [{"n": n} for n in range(60_000)]},
    ),
    "large value in many alternatives": (
        {"type": "object", "properties": {"a": {"oneOf": [{"type": "string"}] * 5000}}},
        {"a": list(range(150_000))},
    ),
    "large choice": (
        {"type": "object", "properties": {"a": {"items": {"enum": [str(n) for n in range(40_000)]}}}},
        {"a": ["x"] * 100_000},
    ),
    "deep": (
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "allOf": [{"allOf": [{"allOf": [{}]}]}]},
        json.loads('{"a":' * 62 + "{}" + "}" * 62),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_schema_and_no_answers_hold_a_process_for_long(name):
    value, answers = HOSTILE[name]
    form = schema(value)
    began = time.process_time()
    problems = validate(form, prepare(answers), seconds=1)
    assert time.process_time() - began < 4
    assert len(problems) <= 100


@pytest.mark.parametrize("name", ["nested repeats", "allOf doubling", "oneOf doubling", "unevaluated"])
def test_what_takes_too_long_is_refused_and_said(name):
    value, answers = HOSTILE[name]
    problems = validate(schema(value), answers, seconds=0.5)
    assert [problem.keyword for problem in problems] == ["limit"]
    assert "took too long" in problems[0].message


def test_no_answer_is_echoed_by_a_limit():
    value, answers = HOSTILE["nested repeats"]
    (problem,) = validate(schema(value), answers)
    assert "aaaa" not in problem.message
    assert "(a|aa)+$" in problem.message


def test_a_schema_cannot_switch_to_a_validator_without_limits():
    # The library changes validators where it meets "$schema", also at the root by way of "#".
    form = accept_schema(
        json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": "https://example.org/form",
                "type": "object",
                "properties": {"a": {"pattern": "(a|aa)+$"}, "self": {"$ref": "#"}},
            }
        )
    )
    (problem,) = validate(form, {"self": {"self": {"a": "a" * 80 + "!"}}}, seconds=1)
    assert problem.keyword == "limit"


@pytest.mark.parametrize("pattern", ["(?=a)*", "[[:alpha:]]", r"\p{Greek}", r"\07"])
def test_a_version_with_a_pattern_that_is_refused_today_still_takes_answers(pattern):
    """Published versions stay: what has no one meaning any more says nothing, and the rest is judged."""
    value = {
        "type": "object",
        "properties": {"x": {"pattern": pattern, "minLength": 2}},
        "patternProperties": {pattern: {"type": "string"}},
    }
    old = stored_schema(json.dumps(value))
    assert validate(old, {"x": "long enough"}) == []
    assert [each.keyword for each in validate(old, {"x": "y"})] == ["minLength"]
    assert examine(old, "") is not None


LEADING_BACK = {
    "not": lambda part: {"not": part},
    "if": lambda part: {"if": part},
    "allOf": lambda part: {"allOf": [part]},
    "anyOf": lambda part: {"anyOf": [part]},
    "dependencies": lambda part: {"dependencies": {"a": part}},
}


@pytest.mark.parametrize("link", LEADING_BACK.values(), ids=LEADING_BACK)
@pytest.mark.parametrize("around", [True, False], ids=["in a circle", "in a long chain"])
def test_a_form_that_leads_back_to_the_same_value_is_said_to_take_too_long_and_ends_no_process(link, around):
    steps = 1500
    definitions = {f"d{n}": link({"$ref": f"#/definitions/d{(n + 1) % steps}"}) for n in range(steps)}
    if not around:
        definitions[f"d{steps - 1}"] = {"type": "object"}
    form = stored_schema(json.dumps({"properties": {"a": {"$ref": "#/definitions/d0"}}, "definitions": definitions}))
    told = validate(form, {"a": {"a": {"a": "x"}}})
    assert [problem.keyword for problem in told] in ([], ["limit"])
