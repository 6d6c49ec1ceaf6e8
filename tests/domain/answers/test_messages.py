# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one table of sentences that browser and server say problems with."""

from __future__ import annotations

import importlib
import json
import re
from importlib import resources
from typing import Any

import pytest

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.schemas.formats import FORMATS
from tests.domain.both_sides_for_tests import ROOT
from tests.domain.forms_for_tests import schema

WORDS = json.loads(resources.files("omero_forms.domain.answers").joinpath("problem_words.json").read_text("utf-8"))
NEWEST = "https://json-schema.org/draft/2020-12/schema"
OLDEST = "http://json-schema.org/draft-04/schema#"


def test_every_sentence_is_one():
    said = [*WORDS["sentences"].values()]
    said += [one for name in ("entries", "needed", "possible") for one in WORDS["counted"][name]]
    for sentence in said:
        assert re.fullmatch(r"[A-Z“{].*[.?}]", sentence), sentence


def test_every_format_that_is_checked_has_a_name_and_an_example_that_fits():
    assert WORDS["formats"].keys() == FORMATS.keys()
    for name, check in FORMATS.items():
        assert check(WORDS["formats"][name]["example"])
        assert not check("\x00 nothing of the kind (")


def test_the_front_end_is_built_again_when_a_sentence_changes(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "setup"))
    sources = {path.resolve() for path in importlib.import_module("install").frontend_sources()}
    imported = {
        (path.parent / name).resolve()
        for path in (ROOT / "frontend" / "src").rglob("*.ts*")
        for name in re.findall(r'from "(\.[^"]+\.json)"', path.read_text("utf-8"))
    }
    assert ROOT / "omero_forms" / "domain" / "answers" / "problem_words.json" in imported <= sources


CASES: list[tuple[str, dict[str, Any], Any, str]] = [
    ("type", {"type": "string"}, 5, "5 is a number. What is needed is text."),
    ("type", {"type": ["integer", "null"]}, 1.5, "1.5 has decimals. What is needed is a whole number."),
    ("type", {"type": "string"}, [1], "This is a list. What is needed is text."),
    ("enum", {"enum": []}, "a", "The form offers no choices here. Leave the answer out."),
    ("enum", {"enum": [1]}, 2, "2 is not one of the choices. Choose 1."),
    ("enum", {"enum": ["Krakow"]}, "krakow", "“krakow” is not one of the choices. Did you mean “Krakow”?"),
    ("const", {"const": True}, False, "This has to be confirmed."),
    ("enum", {"enum": [True]}, False, "This has to be confirmed."),
    ("const", {"const": 5}, 6, "6 is not possible here, only 5 is."),
    ("type", {"type": "integer"}, "90071992547409931", "“90071992547409931” is too long to be kept exactly as a number."),
    ("type", {"type": "number"}, "0.12345678901234567890", "“0.12345678901234567890” is too long to be kept exactly as a number."),
    ("type", {"type": "number"}, "0.5", "“0.5” is text. What is needed is a number."),
    ("type", {"type": "number"}, None, "An answer is needed here."),
    ("enum", {"oneOf": [{"const": "dic", "title": "DIC"}, {"type": "string", "enum": ["pc"]}]}, "x", "“x” is not one of the choices. Choose “dic” or “pc”."),
    ("minLength", {"minLength": 3}, "a", "“a” has 1 character. At least 3."),
    ("maxLength", {"maxLength": 1}, "ab", "The text has 2 characters. At most 1."),
    ("minItems", {"minItems": 2}, [1], "There is 1 entry. At least 2."),
    ("maxItems", {"maxItems": 1}, [1, 2], "There are 2 entries. At most 1."),
    ("maxItems", {"maxItems": 0}, [1], "There is 1 entry. At most 0."),
    ("uniqueItems", {"uniqueItems": True}, [1, 1.0], "Entries 1 and 2 are the same. Each may be there once."),
    ("minProperties", {"minProperties": 2}, {"a": 1}, "At least 2 answers are needed here."),
    ("maxProperties", {"maxProperties": 1}, {"a": 1, "b": 1}, "At most 1 answer is possible here."),
    ("items", {"items": False}, [1], "The list has more entries than the form asks for."),
    ("unevaluatedItems", {"unevaluatedItems": False}, [1], "The list has more entries than the form asks for."),
    ("contains", {"contains": {"const": 1}}, [2], "None of the entries is of the kind that the form asks for."),
    ("contains", {"contains": False}, [2], "None of the entries is of the kind that the form asks for."),
    ("contains", {"contains": {"const": 1}, "minContains": 2}, [], "At least 2 of the entries have to be of the kind that the form asks for."),
    ("minContains", {"contains": {"const": 1}, "minContains": 2}, [1], "At least 2 of the entries have to be of the kind that the form asks for."),
    ("maxContains", {"contains": {"const": 1}, "maxContains": 1}, [1, 1], "At most 1 of the entries may be of the kind that the form limits."),
    ("not", {"not": {}}, 1, "This form has no such question. Leave the answer out."),
    ("not", {"not": True}, 1, "This form has no such question. Leave the answer out."),
    ("not", {"not": {"const": 1}}, 1, "This answer is excluded."),
    ("anyOf", {"anyOf": [False, False]}, 1, "No answer is possible here. Leave it out."),
    ("oneOf", {"oneOf": [False]}, 1, "No answer is possible here. Leave it out."),
    ("oneOf", {"oneOf": [True, {}]}, 1, "The answer fits more than one of the possibilities, and may fit only one."),
    ("type", {"anyOf": [False, {"type": "string"}]}, 1, "1 is a number. What is needed is text."),
    ("multipleOf", {"multipleOf": 0.1}, 0.25, "0.25 does not fit steps of 0.1. Give a multiple of 0.1."),
    ("exclusiveMinimum", {"exclusiveMinimum": 0}, 0, "0 is not above 0. It has to be above 0."),
    ("minimum", {"minimum": -(2**63)}, -1e300, "-1e+300 is below -9223372036854775808. At least -9223372036854775808."),
    ("format", {"format": "date"}, "today", "“today” is not a date. Write it like 2026-11-23."),
    ("pattern", {"pattern": "^A$"}, "b", "“b” is not written as the form asks. Its owner can say how."),
    ("pattern", {"pattern": "^A$", "description": "One A."}, "b", "“b” is not written as the form asks: One A."),
    ("pattern", {"pattern": "^A$", "examples": ["A"]}, "b", "“b” is not written as the form asks. Write it like A."),
    ("false", {"if": {"const": 1}, "then": False}, 1, "This form has no such question. Leave the answer out."),
]  # fmt: skip


