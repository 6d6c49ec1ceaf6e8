# SPDX-License-Identifier: AGPL-3.0-or-later
"""What counts as no answer. frontend/tests/blank.test.ts holds the browser to the same vectors."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from omero_forms.domain.answers.blank import is_blank
from omero_forms.domain.answers.validate import prepare, validate
from tests.domain.forms_for_tests import schema

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "blank.json").read_text("utf-8"))


@pytest.mark.parametrize("text", VECTORS["blank"], ids=ascii)
def test_text_that_shows_nothing_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", VECTORS["text"], ids=ascii)
def test_text_that_shows_something_is_not_blank_and_stays_as_it_was_given(text):
    assert not is_blank(text)
    assert prepare({"a": text, "b": [text, {"c": text}]}) == {"a": text, "b": [text, {"c": text}]}


def test_all_white_space_that_python_knows_is_blank_and_no_letter_or_sign_is():
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        category = unicodedata.category(char)
        if char.isspace() or category in {"Zs", "Zl", "Zp", "Cc"}:
            assert is_blank(char), hex(code)
        fillers = "\u115f\u1160\u2800\u3164\uffa0"
        if category[0] in "LNPS" and char not in fillers:
            assert not is_blank(char), hex(code)


@pytest.mark.parametrize("row", VECTORS["prepared"], ids=lambda row: ascii(row["answers"]))
def test_blank_text_is_no_answer_and_entries_keep_their_places(row):
    assert prepare(row["answers"]) == row["prepared"]


@pytest.mark.parametrize("text", VECTORS["blank"], ids=ascii)
def test_blank_text_does_not_answer_a_required_question(text):
    questions = {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "string"}}}
    form = schema({"type": "object", "properties": questions, "required": ["a", "b"]})
    problems = validate(form, prepare({"a": text, "b": [text, text]}))
    assert [(problem.pointer, problem.keyword) for problem in problems] == [
        ("/a", "required"),
        ("/b", "required"),
    ]
