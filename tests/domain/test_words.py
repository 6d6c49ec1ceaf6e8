# SPDX-License-Identifier: AGPL-3.0-or-later
"""English that pages, mails and errors share."""

from __future__ import annotations

import pytest

from omero_forms.domain.words import listed


@pytest.mark.parametrize(
    ("words", "said"), [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")]
)
def test_words_are_listed_as_they_are_spoken(words: tuple[str, ...], said: str) -> None:
    assert listed(words) == said


def test_the_last_word_may_follow_another_one_and_a_comma() -> None:
    assert listed(["A", "B", "C"], "or") == "A, B or C"
    assert listed(["A and B", "C"], "or", comma=True) == "A and B, or C"
