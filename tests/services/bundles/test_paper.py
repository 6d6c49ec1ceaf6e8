# SPDX-License-Identifier: AGPL-3.0-or-later
"""The PDF of a history: it is made offline, whatever people typed, and says what it is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import typst

from omero_forms.domain.bundles.entries import Entry, Line
from omero_forms.services.bundles import paper as papers
from omero_forms.services.bundles.paper import MOST_ENTRIES, Paper
from omero_forms.services.bundles.texts import Texts, what_is_proven
from omero_forms.services.bundles.typeset import LACKING, TEMPLATE, as_numbers

LOADED: Any = SimpleNamespace(
    ref=SimpleNamespace(type=SimpleNamespace(value="Dataset"), id=12, server="uuid-1"),
    name="nuclei",
    group=SimpleNamespace(name="Lab"),
)
TEXTS = Texts(LOADED, datetime(2026, 11, 27, 19, tzinfo=UTC), "Ada (ada)", recorded=1, forms=1, waiting=0)


def paper_with(*answers: str) -> Paper:
    """With a submission for each answer."""
    paper = Paper()
    paper.begin(name="Sample", about="Form f", recorded=len(answers))
    for number, text in enumerate(answers, 1):
        line = Line("Question", None, text)
        paper.add(Entry(number, "d" * 64, "clara", "today", 1, text, answers=[line], changes=[line]), is_newest=True)
    return paper


@pytest.mark.parametrize(
    "text", ["HeLa µm Ж Ω", '#read("/etc/passwd") *a* $x$ ]', "漢字 😀", "a\u0301\u200d\ufeff", "A" * 100_000]
)
def test_whatever_was_typed_gives_a_pdf_of_the_kind_that_archives_keep(text: str) -> None:
    pdf = paper_with(text).pdf(TEXTS, what_is_proven(None))
    assert pdf is not None
    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>B<", pdf, re.DOTALL)


def test_each_page_says_that_it_was_not_validated() -> None:
    assert paper_with("a").told(TEXTS, [])["not_validated"] == "Written as PDF/A-2b, and not validated as such."
    assert "#told.not_validated" in TEMPLATE.read_text().partition("footer:")[2].partition("#set text(font")[0]


def test_a_character_that_no_font_has_is_written_as_its_number() -> None:
    # No font has a character that is none.
    told = as_numbers({"title": "a\U0010ffffb µ", "sentences": ["s"]}, typst.Fonts(include_system_fonts=False))
    assert told == {"title": "a[U+10FFFF]b µ", "sentences": ["s", LACKING]}


def test_of_a_long_history_the_newest_are_set_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    [history] = paper_with(*map(str, range(MOST_ENTRIES + 5))).told(TEXTS, [])["histories"]
    assert len(history["entries"]) == MOST_ENTRIES
    assert history["about"].endswith("Here are the newest 200 of them; history.html has all.")
    monkeypatch.setattr(papers, "MOST_CHARACTERS", 1_000)
    [history] = paper_with("a", "b" * 1_000, "c").told(TEXTS, [])["histories"]
    assert len(history["entries"]) == 1


def test_of_a_long_answer_the_beginning_is_set_and_it_says_so() -> None:
    [history] = paper_with("a" * 100_000).told(TEXTS, [])["histories"]
    [answer] = history["entries"][0]["answers"]
    assert answer["after"].endswith("aa… (98,000 more characters are in its record)")
