# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from hypothesis import given

from omero_forms.domain.answers.diff import MOST_LEVELS, diff
from tests.domain.forms_for_tests import ANSWERS, IMAGING, questions, schema
from tests.domain.json_values import objects
from tests.domain.steps_for_tests import bytes_held

FORM = schema(IMAGING)
OPEN = schema({"type": "object"})


def changes(before, after, form=FORM):
    return [(each.path, each.change, each.before, each.after) for each in diff(form, before, after)]


def test_second_editor_sees_which_fields_differ_in_the_order_of_the_form():
    after = {
        "channels": [{"dye": "mCherry", "emission": 509}],
        "instrument": {"objective": "63x", "camera": "Zyla"},
        "mode": "TIRF",
    }
    assert changes(ANSWERS, after) == [
        ("Mode", "changed", "Confocal", "TIRF"),
        ("Instrument > Camera", "added", None, "Zyla"),
        ("Channels > 1 > Fluorophore", "changed", "GFP", "mCherry"),
        ("Channels > 2 > Fluorophore", "removed", "Cy5", None),
        ("Channels > 2 > Emission", "removed", 670, None),
    ]


def test_the_api_gets_pointers_too():
    (change,) = diff(FORM, ANSWERS, {**ANSWERS, "mode": "TIRF"})
    assert change.as_json() == {
        "pointer": "/mode",
        "path": "Mode",
        "change": "changed",
        "before": "Confocal",
        "after": "TIRF",
    }


def test_true_and_one_are_different_answers_one_and_one_point_zero_are_not():
    form = questions(a={})
    assert changes({"a": 1}, {"a": True}, form) == [("a", "changed", 1, True)]
    assert changes({"a": 1}, {"a": 1.0}, form) == []


def test_null_added_is_a_change():
    form = questions(a={})
    assert changes({}, {"a": None}, form) == [("a", "added", None, None)]
    assert changes({"a": None}, {}, form) == [("a", "removed", None, None)]


def test_a_group_in_place_of_a_value_is_one_change():
    form = questions(a={})
    assert changes({"a": 1}, {"a": {"b": 2}}, form) == [("a", "changed", 1, {"b": 2})]
    assert changes({"a": []}, {"a": {}}, form) == [("a", "changed", [], {})]
    assert changes({}, {"a": {}}, form) == [("a", "added", None, {})]


@given(objects)
def test_the_same_answers_differ_in_nothing(answers):
    assert diff(FORM, answers, answers) == []


@given(objects, objects)
def test_the_way_back_is_the_way_there_reversed(before, after):
    there = {each.pointer: (each.before, each.after) for each in diff(FORM, before, after)}
    back = {each.pointer: (each.after, each.before) for each in diff(FORM, after, before)}
    assert there == back
    assert bool(there) or before == after


def test_what_lies_behind_long_names_or_many_levels_is_told_as_a_whole():
    name = "k" * 200_000
    many = {name: {f"a{number}": number for number in range(1000)}}
    assert bytes_held(lambda: diff(OPEN, {}, many)) < 20_000_000
    [change] = diff(OPEN, many, {name: {**many[name], "a7": True}})
    assert (change.pointer, change.change, change.after["a7"]) == (f"/{name}", "changed", True)
    deep: dict[str, Any] = {"end": 1}
    for _level in range(60):
        deep = {"g": deep, "beside": 1}
    told = [change.pointer for change in diff(OPEN, {}, deep)]
    assert len(told) == MOST_LEVELS + 1
    assert "/g" * MOST_LEVELS in told
    assert diff(OPEN, deep, deep) == []
