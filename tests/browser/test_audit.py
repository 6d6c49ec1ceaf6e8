# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in


def test_an_admin_reads_who_did_what_also_on_a_narrow_page(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None]
) -> None:
    page = lenient
    log_in(page, world.site.url, "admin", "admin")
    page.goto(f"{world.site.url}/omero_forms/audit/")
    row = page.get_by_role("row", name="published version 1 of “Imaging acquisition”")
    expect(row).to_contain_text("Lena Leader")
    expect(row.locator("time")).to_be_visible()
    accessible(page)
    page.get_by_label("Event", exact=True).select_option("setup")
    expect(page.get_by_text("published version")).to_have_count(0)
    page.get_by_label("Event", exact=True).select_option("form")
    page.set_viewport_size({"width": 480, "height": 900})
    expect(row).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
