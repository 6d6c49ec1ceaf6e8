# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.files import parse_policies
from omero_forms.domain.policies.read_selector import read_selector
from omero_forms.domain.policies.selectors import (
    MAX_DEPTH,
    Condition,
    How,
    Join,
    Part,
    ScopeFacts,
    Selector,
    as_words,
    conditions,
    from_words,
    in_scope,
    joined,
    parts,
)

BERLIN = ZoneInfo("Europe/Berlin")

FACTS = ScopeFacts(
    name="2026-11-06_COS7_TIRF_11",
    created=datetime(2026, 11, 5, 23, 30, tzinfo=UTC),
    tags=frozenset({"raw"}),
    projects=frozenset({"Endocytosis"}),
    images=4,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, True),
        ({"name": "*_tirf_*"}, True),
        ({"name": "*_TIRF"}, False),
        ({"name": "2026-??-06*"}, True),
        ({"name": "[2]026*"}, False),
        ({"tag": "raw"}, True),
        ({"tag": "Raw"}, False),
        ({"project": "Endocytosis"}, True),
        ({"project": "Other"}, False),
        # 23:30 UTC is the 6th in Berlin.
        ({"created_after": "2026-11-05"}, True),
        ({"created_after": "2026-11-06"}, False),
        ({"min_images": 4}, True),
        ({"min_images": 5}, False),
        ({"name": "*TIRF*", "tag": "raw", "min_images": 99}, False),
        ({"any": [{"tag": "test"}, {"min_images": 4}]}, True),
        ({"any": [{"tag": "test"}, {"tag": "raw", "min_images": 5}]}, False),
        ({"none": [{"tag": "test"}, {"name": "*tmp*"}]}, True),
        ({"tag": "raw", "none": [{"project": "Endocytosis"}]}, False),
        ({"all": [{"any": [{"none": [{"tag": "test"}]}, {"tag": "x"}]}, {"name": "*11"}]}, True),
    ],
)
def test_an_object_is_in_scope_when_it_fits(words: dict[str, object], expected: bool) -> None:
    assert in_scope(from_words(words), FACTS, BERLIN) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        # As importers name the series of a file.
        ("*.lif [Series 1]", "mito.lif [Series 1]", True),
        ("*.lif [Series 1]", "mito.lif S", False),
        ("*[!a]", "b[!a]", True),
        ("[[]", "[", False),
        ("M\u00fcller*", "Mu\u0308ller 1", True),
        ("Mu\u0308ller ?", "M\u00dcLLER 1", True),
        ("stra\u00dfe", "STRASSE", True),
        ("a", " a\n", True),
        ("a.b", "axb", False),
        ("a*b", "a\nb", True),
    ],
)
def test_a_pattern_knows_two_signs_and_takes_letters_as_people_see_them(
    pattern: str, name: str, expected: bool
) -> None:
    facts = ScopeFacts(name, FACTS.created)
    assert in_scope(Condition(Part.NAME, pattern), facts, BERLIN) is expected


@pytest.mark.parametrize("part", [Part.TAG, Part.PROJECT])
def test_a_tag_and_a_project_are_found_however_their_letters_are_composed(part: Part) -> None:
    names = frozenset({"Mu\u0308ller ", "other"})
    facts = ScopeFacts("x", FACTS.created, tags=names, projects=names)
    fits = [
        in_scope(Condition(part, value), facts, BERLIN)
        for value in ("M\u00fcller", "Mu\u0308ller", "m\u00fcller", "o*")
    ]
    assert fits == [True, True, False, False]


def test_images_that_are_not_counted_are_not_enough() -> None:
    facts = ScopeFacts("x", FACTS.created, images=None)
    assert not in_scope(Condition(Part.MIN_IMAGES, 1), facts, BERLIN)


def simple(part: Part) -> st.SearchStrategy[Selector]:
    values: dict[Part, st.SearchStrategy[str | int | date]] = {
        Part.CREATED_AFTER: st.sampled_from([date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 6)]),
        Part.MIN_IMAGES: st.integers(0, 6),
    }
    texts = st.sampled_from(["raw", "Endocytosis", "*TIRF*", "*", "other"])
    return values.get(part, texts).map(lambda value: Condition(part, value))


def trees() -> st.SearchStrategy[Selector]:
    return st.recursive(
        st.sampled_from(Part).flatmap(simple),
        lambda inner: st.builds(joined, st.sampled_from(How), st.lists(inner, min_size=1, max_size=4)),
        max_leaves=12,
    )


def slow(selector: Selector) -> bool:
    """What is meant by a tree, said plainly."""
    if isinstance(selector, Condition):
        return in_scope(selector, FACTS, BERLIN)
    hold = sum(slow(one) for one in selector.selectors)
    return {How.ALL: hold == len(selector.selectors), How.ANY: hold > 0, How.NONE: hold == 0}[selector.how]


@given(trees())
def test_a_tree_is_written_and_read_as_the_same_and_means_what_its_joins_say(tree: Selector) -> None:
    words = json.loads(json.dumps(as_words(tree)))
    assert from_words(words) == tree
    assert in_scope(tree, FACTS, BERLIN) is slow(tree)
    assert parts(tree) == {one.part for one in conditions(tree)}
    entry = {"name": "P", "group": 1, "object_type": "Dataset", "requirement": "none", "selector": words}
    if levels(words) <= MAX_DEPTH:
        (written,) = parse_policies({"policies": [entry]})
        assert written.selector == tree
        # What can be written can be kept, and exported: no form of it is deeper.
        assert levels(as_words(written.selector)) <= levels(words)
    else:
        with pytest.raises(FormsError):
            parse_policies({"policies": [entry]})


def levels(words: dict[str, Any]) -> int:
    """How many joins stand within each other."""
    joins = [one for value in words.values() if isinstance(value, list) for one in value]
    return max((levels(one) for one in joins), default=0) + any(isinstance(value, list) for value in words.values())


def test_what_is_written_with_as_many_joins_as_there_may_be_stays_so_however_often_it_is_read() -> None:
    words: dict[str, Any] = {"tag": "a", "name": "b"}
    for number in range(MAX_DEPTH):
        words = {"project": f"P{number}", ("any", "none")[number % 2]: [words, {"min_images": number}]}
    assert levels(words) == MAX_DEPTH
    assert as_words(read_selector(words)) == words


def test_a_join_of_one_is_that_one_and_none_of_one_is_not() -> None:
    one = Condition(Part.TAG, "raw")
    assert from_words({"all": [{"any": [{"tag": "raw"}]}]}) == one
    assert from_words({"none": [{"tag": "raw"}]}) == Join(How.NONE, (one,))
