# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that pages and mails say goes through one catalogue, so that a site can have it in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import NullTranslations
from html import unescape
from pathlib import Path

import pytest

from omero_forms.domain import texts
from omero_forms.mail.layout import lay_out
from omero_forms.mail.samples import SAMPLES
from omero_forms.services.reports.paper import told
from tests.services.reports.test_paper import ROWS, report
from tests.support.language import TOOL, pseudo, said, without_brackets

PACKAGE = TOOL.PACKAGE
NOBODY_READS = (
    # Headers, for mail programs.
    "mail/mime.py",
    # Printed by commands, in logs, or shown by the program of whoever runs the site.
    "cli/", "checks.py", "settings.py", "conf.py", "kit/database.py", "kit/private_files.py", "services/setup.py", "services/site/",
    "services/key_files.py",
    # What people might have typed, in samples of mails.
    "mail/samples.py",
    # Bundles and records are kept for ever and read by others: they are in one language everywhere.
    "services/bundles/", "domain/bundles/", "templates/omero_forms/bundle/",
)  # fmt: skip
"""Rooms whose texts are in no page and no mail, by the beginning of their path."""

WHOLE = (
    "mail/", "views.py", "domain/digests/", "selectors/damage.py", "services/previews/mails.py",
    # What makes the words of mails; those beside them hand mails over, in the words of SMTP.
    *(f"services/mails/{name}.py" for name in ("campaigns", "damage", "exemptions", "heartbeat", "new_policies")),
    "services/mails/sender.py", "services/mails/when.py", "services/mails/digest/compose.py",
)  # fmt: skip
"""Rooms where every word goes to people; elsewhere names and codes stand between the sentences."""


def speaks(file: Path) -> bool:
    return not _below(file, NOBODY_READS)


def _below(file: Path, rooms: tuple[str, ...]) -> bool:
    return TOOL.path_of(file).removeprefix("omero_forms/").startswith(rooms)


def test_no_module_says_anything_past_the_catalogue() -> None:
    outside = [
        one
        for file in filter(speaks, TOOL.modules())
        for one in TOOL.outside_in_python(file, sentences_only=not _below(file, WHOLE))
    ]
    assert outside == []


def test_no_template_says_anything_past_the_catalogue() -> None:
    assert [one for file in filter(speaks, TOOL.templates()) for one in TOOL.outside_in_templates(file)] == []


def test_the_file_for_translators_holds_what_is_said_now() -> None:
    assert TOOL.POT.read_bytes() == TOOL.template(), "run `make texts`"


def test_what_a_number_chooses_between_has_places_of_the_same_names() -> None:
    for one in said():
        first, *others = (set(re.findall(r"\{(\w+)\}", text)) - {"n"} for text in one.texts)
        assert all(other == first for other in others), one


SAID_OF_SEVERAL = {"{number} objects are selected", "{number} of your groups have members who need a reminder"}
"""Nobody says these of one."""


def test_what_is_said_of_one_agrees_with_it() -> None:
    """Not "1 record were verified", nor "1 records were verified"."""
    of_one = [one.texts[0] for one in said() if len(one.texts) > 1]
    assert [text for text in of_one if re.search(r"\{n\}[^.:;{]* (?:are|were|have|they)\b", text)] == []
    of_any = {one.texts[0] for one in said() if len(one.texts) == 1 and not one.texts[0].startswith("At most")}
    number = r"\{(?:n|\w*number|\w*count|\w*size)\} (?:[a-z]+ ){0,3}[a-z]+s (?:are|were|have)\b"
    assert {text for text in of_any if re.search(number, text)} == SAID_OF_SEVERAL


TYPED = sorted(
    {
        node.value
        for node in ast.walk(ast.parse((PACKAGE / "mail" / "samples.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    },
    key=len,
    reverse=True,
)
"""What people typed, in the samples of mails: names of theirs, of groups, forms and policies, and their reasons."""


@pytest.fixture
def other_language() -> Iterator[None]:
    texts.use(pseudo())
    yield
    texts.use(NullTranslations())


@pytest.mark.usefixtures("other_language")
@pytest.mark.parametrize("folder", SAMPLES)
def test_every_word_of_a_mail_is_of_the_catalogue(folder: str) -> None:
    """Laid out in a language that puts each text into brackets: what stands outside of them are names and numbers."""
    mail = lay_out(folder, SAMPLES[folder]())
    html = unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", mail.html, flags=re.DOTALL))
    for part in (mail.subject, mail.text, html):
        assert "⟦" in part
        left = without_brackets(re.sub(r"\s+", " ", part))
        for typed in TYPED:
            left = left.replace(typed, " ").replace(typed.upper(), " ")
        assert re.findall(r"[^\W\d_]{2,}(?: +[^\W\d_]{2,})+", left) == [], part


def test_a_message_is_found_however_short_it_is_and_whatever_it_begins_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TOOL, "ROOT", tmp_path)
    (tmp_path / "module.py").write_text(
        'raise wrong_at("/name", f"at most {LIMIT} characters")\n'
        'raise error("forbidden", message="Unknown.")\n'
        'PROBLEM = {"pointer": "/key", "message": "no such key"}\n'
        'AWAY = "OMERO did not answer."\n'
        'raise wrong_at("/name", t("Write a name."))\n'
    )
    found = TOOL.outside_in_python(tmp_path / "module.py", sentences_only=True)
    assert {one.line for one in found} == {1, 2, 3, 4}


@pytest.mark.usefixtures("other_language")
def test_every_word_of_a_kept_report_on_paper_is_of_the_catalogue() -> None:
    words = told(report(*ROWS), iter(ROWS))
    head = [
        words["title"],
        words["when"],
        words["lacking"],
        *words["sentences"],
        *(cell for fact in words["facts"] for cell in fact),
    ]
    tables = [cell for one in words["tables"] for cell in (one["name"], one["about"], *one["head"])]
    statuses = [row[3] for row in words["tables"][1]["rows"]]
    left = " ".join(without_brackets(one) for one in [*head, *tables, *statuses])
    assert re.findall(r"[^\W\d_]{2,}", left) == []
