# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs that redacted answers gave are known again, and not to be read."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.answers.withdrawn import Withdrawn

PAIRS = st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5)


@given(PAIRS, PAIRS, PAIRS)
def test_a_pair_is_known_again_if_it_was_given_and_no_other_one_is(
    first: list[tuple[str, str]], second: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    known = Withdrawn.from_json(json.loads(json.dumps(Withdrawn.of("ab", first).and_of(second).as_json())))
    assert all(pair in known for pair in [*first, *second])
    assert not [pair for pair in others if pair in known and pair not in [*first, *second]]


def test_the_text_of_a_pair_is_not_kept() -> None:
    assert "Marple" not in json.dumps(Withdrawn.of("ab", [("Patient", "Marple")]).as_json())


def test_nothing_is_known_of_nothing() -> None:
    assert ("", "") not in Withdrawn.from_json({})
