# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of a copy, by what lies on the object now."""

from __future__ import annotations

import pytest

from omero_forms.domain.submissions import Written, why_unlike

COPY = Written(7, 100)
CHANGED = Written(7, 120)
OTHER = Written(9, 110)


@pytest.mark.parametrize(
    ("found", "sees_all", "said"),
    [
        ({COPY}, True, None),
        ({COPY}, False, None),
        ({COPY, OTHER}, True, "look_alike"),
        ({CHANGED}, True, "changed"),
        ({CHANGED, OTHER}, True, "changed"),
        (set(), True, "missing"),
        ({OTHER}, True, "missing"),
        (set(), False, None),
        ({OTHER}, False, "look_alike"),
    ],
)
def test_a_copy_is_as_it_was_written_or_it_is_said_what_was_done_to_it(
    found: set[Written], sees_all: bool, said: str | None
) -> None:
    assert why_unlike(COPY, found, sees_all=sees_all) == said
