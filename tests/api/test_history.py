# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a form on an object travels in pages: opening a form is as large after ten years as after a week."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from omero_forms.models import RecordRow, Submission
from omero_forms.selectors.submissions import AT_OPENING, PER_PAGE
from tests.api.browser import Browser
from tests.support.counts import counts
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld

SUBMITTED = AT_OPENING + PER_PAGE + 3


@pytest.fixture
def browser(world: FormsWorld) -> Browser:
    return Browser(world.lab, "author")


@pytest.fixture
def filled(world: FormsWorld, dataset: Callable[..., int], browser: Browser) -> tuple[int, FormInUse]:
    """A dataset whose form was submitted so often that the history is more than what opens and one page."""
    target, form = dataset(), world.form(*EVERYWHERE)
    for base in range(SUBMITTED):
        assert browser.submit(target, form, base=base).status == 201
    return target, form


def numbers(page: dict[str, list[dict[str, int]]]) -> list[int]:
    return [one["number"] for one in page["history"]]


def test_a_form_opens_with_the_newest_and_the_rest_comes_in_pages(
    browser: Browser, filled: tuple[int, FormInUse]
) -> None:
    target, form = filled
    path = f"objects/dataset/{target}/forms/{form.id}"
    opened = browser.get(path).body
    found = numbers(opened)
    assert len(found) == AT_OPENING
    assert len(json.dumps(opened)) <= 8_000
    page = opened
    while page["next"] is not None:
        page = browser.get(f"{path}/submissions?before={page['next']}").body
        assert 0 < len(page["history"]) <= PER_PAGE
        found += numbers(page)
    assert found == list(range(SUBMITTED, 0, -1))
    # Without a cursor it begins with the newest; before the first there is nothing.
    assert numbers(browser.get(f"{path}/submissions").body) == found[:PER_PAGE]
    assert browser.get(f"{path}/submissions?before=1").body == {"history": [], "next": None}
    assert browser.get(f"{path}/submissions?before=0").refusal == (422, "request_invalid")


def test_a_page_costs_as_many_statements_however_long_the_history_is(
    browser: Browser, filled: tuple[int, FormInUse]
) -> None:
    target, form = filled
    path = f"objects/dataset/{target}/forms/{form.id}/submissions?before="
    counted = []
    for before in (2, SUBMITTED):
        with counts() as queries:
            browser.get(f"{path}{before}")
        counted.append(len(queries.statements))
    assert counted[0] == counted[1]


def test_pages_of_a_form_that_was_never_filled_or_offered_are_refused_as_the_form_is(
    world: FormsWorld, dataset: Callable[..., int], browser: Browser
) -> None:
    target, form = dataset("read_annotate"), world.form("private")
    for form_id in (form.id, "a" * 12, "no form"):
        assert browser.get(f"objects/dataset/{target}/forms/{form_id}/submissions").refusal == (
            404,
            "form_not_assigned",
        )
    offered = world.form("read_annotate")
    assert browser.get(f"objects/dataset/{target}/forms/{offered.id}/submissions").body["history"] == []


def test_an_entry_of_a_page_that_nothing_proves_is_compared_with_omero(
    browser: Browser, filled: tuple[int, FormInUse]
) -> None:
    target, form = filled
    path = f"objects/dataset/{target}/forms/{form.id}"
    row = RecordRow.objects.get(submission__object_id=target, number=2)
    RecordRow.objects.filter(pk=row.pk).update(payload=bytes(row.payload) + b" ")
    assert browser.get(path).body["check"] == "sound"
    page = browser.get(f"{path}/submissions?before=3").body
    assert [one["unproven"] is None for one in page["history"]] == [False, True]
    assert browser.get(path).body["check"] == "checking"


def test_the_newest_in_a_list_is_what_is_left_where_the_database_lost_it(
    browser: Browser, filled: tuple[int, FormInUse]
) -> None:
    target, form = filled
    assert listed(browser, target, form) == SUBMITTED
    Submission.objects.get(object_id=target, number=SUBMITTED).delete()
    assert listed(browser, target, form) == SUBMITTED - 1


def listed(browser: Browser, target: int, form: FormInUse) -> int:
    forms = browser.get(f"objects/dataset/{target}").body["forms"]
    return next(int(one["latest"]["number"]) for one in forms if one["id"] == form.id)
