# SPDX-License-Identifier: AGPL-3.0-or-later
"""English that pages, mails and errors share."""

from __future__ import annotations

import pytest

from omero_forms.domain.words import columns, isolated, listed, wrapped


@pytest.mark.parametrize(
    ("words", "said"), [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")]
)
def test_words_are_listed_as_they_are_spoken(words: tuple[str, ...], said: str) -> None:
    assert listed(words) == said


def test_the_last_word_may_follow_another_one_and_a_comma() -> None:
    assert listed(["A", "B", "C"], "or") == "A, B or C"
    assert listed(["A and B", "C"], "or", comma=True) == "A and B, or C"


def test_a_name_from_right_to_left_keeps_to_itself_in_each_line_of_a_text() -> None:
    arabic = "مختبر الخلايا"
    assert isolated("Conti lab 3") == "Conti lab 3"
    assert isolated("Möwe") == "Möwe"
    assert isolated(arabic) == f"\u2068{arabic}\u2069"
    assert isolated(isolated(arabic)) == isolated(arabic)
    # Whoever types one end alone does not open what others end.
    assert isolated(f"\u2069{arabic}\u2068") == isolated(arabic)
    lines = wrapped(f"3 of 9 datasets of {isolated(arabic)} are past due, and {isolated(arabic)} has 2.", 22).split(
        "\n"
    )
    assert any(arabic.split(maxsplit=1)[0] in one and arabic.split()[1] not in one for one in lines), (
        "it is broken somewhere"
    )
    for line in lines:
        assert line.count("\u2068") == line.count("\u2069")
        assert line.find("\u2068") <= line.find("\u2069")


def test_a_column_is_as_wide_as_letters_are_drawn() -> None:
    assert [columns(one) for one in ("Ben", "山田太郎", "Zoe\u0308", isolated("דוד"))] == [3, 8, 3, 3]
