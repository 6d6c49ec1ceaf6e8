# SPDX-License-Identifier: AGPL-3.0-or-later
"""What formats and patterns take, by the vectors that the page's own module is tested by too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omero_forms.domain.schemas.budgets import Budget
from omero_forms.domain.schemas.formats import FORMATS
from omero_forms.domain.schemas.patterns import PatternError, compile_pattern

VECTORS = Path(__file__).parent / "vectors"


def rows(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def finds(pattern: str, text: str) -> bool:
    return Budget(5).matches(compile_pattern(pattern), pattern, text)


@pytest.mark.parametrize("row", rows("formats.json"), ids=lambda row: f"{row['format']} {row['text'][:30]!r}")  # fmt: skip
def test_a_format_takes_what_it_is_meant_to_and_nothing_else(row):
    check = FORMATS.get(row["format"])
    assert (check is None or check(row["text"])) is row["valid"]


def test_every_format_that_is_checked_has_vectors_of_both_kinds():
    told = {(row["format"], row["valid"]) for row in rows("formats.json")}
    assert told >= {(name, valid) for name in FORMATS for valid in (True, False)}


@pytest.mark.parametrize("row", rows("patterns.json"), ids=lambda row: row["pattern"])
def test_a_pattern_is_taken_with_one_meaning_or_refused(row):
    pattern = row["pattern"]
    if not row["accepted"]:
        with pytest.raises(PatternError, match=r"^[A-Z\\].*\.$"):
            compile_pattern(pattern)
        return
    assert [text for text in row["matches"] if not finds(pattern, text)] == []
    assert [text for text in row["refuses"] if finds(pattern, text)] == []