@pytest.mark.parametrize(("keyword", "question", "answer", "message"), CASES)
def test_each_keyword_has_its_sentence(keyword, question, answer, message):
    form = schema({"$schema": NEWEST, "type": "object", "properties": {"x": question}})
    [problem] = validate(form, {"x": answer})
    assert (problem.pointer, problem.keyword, problem.message) == ("/x", keyword, message)


@pytest.mark.parametrize("address", [NEWEST, "https://json-schema.org/draft/2019-09/schema"])
def test_answers_that_nothing_evaluated_are_told_at_their_places(address):
    group = {"properties": {"a": {"type": "string"}}, "unevaluatedProperties": False}
    sizes = {"unevaluatedProperties": {"type": "number"}}
    form = schema({"$schema": address, "type": "object", "properties": {"g": group, "s": sizes}})
    answers = {"g": {"a": "x", "b": 1, "c": 2}, "s": {"big": "x", "small": 1}}
    assert {one.pointer: one.message for one in validate(form, answers)} == {
        "/g/b": WORDS["sentences"]["false"],
        "/g/c": WORDS["sentences"]["false"],
        "/s/big": "“x” is text. What is needed is a number.",
    }


@pytest.mark.parametrize("draft", ["draft-06", "draft-07"])
def test_a_list_that_takes_no_entry_is_told_once(draft):
    address = f"http://json-schema.org/{draft}/schema#"
    form = schema({"$schema": address, "type": "object", "properties": {"x": {"items": False}}})
    [problem] = validate(form, {"x": [1, 2]})
    assert (problem.pointer, problem.message) == ("/x", WORDS["sentences"]["items"])


def test_a_question_that_is_forbidden_is_told_at_its_place():
    form = schema({"type": "object", "properties": {"x": False, "g": {"properties": {"y": False}}}})
    found = {one.pointer: one.message for one in validate(form, {"x": 1, "g": {"y": 1}})}
    assert found == dict.fromkeys(("/x", "/g/y"), WORDS["sentences"]["false"])


def test_a_name_that_is_not_taken_is_told_at_its_entry():
    names = {"type": "object", "propertyNames": {"enum": ["low", "high"]}}
    form = schema({"type": "object", "properties": {"doses": names, "none": {"propertyNames": False}}})  # fmt: skip
    found = {one.pointer: one.message for one in validate(form, {"doses": {"middle": 1}, "none": {"x": 1}})}  # fmt: skip
    assert found == {
        "/doses/middle": "“middle” is not one of the choices. Choose “low” or “high”.",
        "/none/x": "The name “x” is not one that the form takes here.",
    }


def test_an_example_that_is_text_is_repeated_whole():
    """Draft 04 has no `examples`: whatever stands there was never checked."""
    line = {"type": "string", "pattern": "^[A-Z]", "examples": "HeLa, U2OS"}
    for odd in (line, {**line, "examples": 5, "example": ["x"]}):
        form = schema({"$schema": OLDEST, "type": "object", "properties": {"x": odd}})
        assert [one.keyword for one in validate(form, {"x": "a"})] == ["pattern"]
    form = schema({"$schema": OLDEST, "type": "object", "properties": {"x": line}})
    [problem] = validate(form, {"x": "a"})
    assert problem.message.endswith("Write it like HeLa, U2OS.")
