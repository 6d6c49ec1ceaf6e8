# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from omero_forms.domain.answers.layouts import pairs_in
from omero_forms.domain.answers.validate import prepare
from omero_forms.domain.canonical import canonical, parse_json
from omero_forms.domain.legacy.annotations import Holds, address_of
from omero_forms.domain.legacy.copies import legacy_pairs, pairs_of_row
from omero_forms.domain.legacy.histories import read_history
from omero_forms.domain.legacy.recordings import annotations_in
from omero_forms.domain.submissions import CopyLayout
from tests.domain.forms_for_tests import IMAGING, questions, schema
from tests.domain.json_values import objects
from tests.domain.legacy.support import RECORDINGS, ZONE

FORM = schema(IMAGING)
RECORDED = ("omero-forms-2.2.0.json", "omero-forms-2.3.1.json")


def legacy(form: Any, answers: Any) -> list[tuple[str, str]]:
    return pairs_in(CopyLayout.LEGACY, form, answers)


def test_a_legacy_copy_joins_names_by_underscores_in_the_order_of_the_form_and_repeats_those_of_lists() -> None:
    answers = {
        "channels": [{"emission": 509, "dye": "GFP"}, {"emission": 670.5, "dye": "Cy5"}],
        "instrument": {"objective": "63x"},
        "mode": "Confocal",
    }
    assert legacy(FORM, answers) == [
        ("mode", "Confocal"),
        ("instrument_objective", "63x"),
        ("channels_dye", "GFP"),
        ("channels_emission", "509"),
        ("channels_dye", "Cy5"),
        ("channels_emission", "670.5"),
    ]
    assert ("Channels > Fluorophore", "GFP") in pairs_in(CopyLayout.PATHS, FORM, answers)


def test_what_is_no_text_is_as_python_prints_it_and_numbers_are_as_they_are_recorded() -> None:
    form = questions(a={}, b={}, c={}, d={}, e={}, f={})
    answers = {"a": True, "b": False, "c": None, "d": 1e-7, "e": 5.0, "f": 1e21}
    assert legacy(form, answers) == [
        ("a", "True"), ("b", "False"), ("c", "None"), ("d", "1e-07"), ("e", "5"), ("f", "1e+21"),
    ]  # fmt: skip


def test_lists_in_lists_and_names_that_meet_are_as_omero_forms_has_them() -> None:
    form = questions(a={}, a_b={}, c={}, d={}, e={})
    answers = {"a": {"b": 1}, "a_b": 2, "c": [[1, [2]], {"d": "x"}, ""], "d": [], "e": {}}
    assert legacy(form, answers) == [
        ("a_b", "1"), ("a_b", "2"), ("c", "1"), ("c", "2"), ("c_d", "x"), ("c", ""),
    ]  # fmt: skip


def test_what_omero_could_not_index_is_continued_and_shortened_visibly() -> None:
    rows = legacy(questions(notes={}), {"notes": "é" * 2500, "x" * 3000: 1})
    assert [key for key, _value in rows[:3]] == ["notes (1 of 3)", "notes (2 of 3)", "notes (3 of 3)"]
    assert "".join(value for _key, value in rows[:3]) == "é" * 2500
    assert rows[3][0].endswith("x…")
    assert all(len(text.encode()) <= 2000 for row in rows for text in row)


@given(objects)
def test_it_says_what_omero_forms_would_have_made_of_what_a_browser_sends(answers: dict[str, Any]) -> None:
    text = canonical(prepare(answers)).decode()
    there = legacy(questions(), parse_json(text))
    assert sorted(there) == sorted(legacy_pairs(text))


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="RECORDINGS ARE MISSING: ../shared/data is not there")
@pytest.mark.parametrize("name", RECORDED)
def test_copies_that_omero_forms_wrote_are_made_again_of_the_answers(name: str) -> None:
    there = list(annotations_in(json.loads((RECORDINGS / name).read_text())))
    copies = {
        (address.form_id, link.object_id): one.rows
        for one in there
        if (address := address_of(one.header.namespace)) and address.holds is Holds.COPY
        for link in one.header.links
    }
    histories = {
        (address.form_id, address.object_id): read_history([one], ZONE)[0]
        for one in there
        if (address := address_of(one.header.namespace)) and address.holds is Holds.HISTORY
    }
    assert len(copies) > 2
    for place, rows in copies.items():
        # Not always the newest: somebody else's copy was there already.
        [said] = [one for one in histories[place] if pairs_of_row(one.source.text) == list(rows)][:1]
        made = legacy(questions(**{name: {} for name in said.answers}), said.answers)
        # `1.0` is in no record of ours; all else is the same.
        assert made == [(key, "1" if value == "1.0" else value) for key, value in rows]
