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
from tests.support.language import TOOL, pseudo, said

PACKAGE = TOOL.PACKAGE
NOBODY_READS = (
    "mail/samples.py",
    # Headers, for mail programs.
    "mail/mime.py",
    # Printed by commands, in logs, or shown by the program of whoever runs the site.
    "cli/", "checks.py", "settings.py", "conf.py", "kit/database.py", "kit/private_files.py", "services/setup.py",
    # Samples of what people might have typed.
    # Bundles and records are kept for ever and read by others: they are in one language everywhere.
    "services/bundles/", "domain/bundles/", "templates/omero_forms/bundle/",
)  # fmt: skip
"""Rooms whose texts are in no page and no mail, by the beginning of their path."""

YET: tuple[str, ...] = (
    "api/answers.py",
    "api/auth.py",
    "api/bundles.py",
    "api/errors.py",
    "api/imports.py",
    "api/integrity.py",
    "api/kept_reports.py",
    "api/lacking.py",
    "api/repairs.py",
    "api/report_files.py",
    "api/report_totals.py",
    "api/runs.py",
    "api/streaming.py",
    "api/uploads.py",
    "api/v1.py",
    "api/versions.py",
    "gateway/administration.py",
    "gateway/directory.py",
    "gateway/sessions.py",
    "gateway/store.py",
    "selectors/damage.py",
    "selectors/diagnosis/ask.py",
    "selectors/diagnosis/copies.py",
    "selectors/diagnosis/histories.py",
    "selectors/diagnosis/host.py",
    "selectors/diagnosis/log.py",
    "selectors/diagnosis/mail.py",
    "selectors/diagnosis/modes.py",
    "selectors/diagnosis/problem.py",
    "selectors/diagnosis/site.py",
    "selectors/events.py",
    "selectors/facts.py",
    "selectors/finding_pages.py",
    "selectors/form_makers.py",
    "selectors/forms.py",
    "selectors/gates.py",
    "selectors/groups.py",
    "selectors/kept_reports.py",
    "selectors/key_chain.py",
    "selectors/keys.py",
    "selectors/library.py",
    "selectors/log.py",
    "selectors/log_check.py",
    "selectors/log_since.py",
    "selectors/nobody.py",
    "selectors/orphans.py",
    "selectors/policies.py",
    "selectors/redactions.py",
    "selectors/report_totals.py",
    "services/access/admission.py",
    "services/access/logins.py",
    "services/access/permissions.py",
    "services/evaluations/evaluate.py",
    "services/evaluations/findings.py",
    "services/evaluations/judge.py",
    "services/exchange/archives.py",
    "services/exchange/bring_in.py",
    "services/exchange/offered.py",
    "services/exchange/paths.py",
    "services/exchange/templates.py",
    "services/exchange/workbooks.py",
    "services/forms/assign.py",
    "services/forms/drafts.py",
    "services/forms/library.py",
    "services/forms/owners.py",
    "services/forms/publish.py",
    "services/integrity/plan.py",
    "services/integrity/read_model.py",
    "services/integrity/rebuild.py",
    "services/integrity/redact.py",
    "services/integrity/repair.py",
    "services/integrity/sources.py",
    "services/integrity/strays.py",
    "services/integrity/streams.py",
    "services/jobs/run.py",
    "services/key_files.py",
    "services/keys/replace.py",
    "services/keys/trust.py",
    "services/legacy/bring_in.py",
    "services/legacy/forms.py",
    "services/legacy/go_back.py",
    "services/legacy/site.py",
    "services/log/make.py",
    "services/log/rebuild.py",
    "services/mails/digest/make.py",
    "services/mails/sender.py",
    "services/policies/apply.py",
    "services/policies/change.py",
    "services/policies/check.py",
    "services/policies/exempt/ask.py",
    "services/policies/exempt/decide.py",
    "services/policies/site_wide.py",
    "services/previews/show.py",
    "services/records/gate.py",
    "services/reports/paper.py",
    "services/site/adopt.py",
    "services/site/begin.py",
    "services/submissions/remake.py",
)

WHOLE = ("mail/", "views.py", "domain/digests/")
"""Rooms where every word goes to people; elsewhere names and codes stand between the sentences."""


def speaks(file: Path) -> bool:
    return not _below(file, (*NOBODY_READS, *YET))


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


def test_what_a_number_chooses_between_has_places_of_the_same_names() -> None:
    for one in said():
        first, *others = (set(re.findall(r"\{(\w+)\}", text)) - {"n"} for text in one.texts)
        assert all(other == first for other in others), one


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
        left = re.sub(r"\s+", " ", part)
        while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", left)) != left:
            left = inner
        for typed in TYPED:
            left = left.replace(typed, " ").replace(typed.upper(), " ")
        assert re.findall(r"[^\W\d_]{2,}(?: +[^\W\d_]{2,})+", left) == [], part
