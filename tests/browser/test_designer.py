# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms made, published and changed in Chromium: by keys alone, and by mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, submit_at_once
from tests.support.browsing import log_in

KINDS = {
    "Short text": "Sample",
    "Long text": "Protocol",
    "Text with a pattern": "Code",
    "Number": "Pixel size",
    "Whole number": "Passage",
    "Yes or no": "Alive",
    "Date": "Prepared on",
    "Date and time": "Imaged at",
    "One of a list": "Stain",
    "Several of a list": "Markers",
    "Section": "Microscope",
    "List": "Keywords",
    "Table of rows": "Channels",
    "Repeated section": "Treatments",
}
"""Every kind of question in the order of the menu, with a title for one."""

FOCUSED = """() => {
  let here = document.activeElement;
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
  const label = here?.labels?.[0]?.textContent ?? here?.getAttribute("aria-label");
  return (label ?? here?.textContent ?? "").trim();
}"""
MOST_TABS = 150


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def to(self, name: str, *, back: bool = False) -> None:
        """Tab until what is called so has the focus."""
        passed = []
        for _ in range(MOST_TABS):
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.page.evaluate(FOCUSED))
            if re.fullmatch(name, passed[-1]):
                return
        raise AssertionError(f"Tab does not lead to {name!r}, but to {passed}")

    def open(self, name: str, *, back: bool = False) -> None:
        """Go to what is called so and press Enter."""
        self.to(name, back=back)
        self.press("Enter")

    def choose(self, *, down: int) -> None:
        """An item of the menu that is open."""
        self.page.get_by_role("menuitem").first.wait_for()
        self.press("ArrowDown", down)
        self.press("Enter")


def pane(page: Any, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def form_of(page: Any) -> str:
    found = re.search(r"/designer/(f[a-z2-7]{15})/", page.url)
    assert found
    return found.group(1)


def sound(page: Any) -> None:
    """The server has looked at the form, nothing keeps it from being published, and it is saved."""
    expect(page.get_by_text("Nothing keeps this form from being published.")).to_be_visible()
    expect(page.get_by_text("Draft saved at")).to_be_visible()


def begin_draft(page: Any, world: LiveWorld, name: str) -> None:
    """Of a new form, from the list of all forms, by mouse."""
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/")
    page.get_by_role("button", name="New form").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Begin a draft").click()
    page.wait_for_url("**/designer/f*/")


def build_by_keys(page: Any, keys: Keys) -> None:
    """A form with every kind of question, from the list of all forms."""
    keys.open("New form…?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("Everything")
    keys.press("Enter")
    page.wait_for_url("**/designer/f*/")
    expect(pane(page, "Fields").get_by_role("button", name="Add a question")).to_be_visible()
    for down, title in enumerate(KINDS.values()):
        keys.open("Add a question", back=down > 0)
        keys.choose(down=down)
        page.wait_for_function(f"() => ({FOCUSED})() === 'Question'")
        page.keyboard.type(title)
    for title in KINDS.values():
        expect(pane(page, "Preview").get_by_text(title, exact=True).first).to_be_visible()
    sound(page)


def test_a_form_of_every_kind_of_question_is_made_published_and_changed_by_keys_alone(
    world: LiveWorld, page: Any, browser: Any, faults: list[str], picture: Callable[[Any, str], None]
) -> None:
    keys = Keys(page)
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/")
    page.get_by_role("button", name="New form").wait_for()
    build_by_keys(page, keys)
    form = form_of(page)
    keys.open("Publish version 1…", back=True)
    page.wait_for_url("**/publish/")
    expect(page.get_by_role("button", name="Publish version 1")).to_be_enabled()
    keys.open("Publish version 1")
    expect(page.get_by_role("heading", name="Version 1 of Everything is published")).to_be_focused()

    world.site.forms(
        "assign", form, "--group", "lab read_annotate", "--type", "dataset", "-u", "leader", "-w", "leader"
    )
    author = browser.new_context().new_page()
    log_in(author, world.site.url, "author", "author", then="/omero_forms/designer/")
    broken = [world.lab.dataset("author", "read_annotate", f"2026-11-{day}_HeLa", images=1) for day in (12, 13)]
    for number in broken:
        submit_at_once(author, number, form, {"sample": "HeLa"})
    author.context.close()

    page.goto(f"{world.site.url}/omero_forms/designer/{form}/")
    expect(page.get_by_role("button", name="Begin version 2")).to_be_enabled()
    keys.open("Begin version 2")
    page.get_by_role("treeitem").first.wait_for()
    keys.to(r"Sample.*")
    keys.press("ArrowDown")
    sound(page)
    picture(page, "editor.png")
    keys.to("An answer is required")
    keys.press("Space")
    sound(page)
    keys.open("Publish version 2…", back=True)
    page.wait_for_url("**/publish/")
    table = page.get_by_role("group", name="Objects whose answers break")
    for number in broken:
        expect(table.get_by_text(f"Dataset {number}", exact=True)).to_be_visible()
    picture(page, "publish.png")
    keys.to(r"What changed, and why")
    page.keyboard.type("The protocol is needed from now on")
    keys.open("Publish version 2")
    expect(page.get_by_role("heading", name="Version 2 of Everything is published")).to_be_focused()


def test_a_form_is_made_tested_and_published_by_mouse(
    world: LiveWorld, page: Any, faults: list[str], lenient: Any, accessible: Callable[..., None]
) -> None:
    begin_draft(page, world, "By mouse")
    fields, preview = pane(page, "Fields"), pane(page, "Preview")
    for kind, title in (("Short text", "Sample"), ("Number", "Pixel size"), ("Yes or no", "Alive")):
        fields.get_by_role("button", name="Add a question").click()
        page.get_by_role("menuitem", name=re.compile(f"^{kind}")).click()
        fields.get_by_label("Question", exact=True).fill(title)
    rows = fields.get_by_role("treeitem")
    drag(page, rows.nth(2).locator(".of-grip"), rows.nth(0))
    expect(rows.nth(0)).to_contain_text("Alive")
    page.get_by_role("button", name="Undo").click()
    expect(rows.nth(0)).to_contain_text("Sample")
    # What is chosen in the preview is chosen everywhere.
    preview.get_by_label("Pixel size").click()
    expect(page.locator(".of-code-here").first).to_contain_text("pixel")
    sound(page)
    narrow(lenient, world, form_of(page), accessible)
    page.get_by_role("button", name="Test").click()
    page.get_by_label("Pixel size").fill("0.1")
    page.get_by_role("button", name="Check the answers").click()
    expect(page.get_by_text("A submission would take these answers")).to_be_visible()
    page.get_by_role("button", name="Back to the editor").last.click()
    page.get_by_role("link", name="Publish version 1").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_role("heading", name="Version 1 of By mouse is published")).to_be_visible()


def drag(page: Any, grip: Any, row: Any) -> None:
    """To above a row, as a hand does it: in some steps."""
    start, end = grip.bounding_box(), row.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 3, steps=8)
    expect(row).to_have_attribute("data-drop", "before")
    page.mouse.up()


