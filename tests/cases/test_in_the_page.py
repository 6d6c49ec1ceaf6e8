# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms from public bug reports in the real page: opened, left untouched, answered by hand, refused at the right
question.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError

from omero_forms.domain.answers.validate import prepare
from tests.cases.by_hand import Hand, NotByHandError
from tests.cases.files import CASES, OPENED, Case, Given
from tests.cases.opened import Opened, Verdict
from tests.cases.places import Path, Places, leaves, same
from tests.cases.stage import Stage
from tests.cases.telling import tell

GIVEN = [pytest.param(case, given, id=f"{case.name}-{given.number}") for case in CASES for given in case.in_the_page()]

PANEL = ("01", "02", "06", "08", "24")
IN_THE_PANEL = [case for case in CASES if case.name[:2] in PANEL]


@pytest.mark.parametrize("case", OPENED, ids=lambda case: case.name)
def test_an_untouched_form_is_shown_and_records_nothing_but_what_the_form_presets(
    stage: Stage, tab: Any, case: Case
) -> None:
    form = _form(stage, case)
    opened = Opened(tab, stage, form)
    opened.open()
    tell(opened.failures())
    if (kept := opened.draft()) is not None:
        tell([f"expected no draft of an untouched form, got {kept}"])
    verdict = opened.submit()
    tell(opened.failures() + _injustice(verdict) + _more(case, verdict, {}))


@pytest.mark.parametrize(("case", "given"), GIVEN)
def test_right_answers_are_recorded_as_given_and_wrong_ones_are_refused_where_they_are_wrong(
    stage: Stage, tab: Any, case: Case, given: Given
) -> None:
    opened = Opened(tab, stage, _form(stage, case))
    opened.open()
    tell(opened.failures())
    try:
        Hand(tab, Places(case)).fill(given.answers)
        if given.is_right:
            opened.reload()
    except NotByHandError:
        opened.keep_draft(given.answers)
    except PlaywrightError as stuck:
        tell(opened.failures() or [f"typing stopped: {stuck}"])
    verdict = opened.submit()
    wrong = opened.failures() + _injustice(verdict)
    if given.is_right and not verdict.is_recorded:
        wrong.append(f"expected it to be recorded, the server refused {verdict.refused}")
    # What the form presets beside them may be all that they lacked.
    is_mended = verdict.recorded != given.answers and not _more(case, verdict, given.answers)
    if not given.is_right and verdict.is_recorded and not is_mended:
        wrong.append(f"expected a refusal, got {verdict.recorded}")
    if given.is_right:
        wrong += _more(case, verdict, given.answers) + _less(verdict, prepare(given.answers))
    tell(wrong)


@pytest.mark.parametrize("case", IN_THE_PANEL, ids=lambda case: f"{case.name}-panel")
def test_a_form_is_filled_in_the_panel_of_omero_web_too(stage: Stage, tab: Any, case: Case) -> None:
    opened = Opened(tab, stage, _form(stage, case))
    opened.open_in_panel(case.name)
    tell(opened.failures())
    answers = next(given.answers for given in case.given if given.is_right)
    Hand(tab, Places(case)).fill(answers)
    verdict = opened.submit()
    wrong = opened.failures() + _injustice(verdict) + _less(verdict, prepare(answers))
    tell(wrong if verdict.is_recorded else [*wrong, f"not recorded: {verdict}"])


def _form(stage: Stage, case: Case) -> str:
    form = stage.form_of(case)
    if form is None:
        if case.publish == "ok":
            tell([f"refused at publishing: {stage.forms[case.name]['refused']}"])
        pytest.skip("refused at publishing, as it may be")
    return form


def _injustice(verdict: Verdict) -> list[str]:
    """Where page and server do not judge alike, or the page tells anything but the server's verdict."""
    if verdict.is_inexact:
        return [] if verdict.objected == verdict.refused else [f"the page said nothing of it: {verdict}"]
    if verdict.trouble:
        return [f"Submit led to {verdict.trouble} after objections to {verdict.objected}"]
    if verdict.is_recorded:
        objected = verdict.objected
        return [f"the page objected to {objected}, the server did not"] if objected else []
    refused = verdict.refused or []
    wrong = []
    # A group that lacks an answer may be told by the question that it lacks.
    if unjust := [each for each in verdict.objected if not _is_of(each, refused)]:
        wrong.append(f"the page objected to {unjust}, the server to {refused}")
    if set(verdict.shown) != set(refused):
        wrong.append(f"{verdict.shown} are shown after the server's verdict {refused}")
    return wrong


def _is_completed(case: Case, verdict: Verdict, given: Given) -> bool:
    """Whether the form itself has added what was lacking."""
    places, before = Places(case), dict(leaves(given.answers))
    added = {path: value for path, value in leaves(verdict.recorded) if path not in before}
    return bool(added) and all(places.is_preset(path, value) for path, value in added.items())


def _is_of(pointer: str, refused: list[str]) -> bool:
    return any(pointer == each or pointer.startswith(f"{each}/") for each in refused)


def _says_nothing(path: Path, value: Any) -> bool:
    """An empty group or list, and the place of an entry that was not filled in."""
    return value in ([], {}) or (value is None and isinstance(path[-1], int))


def _more(case: Case, verdict: Verdict, answers: dict[str, Any]) -> list[str]:
    """What was sent that neither somebody gave nor the form presets."""
    given = dict(leaves(answers))
    places = Places(case)
    return [
        f"{value!r} at {path} was sent, which nobody gave"
        for path, value in leaves(verdict.sent or {})
        if path and not (path in given and same(given[path], value))
        if not _says_nothing(path, value) and not places.is_preset(path, value)
    ]


def _less(verdict: Verdict, answers: dict[str, Any]) -> list[str]:
    """What somebody gave that was not sent so."""
    sent = dict(leaves(verdict.sent or {}))
    return [
        f"{value!r} at {path} was given, {sent.get(path, 'nothing')!r} was sent"
        for path, value in leaves(answers)
        if path and not _says_nothing(path, value) and not (path in sent and same(sent[path], value))
    ]
