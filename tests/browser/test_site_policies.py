# SPDX-License-Identifier: AGPL-3.0-or-later
"""An admin requires something of several groups on the page of policies; an owner of one reads it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.browser.test_policies import fits
from tests.support.browsing import log_in

pytestmark = pytest.mark.usefixtures("world")


def test_an_admin_makes_a_policy_for_several_groups_and_their_owner_reads_it(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None]
) -> None:
    page, url = lenient, f"{world.site.url}/omero_forms/policies/"
    log_in(page, world.site.url, "admin", "admin")
    page.goto(url)
    page.get_by_role("link", name="New policy for all groups…").click()
    page.get_by_label("Name", exact=True).fill("The facility asks")
    page.get_by_role("button", name="all groups").click()
    page.get_by_label("Of which groups").select_option("some")
    page.get_by_label("lab read_annotate").check()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="needs … (choose a form)").click()
    page.get_by_label("Imaging acquisition").check()
    page.get_by_role("button", name="Done").click()
    expect(
        page.get_by_role("region", name="If it were switched on today").get_by_text("already comply")
    ).to_be_visible()
    accessible(page)
    page.set_viewport_size({"width": 480, "height": 900})
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", level=1, name="The facility asks")).to_be_visible()
    many = page.url.partition("?")[2]

    page.goto(url)
    listed = page.get_by_role("region", name="For several groups")
    expect(listed.get_by_role("row", name="The facility asks")).to_contain_text("of these groups: lab read_annotate")
    accessible(page)
    listed.get_by_role("link", name="The facility asks").click()
    page.get_by_role("region", name="Where it holds").get_by_role("link", name="lab read_annotate").click()
    page.get_by_role("link", name="The policy for all of them").click()
    expect(page.get_by_role("button", name="these groups: lab read_annotate")).to_be_visible()
    assert page.url.endswith(many)

    page.context.clear_cookies()
    log_in(page, world.site.url, "leader", "leader")
    page.goto(f"{url}?group={world.lab.groups['read_annotate']}")
    expect(page.get_by_role("row", name="The facility asks")).to_contain_text("Site-wide, of the admins")
    expect(page.get_by_role("region", name="For several groups")).to_have_count(0)
    page.get_by_role("link", name="The facility asks").click()
    expect(page.get_by_text("Admins made it for several groups")).to_be_visible()
    expect(page.get_by_role("button", name="Save changes")).to_have_count(0)
    expect(page.get_by_role("link", name="The policy for all of them")).to_have_count(0)
