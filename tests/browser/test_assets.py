# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the browser loads beside the pages: when, in which form, and what is said when it does not come."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from benchmarks.bundles import BUILT, VIEWS, needed
from tests.browser.conftest import LiveWorld, fill_in, submit
from tests.browser.test_panel import open_panel

PROBLEMS = re.compile(r"/assets/problems\.worker-[\w-]+\.js$")
FORM_SCREEN = re.compile(r"/assets/FormScreen-[\w-]+\.js$")


def test_who_reads_the_list_has_what_draws_a_form_before_opening_one(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    with page.expect_response(FORM_SCREEN) as loaded:
        page.goto(world.address(dataset))
        expect(page.get_by_role("button", name="Start Imaging acquisition")).to_be_visible()
    assert loaded.value.status == 200


def test_a_form_whose_part_of_the_page_does_not_come_says_so_and_leads_back(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.route(FORM_SCREEN, lambda route: route.abort())
    page.goto(world.address(dataset))
    page.get_by_role("button", name="Start Imaging acquisition").click()
    expect(page.get_by_text("The form could not be loaded")).to_be_visible()
    expect(page.get_by_text("Reload the page; what you typed is kept in this browser.")).to_be_visible()
    page.get_by_role("button", name="All forms of this dataset").click()
    expect(page.get_by_role("button", name="Start Imaging acquisition")).to_be_visible()
    page.unroute(FORM_SCREEN)
    page.reload()
    page.get_by_role("button", name="Start Imaging acquisition").click()
    expect(page.get_by_label("Organism")).to_be_visible()


def test_problems_are_found_in_a_worker_that_lives_as_long_as_the_form_is_open(
    world: LiveWorld, author_page: Any, dataset: int, faults: list[str]
) -> None:
    page = author_page
    with page.expect_worker(lambda worker: PROBLEMS.search(worker.url)) as started:
        page.goto(world.address(dataset, world.imaging))
    organism = page.get_by_label("Organism")
    organism.focus()
    page.keyboard.press("Tab")
    expect(organism).to_have_attribute("aria-invalid", "true")
    with started.value.expect_event("close"):
        page.get_by_role("link", name="All forms of this dataset").click()

    panel = open_panel(page, world, dataset)
    with page.expect_worker(lambda worker: PROBLEMS.search(worker.url)):
        panel.get_by_role("button", name="Start Imaging acquisition").click()
    submit(panel)
    expect(panel.get_by_role("region", name="need a look before you can submit")).to_be_visible()


def test_problems_are_found_without_a_worker_where_its_file_does_not_come(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.route(PROBLEMS, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: PROBLEMS.search(request.url)):
        page.goto(world.address(dataset, world.imaging))
    submit(page)
    expect(page.get_by_role("region", name="need a look before you can submit")).to_be_visible()
    expect(page.get_by_label("Organism")).to_have_attribute("aria-invalid", "true")
    fill_in(page)
    submit(page)
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible()


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_every_part_of_every_view_comes_compressed(world: LiveWorld, coding: str) -> None:
    files = {file for parts in VIEWS.values() for file in needed(parts) if file.with_name(f"{file.name}.br").exists()}
    assert len(files) > len(VIEWS)
    for file in files:
        address = f"{world.site.url}/static/omero_forms/{file.relative_to(BUILT)}"
        with requests.get(address, headers={"Accept-Encoding": coding}, timeout=60, stream=True) as answer:
            assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, coding), file.name
            assert "Accept-Encoding" in answer.headers["Vary"]
            # Of less than a packet nothing can be saved.
            size = file.stat().st_size
            assert int(answer.headers["Content-Length"]) < max(size / 1.5, min(size, 1000))
