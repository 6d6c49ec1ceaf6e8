# SPDX-License-Identifier: AGPL-3.0-or-later
"""The panel in the centre of the real OMERO.web."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, fill_in, submit
from tests.support.browsing import open_pane, panes

PANEL = "#omero_forms_panel"


def open_panel(page: Any, world: LiveWorld, dataset: int) -> Any:
    """Select a dataset in the tree, and choose Forms in the middle."""
    page.goto(f"{world.site.url}/webclient/?show=dataset-{dataset}")
    expect(page.locator("#dataTree .jstree-clicked")).to_have_count(1)
    page.locator("#center_panel_chooser select").select_option(PANEL)
    return page.locator(PANEL)


def node(page: Any, text: str) -> Any:
    """A node of the tree by its name."""
    return page.locator("#dataTree .jstree-anchor", has_text=text).first


def test_a_dataset_is_described_in_the_centre_panel_and_its_key_value_pairs_appear_on_the_right(
    world: LiveWorld, author_page: Any, dataset: int, accessible: Callable[..., None]
) -> None:
    page = author_page
    panel = open_panel(page, world, dataset)
    expect(panel.get_by_role("heading", level=1)).to_contain_text("2026-11-12_HeLa_mitosis")
    expect(panel.get_by_text("Group lab read_annotate")).to_be_visible()
    accessible(page, PANEL)
    panel.get_by_role("button", name="Start Imaging acquisition").click()
    fill_in(panel, "Mus musculus")
    panel.get_by_label("What changed, and why").fill("From the notebook")
    accessible(page, PANEL)
    submit(panel)
    expect(panel.get_by_text("Submission 1 is recorded")).to_be_visible()
    expect(panel.get_by_text("Copied to the dataset").first).to_be_visible()
    expect(panel.get_by_role("heading", name="Submission 1, current")).to_be_visible()
    expect(panel.get_by_text("From the notebook")).to_be_visible()
    expect(panel.get_by_role("cell", name="Mus musculus")).to_be_visible()
    accessible(page, PANEL)

    page.goto(f"{world.site.url}/webclient/?show=dataset-{dataset}")
    open_pane(panes(page).filter(has_text="Key-Value Pairs"))
    expect(page.locator("#general_tab").get_by_text("Mus musculus")).to_be_visible()


def test_the_panel_always_says_what_to_do_and_never_shows_another_object(world: LiveWorld, author_page: Any) -> None:
    page = author_page
    names = [f"2026-11-13_pair_{letter}" for letter in "AB"]
    project = world.lab.build.project(world.lab.author, world.lab.groups["read_annotate"], "2026-11-13_pairs")
    first, second = (
        world.lab.build.dataset(world.lab.author, world.lab.groups["read_annotate"], name, project=project)
        for name in names
    )
    panel = open_panel(page, world, first)
    heading = panel.get_by_role("heading", level=1)
    expect(heading).to_contain_text(names[0])

    node(page, names[1]).click(modifiers=["Control"])
    expect(heading).to_have_text("2 objects are selected")
    expect(panel.get_by_text("A form belongs to one object.")).to_be_visible()

    node(page, names[1]).click()
    expect(heading).to_contain_text(names[1])
    expect(panel.get_by_text(f"Dataset {second}", exact=True)).to_be_visible()

    node(page, "2026-11-13_pairs").click()
    expect(panel.get_by_text(f"Project {project}", exact=True)).to_be_visible()
    expect(heading).to_contain_text("2026-11-13_pairs")

    node(page, "Arno Author").click()
    expect(heading).to_contain_text("There are no forms for people")

    # Back from something that no form is for, with the panel still chosen.
    node(page, names[0]).click()
    expect(heading).to_contain_text(names[0])

    page.evaluate("jQuery.jstree.reference('#dataTree').deselect_all()")
    expect(heading).to_have_text("Nothing is selected")
    node(page, names[0]).click()
    expect(heading).to_contain_text(names[0])


def test_answers_being_typed_stay_with_their_dataset_when_another_is_selected(
    world: LiveWorld, author_page: Any
) -> None:
    page = author_page
    project = world.lab.build.project(world.lab.author, world.lab.groups["read_annotate"], "2026-11-14_drafts")
    first, second = (
        world.lab.build.dataset(world.lab.author, world.lab.groups["read_annotate"], name, project=project)
        for name in ("2026-11-14_one", "2026-11-14_two")
    )
    panel = open_panel(page, world, first)
    panel.get_by_role("button", name="Start Imaging acquisition").click()
    panel.get_by_label("Organism").fill("Danio rerio")
    node(page, "2026-11-14_two").click()
    expect(panel.get_by_text(f"Dataset {second}", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Start Imaging acquisition").click()
    expect(panel.get_by_label("Organism")).to_have_value("")
    node(page, "2026-11-14_one").click()
    panel.get_by_role("button", name="Continue Imaging acquisition").click()
    expect(panel.get_by_label("Organism")).to_have_value("Danio rerio")


def test_keys_typed_into_a_form_are_no_shortcuts_of_omero_web(world: LiveWorld, author_page: Any, dataset: int) -> None:
    page = author_page
    panel = open_panel(page, world, dataset)
    panel.get_by_role("button", name="Start Imaging acquisition").click()
    page.evaluate("document.addEventListener('keydown', () => { window.heard = (window.heard || 0) + 1; })")
    panel.get_by_label("Organism").press_sequentially("a b")
    assert page.evaluate("window.heard") is None
    expect(page.locator("#dataTree .jstree-clicked")).to_have_count(1)
    expect(panel.get_by_label("Organism")).to_have_value("a b")


def test_a_plain_page_of_omero_web_loads_only_our_small_loader(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    loaded: list[Any] = []
    page.on(
        "response",
        lambda answer: loaded.append(answer) if "/static/omero_forms/" in answer.url else None,
    )
    page.goto(f"{world.site.url}/webclient/?show=dataset-{dataset}")
    expect(page.locator("#dataTree .jstree-clicked")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    # The loader, and the few lines by which Vite loads the rest when somebody opens it.
    names = [re.sub(r"-[\w-]{8}\.js$", "", answer.url.rpartition("/")[2]) for answer in loaded]
    assert sorted(names) == ["loader", "preload-helper"]
    assert sum(len(answer.body()) for answer in loaded) <= 5000
