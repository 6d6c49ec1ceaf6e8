# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long lists in parts."""

from __future__ import annotations

import pytest

from omero_forms.domain.chunks import chunks


@pytest.mark.parametrize(
    ("number", "parts"),
    [(0, []), (2, [[0, 1]]), (3, [[0, 1, 2]]), (7, [[0, 1, 2], [3, 4, 5], [6]])],
)
def test_every_value_comes_once_and_in_order(number: int, parts: list[list[int]]) -> None:
    assert list(chunks(range(number), 3)) == parts
