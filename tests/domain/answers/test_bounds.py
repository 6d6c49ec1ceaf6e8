# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omero_forms.domain.answers.bounds import REST, CopyBounds, bounded, is_rest

WHERE = "see https://omero.example.org/omero_forms/?id=1&type=dataset&form=f1"
BOUNDS = CopyBounds(rows=2000, size=200_000)


def size(rows: list[tuple[str, str]]) -> int:
    return sum(len(key.encode()) + len(value.encode()) for key, value in rows)


def test_a_copy_that_fits_is_whole_to_the_last_row_and_byte():
    rows = [("Key", "v")] * 2000
    assert bounded(rows, BOUNDS, WHERE) == rows
    assert bounded(rows, CopyBounds(2000, size(rows)), WHERE) == rows


def test_the_last_row_says_how_many_there_are_and_where_they_all_are():
    copied = bounded([("Well", str(number)) for number in range(40_000)], BOUNDS, WHERE)
    assert len(copied) == 2000
    assert copied[1998] == ("Well", "1998")
    assert copied[-1] == (
        REST,
        "The first 1,999 of 40,000 key-value pairs are here. For all answers, "
        "see https://omero.example.org/omero_forms/?id=1&type=dataset&form=f1",
    )


@pytest.mark.parametrize("text", ["x", "é", "\N{MICROSCOPE}"])
def test_bytes_are_counted_in_utf_8(text: str):
    rows = [("Notes", text * 500) for _ in range(500)]
    copied = bounded(rows, BOUNDS, WHERE)
    assert size(copied) <= 200_000
    if len(copied) < len(rows):
        assert size(copied) + 500 * len(text.encode()) + len("Notes") > 200_000 - 10
        assert copied[-1][0] == REST


def test_bounds_in_which_nothing_fits_leave_the_row_that_says_so():
    rows = [("Key", "value")] * 3
    assert [key for key, _value in bounded(rows, CopyBounds(1, 200_000), WHERE)] == [REST]
    assert [key for key, _value in bounded(rows, CopyBounds(2000, 1), WHERE)] == [REST]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.text(max_size=5), st.text(max_size=40)), max_size=60),
    st.integers(1, 70),
    st.integers(200, 3000),
)
def test_no_copy_is_larger_than_its_bounds_and_it_is_the_beginning_of_the_whole(
    rows: list[tuple[str, str]], most: int, limit: int
):
    copied = bounded(rows, CopyBounds(most, limit), WHERE)
    assert len(copied) <= most
    assert size(copied) <= limit
    if copied != rows:
        assert copied[:-1] == rows[: len(copied) - 1]
        assert copied[-1][0] == REST


def test_a_pair_of_a_person_that_is_called_as_the_last_one_is_theirs() -> None:
    rows = [(f"Q{number}", "a") for number in range(3000)]
    assert is_rest(bounded(rows, CopyBounds(2000, 200_000), WHERE)[-1])
    assert is_rest(bounded(rows, CopyBounds(1, 200_000), "see elsewhere")[-1])
    assert not is_rest((REST, "are in the notebook of 2024"))
    assert not is_rest(("Q1", "a"))
