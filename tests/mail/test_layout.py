# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a mail is laid out: its lines of text, and where its styles are."""

from __future__ import annotations

from pathlib import Path

import pytest

from omero_forms.templatetags.forms_text import indent, wrap
from tests.mail.samples import SETTINGS, member_digest, owner_digest
from tests.mail.test_rendering import render_digest

ADDRESS = "https://omero.example.org/omero_forms/?type=dataset&id=4711&form=f7gmx2o3hhlittfm"
TEMPLATES = Path(__file__).parents[2] / "omero_forms/templates/omero_forms/mail"


def test_lines_are_broken_between_words_and_an_address_never() -> None:
    assert wrap("one two three", 8) == "one two\nthree"
    assert wrap(f"See {ADDRESS}.", 20) == f"See\n{ADDRESS}."
    assert wrap("well-known", 5) == "well-known"


def test_every_line_is_moved_in() -> None:
    assert indent("one\ntwo", 2) == "  one\n  two"


def test_no_line_of_a_mail_is_longer_than_76_characters_but_addresses_and_rows_of_the_table() -> None:
    mail = render_digest(member_digest(), owner_digest(), SETTINGS)
    long = [line for line in mail.text.splitlines() if len(line) > 76]
    assert [line for line in long if "http" not in line and "  " not in line.strip()] == []


@pytest.mark.parametrize("folder", ["damage", "digest"])
def test_a_text_is_wrapped_where_it_is_laid_out(folder: str) -> None:
    """The words of a mail are the same for both of its parts: lines are a matter of the text template."""
    assert "_lines" not in (TEMPLATES / folder / "body.txt").read_text()


@pytest.mark.parametrize("folder", ["damage", "digest"])
def test_fonts_and_their_colours_are_said_once(folder: str) -> None:
    assert "font-family" not in (TEMPLATES / folder / "body.html").read_text()
    assert "font-family" in render_digest(member_digest(), owner_digest(), SETTINGS).html
