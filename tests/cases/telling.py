# SPDX-License-Identifier: AGPL-3.0-or-later
"""How these tests say what they expected and what they got."""

from __future__ import annotations

from typing import Any

import pytest


def tell(wrong: list[str]) -> None:
    """Fail with what went wrong, in words; nothing went wrong where the list is empty."""
    if wrong:
        pytest.fail("; ".join(wrong), pytrace=False)


def assert_says_where(problems: list[dict[str, str]], schema: Any) -> None:
    """Each problem of a refused schema has a sentence, and a place that is there."""
    assert problems
    for problem in problems:
        assert problem["message"].endswith("."), problem
        value = schema
        for part in problem["pointer"].split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
