# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which admins see whether everything is as it was recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in


def test_an_admin_has_all_records_verified_and_is_told_when_that_is_done(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[[Any, str], None]
) -> None:
    page = lenient
    log_in(page, world.site.url, "admin", "admin")
    page.goto(f"{world.site.url}/omero_forms/integrity/")
    page.get_by_role("button", name="Verify now").click()
    expect(page.get_by_text(re.compile(r"All [\d,]+ records in [\d,]+ histories were last verified"))).to_be_visible(
        timeout=120_000
    )
    expect(page.get_by_role("button", name="Verify now")).to_be_visible(timeout=120_000)
    accessible(page)
    picture(page, "integrity.png")
    page.set_viewport_size({"width": 480, "height": 900})
    expect(page.get_by_role("heading", name="Integrity")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
