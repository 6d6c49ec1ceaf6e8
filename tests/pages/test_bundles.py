# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser loads for a view stays below its ceiling, and a list of forms comes without what draws one."""

from __future__ import annotations

import pytest

from benchmarks.bundles import FORM, VIEWS, needed, weight_of
from tests.ceilings import BYTES


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_loads_more_than_its_ceiling(view: str) -> None:
    weight = weight_of(view)
    assert weight.brotli <= BYTES[view], f"{view}: {weight}"


def test_only_who_opens_a_form_loads_what_draws_one() -> None:
    more = set(needed([FORM])) - set(needed(VIEWS["page, list"])) - set(needed(VIEWS["report"]))
    drawing = max(more, key=lambda part: part.stat().st_size)
    assert drawing.stat().st_size > 250_000
    assert {view for view, parts in VIEWS.items() if drawing in needed(parts)} == {"panel, form", "page, form"}
