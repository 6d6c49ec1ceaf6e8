# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a version changes, as its author reads it before publishing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.comparing.changes import MAX_CHANGES, form_changes
from omero_forms.domain.schemas.accept import FormSchema, stored_schema


def form_of(questions: dict[str, Any], required: tuple[str, ...] = (), **more: Any) -> FormSchema:
    return stored_schema(json.dumps({"type": "object", "properties": questions, "required": list(required), **more}))


def told(old: FormSchema, new: FormSchema) -> list[tuple[str, str]]:
    return [(change.kind.value, change.sentence) for change in form_changes(old, new)]


STAIN = {"title": "Stain", "enum": ["H&E", "PAS"]}


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (STAIN, {"title": "Stain", "enum": ["H&E"]}, ("tightened", "“Stain” no longer offers “PAS”.")),
        (STAIN, {"title": "Stain", "enum": ["H&E", "PAS", 1]}, ("loosened", "“Stain” also offers 1.")),
        (STAIN, {"title": "Stain"}, ("loosened", "“Stain” is not limited to choices any more.")),
        ({"title": "Stain"}, STAIN, ("tightened", "“Stain” offers 2 choices now; any answer was taken before.")),
        ({"maximum": 5}, {"maximum": 4}, ("tightened", "“x” must be at most 4 now (was 5).")),
        ({"maximum": 5}, {"maximum": 5.5}, ("loosened", "“x” may be at most 5.5 now (was 5).")),
        ({"minLength": 5}, {"minLength": 6}, ("tightened", "“x” must be 6 or more characters long now (was 5).")),
        ({"minItems": 1}, {}, ("loosened", "“x” need not be a list of 1 or more entries any more.")),
        ({}, {"format": "date"}, ("tightened", "“x” must have the form “date” now.")),
        ({"pattern": "^a"}, {"pattern": "^b"}, ("changed", "“x” must match the pattern “^b” now (was “^a”).")),
        ({"uniqueItems": True}, {"uniqueItems": False}, ("loosened", "“x” need not have no entry twice any more.")),
        ({"type": "integer"}, {"type": "number"}, ("loosened", "“x” takes a number now (was a whole number).")),
        ({"type": ["string", "null"]}, {"type": "string"}, ("tightened", "“x” takes text now (was nothing or text).")),
        ({"type": "string"}, {"type": "number"}, ("changed", "“x” takes a number now (was text).")),
        ({"title": "A"}, {"title": "B"}, ("reworded", "“B” is the new title of “A”.")),
        ({"description": "A"}, {"description": "B"}, ("reworded", "“x” has another help.")),
        ({"contains": {"const": 1}}, {"contains": {"const": 2}}, ("changed", "“x” has other rules.")),
    ],
)
def test_what_was_done_to_a_question_is_one_sentence(before, after, sentence):
    assert told(form_of({"x": before}), form_of({"x": after})) == [sentence]


def test_questions_come_and_go_and_are_required_or_not():
    old = form_of({"stain": STAIN, "age": {"title": "Age"}}, ("stain",))
    new = form_of({"stain": STAIN, "dye": {"title": "Dye", "type": "string"}}, ("dye",))
    assert told(old, new) == [
        ("loosened", "“Stain” need not be answered now."),
        ("added", "“Dye” is new and required."),
        ("removed", "“Age” is not asked any more."),
    ]


def test_a_question_under_another_name_is_renamed_and_not_two_questions():
    old = form_of({"th": {"title": "Thickness", "maximum": 5}})
    new = form_of({"thickness": {"title": "Thickness", "maximum": 4}})
    assert told(old, new) == [
        ("renamed", "“Thickness” is called “thickness” in the answers now (was “th”)."),
        ("tightened", "“Thickness” must be at most 4 now (was 5)."),
    ]


def test_two_that_could_be_the_renamed_one_are_new():
    old = form_of({"a": {"title": "Dye"}})
    new = form_of({"b": {"title": "Dye"}, "c": {"title": "Dye"}})
    assert [kind for kind, _sentence in told(old, new)] == ["added", "added", "removed"]


def test_what_is_asked_in_groups_lists_alternatives_and_by_reference_is_compared_there():
    def channels(maximum: int) -> FormSchema:
        entry = {"type": "object", "properties": {"em": {"$ref": "#/definitions/nm"}}}
        return form_of(
            {"channels": {"title": "Channels", "type": "array", "items": entry}},
            definitions={"nm": {"title": "Emission", "maximum": maximum}},
            allOf=[{"if": {}, "then": {"properties": {"laser": {"properties": {"mw": {"maximum": maximum}}}}}}],
        )

    assert told(channels(900), channels(800)) == [
        ("tightened", "“Channels > Emission” must be at most 800 now (was 900)."),
        ("tightened", "“laser > mw” must be at most 800 now (was 900)."),
    ]


def test_a_new_group_is_one_change_and_another_order_is_told():
    old = form_of({"a": {"title": "A"}, "b": {"title": "B"}})
    new = form_of({"b": {"title": "B"}, "a": {"title": "A"}, "g": {"properties": {"x": {}, "y": {}}}})
    assert told(old, new) == [("added", "“g” is new."), ("moved", "“B” and others stand in another order.")]


def test_a_form_that_asks_inside_itself_ends():
    part = {"properties": {"name": {}, "inner": {"$ref": "#/definitions/part"}}}
    form = form_of({"part": {"$ref": "#/definitions/part"}}, definitions={"part": part})
    assert told(form, form) == []


def test_no_more_is_told_than_somebody_reads():
    many = form_of({f"q{n}": {} for n in range(MAX_CHANGES + 5)})
    assert len(told(form_of({}), many)) == MAX_CHANGES
