# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from omero_forms.domain.answers.blank import is_blank
from omero_forms.domain.answers.flatten import flatten
from omero_forms.domain.answers.validate import prepare
from tests.domain.forms_for_tests import IMAGING, questions, schema
from tests.domain.json_values import objects
from tests.domain.steps_for_tests import bytes_held, lines_run

FORM = schema(IMAGING)


def test_keys_are_titles_and_lists_repeat_them_in_the_order_of_the_form():
    answers = {
        "channels": [{"emission": 509, "dye": "GFP"}, {"emission": 670.5, "dye": "Cy5"}],
        "instrument": {"objective": "63x"},
        "mode": "Confocal",
    }
    assert flatten(FORM, answers) == [
        ("Mode", "Confocal"),
        ("Instrument > Objective", "63x"),
        ("Channels > Fluorophore", "GFP"),
        ("Channels > Emission", "509"),
        ("Channels > Fluorophore", "Cy5"),
        ("Channels > Emission", "670.5"),
    ]


def test_booleans_null_and_numbers_are_as_in_json():
    form = questions(a={}, b={}, c={}, d={}, e={})
    answers = {"a": True, "b": False, "c": None, "d": 1e-7, "e": 5.0}
    assert flatten(form, answers) == [
        ("a", "true"), ("b", "false"), ("c", "null"), ("d", "1e-7"), ("e", "5"),
    ]  # fmt: skip


def test_empty_things_give_no_row():
    assert flatten(questions(a={}, b={}, c={}), {"a": [], "b": {}, "c": ["", "x"]}) == [("c", "x")]


def test_two_questions_of_one_title_are_told_apart():
    person = {"type": "object", "properties": {"name": {"title": "Name"}}}
    form = questions(donor={**person, "title": "Person"}, owner={**person, "title": "Person"})
    assert flatten(form, {"donor": {"name": "A"}, "owner": {"name": "B"}}) == [
        ("Person > Name (donor.name)", "A"),
        ("Person > Name (owner.name)", "B"),
    ]


def test_a_name_that_looks_like_a_path_is_told_apart():
    form = questions(**{"a": {"type": "object", "properties": {"b": {}}}, "a > b": {}})
    rows = flatten(form, {"a": {"b": 1}, "a > b": 2})
    assert rows == [("a > b (a.b)", "1"), ("a > b (a > b)", "2")]


def test_a_long_value_is_continued_visibly():
    text = "é" * 2500
    rows = flatten(questions(a={"title": "Notes"}), {"a": text})
    assert [key for key, _value in rows] == ["Notes (1 of 3)", "Notes (2 of 3)", "Notes (3 of 3)"]
    assert "".join(value for _key, value in rows) == text
    assert all(len(value.encode()) <= 2000 for _key, value in rows)


def test_a_long_key_is_shortened_visibly_and_stays_apart():
    names = ["x" * 3000 + end for end in "ab"]
    group: dict = {"type": "object"}
    rows = flatten(questions(a=group), {"a": {name: {name: 1} for name in names}})
    assert len({key for key, _value in rows}) == 2
    assert all("…" in key and len(key.encode()) <= 2000 for key, _value in rows)


def test_answers_that_the_form_does_not_know_are_kept_at_the_end():
    assert flatten(questions(b={}), {"a": 1, "b": 2, "c": 3}) == [
        ("b", "2"),
        ("a", "1"),
        ("c", "3"),
    ]


@given(objects)
def test_every_row_fits_into_omero_and_nothing_is_lost(answers):
    form = questions(a={})
    rows = flatten(form, prepare(answers))
    leaves: list[Any] = []

    def collect(value):
        if isinstance(value, dict):
            for child in value.values():
                collect(child)
        elif isinstance(value, list):
            for child in value:
                collect(child)
        elif not (isinstance(value, str) and is_blank(value)):
            leaves.append(value)

    collect(prepare(answers))
    assert len(rows) == len(leaves)
    assert all(len(key.encode()) <= 2000 and 0 < len(value.encode()) <= 2000 for key, value in rows)
    texts = sorted(leaf for leaf in leaves if isinstance(leaf, str))
    values = [value for _key, value in rows]
    assert all(text in values for text in texts)
    numbers = [leaf for leaf in leaves if isinstance(leaf, int | float) and leaf is not True]
    assert all(any(_is_number(value, number) for value in values) for number in numbers)


def _is_number(text: str, number: float) -> bool:
    try:
        return json.loads(text) == number
    except ValueError:
        return False


ALIKE = schema(
    {"type": "object", "additionalProperties": {"additionalProperties": {"type": "integer", "title": "Number"}}}
)


def numbers_in(name: str, count: int) -> dict[str, Any]:
    return {name: {f"k{number}": number for number in range(count)}}


def deep(levels: int, name: str, beside: int) -> dict[str, Any]:
    """Groups inside each other, each with some answers."""
    inside: dict[str, Any] = {}
    for _level in range(levels):
        inside = {name: inside, **{f"a{number}": number for number in range(beside)}}
    return inside


def test_keys_that_begin_alike_for_longer_than_a_key_are_numbered_in_as_many_steps_as_there_are():
    few, many = numbers_in("o" * 3000, 200), numbers_in("o" * 3000, 800)
    assert lines_run(lambda: flatten(ALIKE, many)) < 6 * lines_run(lambda: flatten(ALIKE, few))
    keys = [key for key, _value in flatten(ALIKE, many)]
    assert len(set(keys)) == 800
    assert [key[-6:] for key in keys[:3]] == ["ooooo…", "o… [2]", "o… [3]"]


def test_long_names_around_many_answers_are_not_held_once_for_each():
    assert bytes_held(lambda: flatten(ALIKE, numbers_in("o" * 200_000, 1000))) < 20_000_000
    assert bytes_held(lambda: flatten(schema({"type": "object"}), deep(60, "k" * 1000, 20))) < 40_000_000


def test_names_and_entries_that_the_form_does_not_know_are_looked_up_once_however_many_alternatives_it_has():
    def of(alternatives: int, answers: dict[str, Any]) -> int:
        parts = [
            {"additionalProperties": {"items": {"type": "integer"}, "title": f"T{number}"}}
            for number in range(alternatives)
        ]
        form = schema({"type": "object", "anyOf": parts})
        return lines_run(lambda: flatten(form, answers))

    for answers in ({f"k{number}": number for number in range(2000)}, {"l": list(range(2000))}):
        assert of(200, answers) < 2 * of(2, answers)
