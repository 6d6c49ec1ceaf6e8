# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: a form is looked at, tried, and made one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from omero_forms.selectors.library import entries
from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in


def test_a_form_of_the_library_is_tried_and_made_ones_own_also_on_a_narrow_page(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[[Any, str], None]
) -> None:
    page = lenient
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/")
    page.goto(f"{world.site.url}/omero_forms/designer/library/")
    expect(page.get_by_role("article")).to_have_count(len(entries()))
    picture(page, "library.png")
    accessible(page)
    page.set_viewport_size({"width": 480, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name=re.compile("Preview ?: Sample and antibodies")).click()
    expect(page.get_by_label("RRID of the cell line")).to_have_count(0)
    page.get_by_label("Kind", exact=True).select_option("cell line")
    expect(page.get_by_label("RRID of the cell line")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("Use it")).click()
    page.wait_for_url("**/designer/f*/")
    expect(page.get_by_role("heading", name="Sample and antibodies")).to_be_visible()
    expect(page.get_by_text("draft of version 1")).to_be_visible()
