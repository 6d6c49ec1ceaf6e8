# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of the library: each can be published, asked and answered as it is, and names where its questions come
from.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from demo.answers import make_answers
from omero_forms.domain.answers.validate import validate
from omero_forms.domain.library import Entry
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.domain.schemas.questions import Asked, questions_of
from omero_forms.selectors.library import entries

WANTED = {
    "dublin-core-data-set", "electron-microscopy-session", "high-content-screening-session", "light-sheet-session",
    "lincs-dataset", "nbo-tier-1-acquisition", "quarep-instrument", "quarep-quality-control", "rembi-analysed-data",
    "rembi-biosample", "rembi-image-acquisition", "rembi-image-correlation", "rembi-image-data", "rembi-specimen",
    "rembi-study", "sample-and-antibodies",
}  # fmt: skip
GUIDELINES = {
    "4DN-BINA-OME", "3D-MMS", "Dublin Core", "LINCS", "MIHCSME", "QUAREP-LiMi", "REMBI", "RRID", "mmCIF",
}  # fmt: skip
SOURCE_OF_QUESTION = re.compile(r"[.?] ([\w -]+): \S.*\.")
NAME = re.compile(r"\s(?!Celsius)[A-Z][a-z]+")
"""A word that begins with a capital inside a title."""
every_entry = pytest.mark.parametrize("entry", entries().values(), ids=lambda one: str(one.entry))


def questions(entry: Entry) -> dict[tuple[str, ...], Asked]:
    """Those that are answered; groups are not among them."""
    asked = questions_of(stored_schema(entry.newest.schema))
    return {path: one for path, one in asked.items() if not one.first("properties")}


def test_the_library_has_what_facilities_ask_for() -> None:
    assert set(entries()) == WANTED
    assert len({one.name for one in entries().values()}) == len(WANTED)


@every_entry
def test_each_can_be_published_as_it_is_and_the_page_asks_every_question(entry: Entry) -> None:
    accepted = accept_form(entry.newest.schema, entry.newest.ui_schema)
    assert (list(accepted.warnings), list(accepted.not_asked)) == ([], [])
    assert entry.questions == len(questions(entry)) >= 15, "none is a stub"


@every_entry
def test_each_says_what_it_was_written_from_and_what_it_is_for(entry: Entry) -> None:
    assert entry.source_url.startswith("https://")
    assert all(one.strip() for one in (entry.source, entry.licence))
    assert all(one.endswith(".") for one in (entry.purpose, entry.description))


@every_entry
def test_each_question_has_help_and_names_the_term_of_its_guideline(entry: Entry) -> None:
    help_of = {path: str(one.first("description") or "") for path, one in questions(entry).items()}
    found = {path: SOURCE_OF_QUESTION.search(text) for path, text in help_of.items()}
    assert [path for path, named in found.items() if named is None] == []
    guidelines = {named.group(1) for named in found.values() if named}
    assert len(guidelines) == 1
    assert guidelines <= GUIDELINES


@every_entry
def test_titles_are_in_sentence_case_and_no_two_beside_each_other_are_the_same(entry: Entry) -> None:
    titles = {path: one.title for path, one in questions_of(stored_schema(entry.newest.schema)).items()}
    assert [title for title in titles.values() if NAME.search(title) or title[0].islower()] == []
    beside = [(path[:-1], title) for path, title in titles.items()]
    assert len(beside) == len(set(beside))


@every_entry
def test_numbers_have_bounds_and_patterns_have_an_example_that_matches(entry: Entry) -> None:
    for path, one in questions(entry).items():
        if one.first("type") in {"number", "integer"}:
            lowest = [one.first("minimum"), one.first("exclusiveMinimum")]
            assert any(low is not None for low in lowest) and one.first("maximum") is not None, path
    for schema in patterned(json.loads(entry.newest.schema)):
        assert schema["examples"]
        assert all(re.search(schema["pattern"], example) for example in schema["examples"])


def patterned(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema
        for inside in schema.values():
            yield from patterned(inside)
    elif isinstance(schema, list):
        for inside in schema:
            yield from patterned(inside)


@every_entry
def test_answers_are_found_that_are_right_and_none_at_all_are_not_always(entry: Entry) -> None:
    schema = json.loads(entry.newest.schema)
    for seed in range(3):
        answers = make_answers(schema, random.Random(seed))
        assert validate(stored_schema(entry.newest.schema), answers) == []
    asks = bool(schema.get("required"))
    assert bool(validate(stored_schema(entry.newest.schema), {})) == asks


@every_entry
def test_placeholders_belong_to_a_question_and_would_be_taken_as_its_answer(entry: Entry) -> None:
    asked = questions(entry)
    for path, placeholder in hinted(json.loads(entry.newest.ui_schema), ()):
        one = asked[path if path in asked else path[:-1]]
        entries_of = one.first("items") if path not in asked else None
        pattern = entries_of.get("pattern") if isinstance(entries_of, dict) else one.first("pattern")
        assert pattern is None or re.search(str(pattern), placeholder), path


def hinted(ui_schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, inside in ui_schema.items():
        if name == "ui:placeholder":
            yield path, inside
        elif isinstance(inside, dict) and not name.startswith("ui:"):
            yield from hinted(inside, (*path, "*" if name == "items" else name))


def test_no_two_entries_ask_the_same() -> None:
    asked = {name: set(questions(one)) for name, one in entries().items()}
    for one, other in combinations(asked, 2):
        shared = len(asked[one] & asked[other]) / min(len(asked[one]), len(asked[other]))
        assert shared < 0.5, (one, other)
