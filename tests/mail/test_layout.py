# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a mail is laid out: its lines of text, and where its styles are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.template.engine import Engine

from omero_forms.cli import main
from omero_forms.mail import layout
from omero_forms.mail.samples import SAMPLES, SETTINGS, member_digest, owner_digest
from omero_forms.selectors.diagnosis.mail import mail_templates
from omero_forms.services.mails.kinds import mail_kinds
from omero_forms.templatetags.forms_text import indent, wrap
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


@pytest.mark.parametrize("folder", ["campaign", "damage", "digest", "heartbeat", "policy"])
def test_a_text_is_wrapped_where_it_is_laid_out(folder: str) -> None:
    """The words of a mail are the same for both of its parts: lines are a matter of the text template."""
    assert "_lines" not in (TEMPLATES / folder / "body.txt").read_text()


@pytest.mark.parametrize("folder", ["campaign", "damage", "digest", "heartbeat", "policy"])
def test_fonts_and_their_colours_are_said_once(folder: str) -> None:
    assert "font-family" not in (TEMPLATES / folder / "body.html").read_text()
    assert "font-family" in render_digest(member_digest(), owner_digest(), SETTINGS).html


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Iterator[Callable[..., None]]:
    """Lays a template of the site's own in the place of ours."""
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [str(tmp_path), *first["DIRS"]]}, *others]
    layout._template.cache_clear()

    def lay(name: str, text: str) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        # As after a restart.
        layout._template.cache_clear()
        for loader in Engine.get_default().template_loaders:
            loader.reset()

    yield lay
    layout._template.cache_clear()


def test_a_site_lays_a_template_of_its_own_over_ours_and_one_that_fails_loses_no_mail(
    own: Callable[..., None], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = "omero_forms/mail/heartbeat"
    words = SAMPLES[folder]()
    ours = layout.lay_out(folder, words)
    assert layout.check(folder, words) == layout.Checked(ours, (), ())
    own(f"{folder}/body.txt", "Hello {{ name }}, <{{ stile }}> {{ version }}")
    checked = layout.check(folder, words)
    assert checked.own == ("body.txt",)
    assert checked.problems == (
        f"{folder}/body.txt: there is no variable stile.",
        f"{folder}/body.txt: there is no variable version.",
    )
    assert layout.lay_out(folder, words) == replace(ours, text="Hello Ada Admin, <>\n")
    own(
        "omero_forms/mail/digest/body.txt",
        "{{ own.headlin }} {% for one in groups %}{{ one.nam|upper }}{% endfor %} {{ nam.x }} x",
    )
    assert [
        one.split(": ")[1]
        for one in layout.check("omero_forms/mail/digest", SAMPLES["omero_forms/mail/digest"]()).problems
    ] == [f"there is no variable {name}." for name in ("nam", "one.nam", "own.headlin")]
    (tmp_path / "omero_forms/mail/digest/body.txt").unlink()
    for broken in (
        "{% if %}",
        "{% load nothing_of_that_name %}",
        "{{ name|no_such_filter }}",
        "{% if stile %}all{% endif %} ",
        "{% include 'nowhere' %}",
    ):
        own(f"{folder}/body.txt", broken)
        assert layout.lay_out(folder, words) == ours
        assert "the site's own template" in caplog.text
        caplog.clear()
        checked = layout.check(folder, words)
        assert checked.mail is None or f"{folder}/body.txt leaves it empty." in checked.problems
    own("omero_forms/mail/notice.html", "{{ name|no_such_filter }}")
    assert layout.lay_out(folder, words) == ours, "what ours extends is a template as well"
    assert "body.html fails" in caplog.text
    assert layout.check(folder, words).problems[-1].startswith(f"{folder}/body.html: Invalid filter")
    own("omero_forms/mail/notice.html", (TEMPLATES / "notice.html").read_text())
    assert main(["mail", "check", "--out", str(tmp_path / "samples")]) == 1
    said = capsys.readouterr()
    assert f"{folder} (body.txt: the site's own): no mail" in said.out
    assert "nowhere" in said.err
    (problem,) = mail_templates()
    assert (problem.code, problem.severity) == ("mail_templates_wrong", "warning")
    assert f"{folder}/body.txt" in problem.message
    own(f"{folder}/body.txt", "{{ lede }}")
    assert main(["mail", "check", "--json", "--out", str(tmp_path / "samples")]) == 0
    assert list(mail_templates()) == []
    assert {one["templates"] for one in json.loads(capsys.readouterr().out)} == {*SAMPLES}
    assert (tmp_path / "samples/heartbeat.txt").read_text().startswith("Subject: [OMERO] Forms need an admin")


def test_each_kind_of_mail_has_a_sample() -> None:
    assert {kind.folder for kind in mail_kinds().values()} == {*SAMPLES}
