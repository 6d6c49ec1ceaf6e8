# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of one object, which links in mails lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, fill_in, submit
from tests.support.browsing import log_in


def test_a_link_from_a_mail_leads_through_the_log_in_to_that_very_form(
    world: LiveWorld, page: Any, faults: list[str], dataset: int
) -> None:
    page.goto(world.address(dataset, world.imaging))
    page.fill("input[name=username]", "author")
    page.fill("input[name=password]", "author")
    page.click("input[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imaging acquisition version 1")
    expect(page.get_by_text(f"Dataset {dataset}", exact=True)).to_be_visible()
    fill_in(page)
    submit(page)
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible()
    page.get_by_role("button", name="See all forms of this dataset").click()
    expect(page.get_by_text("Submission 1 by Arno Author")).to_be_visible()


def test_nothing_is_red_before_a_field_is_left_and_every_problem_is_named_on_submit(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    organism = page.get_by_label("Organism")
    expect(organism).to_be_visible()
    expect(page.locator("[aria-invalid], .of-error")).to_have_count(0)
    organism.focus()
    page.keyboard.press("Tab")
    expect(organism).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Channel 1, Emission").fill("4610")
    submit(page)
    summary = page.get_by_role("region", name="need a look before you can submit")
    expect(summary).to_contain_text("Channels > 1 > Emission: 4610 is above 1000. At most 1000.")
    first = summary.get_by_role("link").first
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(organism).to_be_focused()


def test_a_form_is_filled_in_with_the_keyboard_alone(world: LiveWorld, author_page: Any, dataset: int) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    page.get_by_label("Organism").focus()
    for key in ("H", "Tab", "L", "Tab", "Space"):
        page.keyboard.press(key)
    page.get_by_label("Channel 1, Name").focus()
    for keys in ("D", "Tab", "4", "6", "1"):
        page.keyboard.press(keys)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible()


def test_a_second_editor_gets_a_diff_instead_of_overwriting(
    world: LiveWorld, author_page: Any, browser: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    fill_in(page, "Homo sapiens")
    with browser.new_context() as context:
        other = context.new_page()
        log_in(other, world.site.url, "leader", "leader")
        other.goto(world.address(dataset, world.imaging))
        fill_in(other, "Mus musculus")
        submit(other)
        expect(other.get_by_text("Submission 1 is recorded")).to_be_visible()
    submit(page)
    expect(page.get_by_text("Lena Leader added submission 1")).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    table = page.get_by_role("group", name="What differs from submission 1")
    expect(table.get_by_role("row", name="Sample > Organism")).to_contain_text("Mus musculus")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_text("Submission 2 is recorded")).to_be_visible()
    expect(page.get_by_role("group", name="Changes from submission 1 to 2")).to_contain_text("Homo sapiens")


@pytest.mark.parametrize("width", [1280, 760, 480])
def test_every_view_of_the_page_is_accessible_and_fits_its_width(
    world: LiveWorld, lenient: Any, dataset: int, accessible: Callable[..., None], width: int
) -> None:
    page = lenient
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, world.site.url, "author", "author")
    page.goto(world.address(dataset))
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026-11-12_HeLa_mitosis")

    def check() -> None:
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for part in (".of", ".of .of-objbar"):
            rounded = "part => getComputedStyle(part).borderTopLeftRadius"
            filling, card = (
                page.locator(where).evaluate(rounded) for where in (f".of-card > {part}", ".of-main > .of-card")
            )
            assert filling == card != "0px", "it covers the corners of the card"

    check()
    page.get_by_role("button", name="Start Imaging acquisition").click()
    expect(page.get_by_label("Organism")).to_be_visible()
    check()
    submit(page)
    expect(page.get_by_role("region", name="need a look")).to_be_visible()
    check()
    fill_in(page)
    submit(page)
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible()
    expect(page.get_by_role("cell", name="Homo sapiens")).to_be_visible()
    check()
    if width == 480:
        # Answers are cards there: the question has the whole line, not the column of a table.
        question = page.get_by_role("rowheader", name="Sample > Organism")
        assert question.evaluate("cell => cell.offsetWidth === cell.parentElement.clientWidth")


def test_somebody_who_may_only_read_is_told_why_and_sees_no_form_to_fill(
    world: LiveWorld, page: Any, faults: list[str]
) -> None:
    number = world.lab.dataset("author", "read_only", "2026-11-15_read_only")
    log_in(page, world.site.url, "fellow", "fellow")
    page.goto(world.address(number, world.imaging))
    expect(page.get_by_text("Nothing has been submitted yet.")).to_be_visible()
    expect(page.get_by_text("not add answers")).to_be_visible()
    expect(page.get_by_role("button", name="Submit answers")).to_have_count(0)


def test_an_object_that_cannot_be_seen_is_told_from_one_without_forms(
    world: LiveWorld, page: Any, faults: list[str], dataset: int
) -> None:
    log_in(page, world.site.url, "outsider", "outsider")
    page.goto(world.address(dataset))
    expect(page.get_by_text("The forms of this dataset could not be loaded")).to_be_visible()
    expect(page.get_by_text("There is nothing here that you can see.")).to_be_visible()
    number = world.lab.build.dataset(world.lab.outsider, world.lab.groups["elsewhere"], "2026-11-15_without_forms")
    page.goto(world.address(number))
    expect(page.get_by_text("No form is offered for this dataset")).to_be_visible()
