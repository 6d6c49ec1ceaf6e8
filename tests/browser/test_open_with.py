# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our entry in "Open with" of the real OMERO.web, in the tree's menu and above the right-hand panel."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.browser.test_panel import node

LABEL = "Forms: open"


def entry(page: Any) -> Any:
    """Ours in the menu above the right-hand panel, which is made anew whenever it is opened."""
    page.locator("#show_openwith_menu").click()
    return page.locator("#right_panel_openwith li", has_text=LABEL)


def test_open_with_opens_the_forms_of_the_one_object_that_is_selected(world: LiveWorld, author_page: Any) -> None:
    page = author_page
    names = [f"2026-11-27_opened_{letter}" for letter in "AB"]
    group = world.lab.groups["read_annotate"]
    project = world.lab.build.project(world.lab.author, group, "2026-11-27_opened")
    first, second = (world.lab.build.dataset(world.lab.author, group, name, project=project) for name in names)
    page.goto(f"{world.site.url}/webclient/?show=dataset-{first}")
    expect(page.locator("#dataTree .jstree-clicked")).to_have_count(1)

    ours = entry(page)
    expect(ours).not_to_have_class("disabled")
    with page.expect_popup() as opened:
        ours.locator("a").click()
    forms = opened.value
    expect(forms).to_have_url(f"{world.site.url}/omero_forms/?dataset={first}")
    expect(forms.get_by_role("heading", level=1)).to_contain_text(names[0])
    forms.get_by_role("button", name="Start Imaging acquisition").click()
    expect(forms.get_by_label("Organism")).to_be_visible()
    # A reload, or the link sent to somebody else, opens the same.
    expect(forms).to_have_url(f"{world.site.url}/omero_forms/?dataset={first}&form={world.imaging}")
    forms.close()

    # The tree's own menu has it too, for each kind of object that forms are about.
    node(page, "2026-11-27_opened").click(button="right")
    page.locator(".jstree-contextmenu a", has_text="Open With...").hover()
    with page.expect_popup() as opened:
        page.locator(".jstree-contextmenu a", has_text=LABEL).click()
    expect(opened.value).to_have_url(f"{world.site.url}/omero_forms/?project={project}")
    expect(opened.value.get_by_text(f"Project {project}", exact=True)).to_be_visible()
    opened.value.close()

    node(page, names[0]).click()
    # OMERO.web would show a late panel of the first over that of both: it compares the first selected object alone.
    expect(page.locator("#object-id")).to_have_text(f"dataset-{first}")
    node(page, names[1]).click(modifiers=["Control"])
    expect(page.locator("#object-ids")).to_be_attached()
    expect(entry(page)).to_have_class("disabled")

    # An address that names both all the same is not answered with one of them.
    page.goto(f"{world.site.url}/omero_forms/?dataset={first}&dataset={second}")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 objects are selected")
    expect(page.get_by_text("A form belongs to one object.")).to_be_visible()
