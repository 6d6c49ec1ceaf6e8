# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given

from omero_forms.domain.answers import validate
from omero_forms.domain.progress import progress
from tests.domain.forms_for_tests import ANSWERS, IMAGING, schema
from tests.domain.json_values import objects

FORM = schema(IMAGING)


def counted(form, answers) -> tuple[int, int]:
    """(answered, required)."""
    found = progress(form, answers)
    return found.answered, found.required


def open_paths(answers, form=FORM) -> list[str]:
    return [gap.path for gap in progress(form, answers).open]


def test_nothing_answered_names_every_required_question():
    assert counted(FORM, {}) == (0, 3)
    assert open_paths({}) == ["Mode", "Instrument > Objective", "Channels"]


def test_everything_answered_leaves_nothing_open():
    assert counted(FORM, ANSWERS) == (7, 7)
    assert open_paths(ANSWERS) == []


def test_each_entry_of_a_list_has_its_own_required_questions():
    answers = {**ANSWERS, "channels": [{"dye": "GFP"}, {}]}
    assert open_paths(answers) == [
        "Channels > 1 > Emission",
        "Channels > 2 > Fluorophore",
        "Channels > 2 > Emission",
    ]
    assert counted(FORM, answers) == (4, 7)


def test_a_branch_counts_while_it_applies():
    assert open_paths({**ANSWERS, "mode": "TIRF"}) == ["Angle of incidence"]
    assert counted(FORM, {**ANSWERS, "mode": "TIRF", "angle": 60}) == (8, 8)


def test_an_optional_group_counts_once_it_has_an_answer():
    form = schema(
        {
            "type": "object",
            "properties": {
                "sample": {"type": "object", "required": ["id"], "properties": {"id": {}, "x": {}}}
            },
        }
    )
    assert counted(form, {}) == (0, 0)
    assert counted(form, {"sample": {"x": 1}}) == (0, 1)
    assert counted(form, {"sample": {"id": 1}}) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({"live": True}, (1, 2)), ({"live": False}, (1, 1)), ({}, (0, 1))],
)
def test_a_condition_counts_when_it_holds(answers, expected):
    form = schema(
        {
            "type": "object",
            "required": ["live"],
            "properties": {"live": {"type": "boolean"}, "temperature": {"type": "number"}},
            "if": {"properties": {"live": {"const": True}}, "required": ["live"]},
            "then": {"required": ["temperature"]},
        }
    )
    assert counted(form, answers) == expected


def test_a_group_that_contains_itself_ends():
    form = schema({"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}})
    answered, required = counted(form, {})
    assert answered == 0
    assert required >= 1


@given(objects)
def test_answers_that_validate_have_nothing_open(answers):
    found = progress(FORM, answers)
    assert 0 <= found.answered <= found.required
    assert len(found.open) == found.required - found.answered
    if not validate(FORM, answers):
        assert found.open == ()