def narrow(page: Any, world: LiveWorld, form: str, accessible: Callable[..., None]) -> None:
    """In a window of 480 px, and with 200 % zoom, one part is shown at a time, and nothing stands over the edge."""
    log_in(page, world.site.url, "leader", "leader", then=f"/omero_forms/designer/{form}/")
    page.get_by_role("treeitem").first.wait_for()
    expect(pane(page, "Preview").get_by_label("Sample")).to_be_visible()
    below = "(main) => document.documentElement.scrollHeight - scrollY - main.getBoundingClientRect().bottom"
    assert page.get_by_role("main").evaluate(below) < 1, "there is nothing below what the page shows"
    accessible(page)
    for width in (640, 480):
        page.set_viewport_size({"width": width, "height": 800})
        for tab in ("JSON", "Preview", "Fields"):
            page.get_by_role("tab", name=tab).click()
            expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        accessible(page)


@pytest.fixture
def json_page(world: LiveWorld, page: Any, faults: list[str]) -> Any:
    """The editor of a new draft, at its JSON."""
    begin_draft(page, world, "By hand")
    page.locator(".cm-content").wait_for()
    return page


def test_json_is_typed_under_our_content_security_policy_and_tab_leaves_it(json_page: Any) -> None:
    refused: list[str] = []
    json_page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    json_page.locator(".cm-line", has_text='"properties"').click()
    json_page.keyboard.press("End")
    json_page.keyboard.press("ArrowLeft")
    json_page.keyboard.type('"dye": {"title": "Dye", "type": "string"}')
    expect(pane(json_page, "Preview").get_by_label("Dye")).to_be_visible()
    expect(pane(json_page, "Fields").get_by_role("treeitem")).to_contain_text("Dye")
    # What CodeMirror brings for its looks counts in our shadow root.
    colours = (
        json_page.locator(".cm-line span")
        .get_by_text('"Dye"', exact=True)
        .evaluate("(one) => getComputedStyle(one).color")
    )
    assert colours != json_page.locator(".cm-line").first.evaluate("(one) => getComputedStyle(one).color")
    json_page.keyboard.press("Control+z")
    expect(pane(json_page, "Preview").get_by_label("Dye")).to_have_count(0)
    json_page.keyboard.press("Escape")
    json_page.keyboard.press("Tab")
    assert json_page.locator(".cm-content:focus").count() == 0
    assert refused == []
