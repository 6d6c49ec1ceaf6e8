# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much is written in one go."""

from __future__ import annotations

from omero_forms.services.evaluations.write import Pace


def test_batches_shrink_when_they_hold_the_database_long_and_grow_when_short() -> None:
    pace = Pace()
    before = pace.rows
    pace.took(0.15)
    assert pace.rows == before // 2
    for _ in range(50):
        pace.took(10.0)
    assert pace.rows == 20
    for _ in range(50):
        pace.took(0.001)
    assert pace.rows == 1000
    assert pace.target_seconds < 0.2
