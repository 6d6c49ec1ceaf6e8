# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is open of one's own objects: the page, and the way through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, fill_in, submit
from tests.support.browsing import log_in

NAMES = ("2026-11-12_HeLa_H2B-GFP_mitosis_01", "2026-11-13_HeLa_H2B-GFP_mitosis_02", "2026-11-17_U2OS_53BP1_01")


@pytest.fixture(scope="module")
def members(world: LiveWorld, tmp_path_factory: Any) -> dict[str, list[int]]:
    """Datasets of two people whose group wants a form of each, so that each test has somebody whose are all open;
    nobody else is in it.
    """
    group, datasets = world.lab.build.group("Chromatin Dynamics", "rwra--"), {}
    for login, name in (("mia", "Mia Keller"), ("nora", "Nora Winter")):
        user = world.lab.build.user(login, name, [group], password=login, owner_of=[])
        project = world.lab.build.project(user, group, f"2026_mitosis_{login}")
        datasets[login] = [world.lab.build.dataset(user, group, each, project=project, images=2) for each in NAMES]
    admin = ("-u", "admin", "-w", "admin")
    world.site.forms("assign", world.imaging, "--group", "Chromatin Dynamics", "--type", "dataset", *admin)
    policy = {
        "name": "Every dataset is described",
        "group": "Chromatin Dynamics",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": world.imaging, "versions": "any"}],
        "grace": 4,
        "start": date.today() - timedelta(days=10),  # noqa: DTZ011 - a day of the facility's calendar
    }
    file: Path = tmp_path_factory.mktemp("policies") / "policies.yaml"
    file.write_text(yaml.safe_dump({"policies": [policy]}))
    world.site.forms("policy", "apply", str(file), *admin)
    world.site.forms("evaluate", "--group", str(group))
    return datasets


def test_a_member_goes_through_what_is_open_of_their_own_data_one_after_the_other(
    world: LiveWorld,
    members: dict[str, list[int]],
    lenient: Any,
    accessible: Callable[..., None],
    picture: Callable[[Any, str], None],
) -> None:
    page = lenient
    log_in(page, world.site.url, "mia", "mia")
    page.goto(f"{world.site.url}/omero_forms/mine/")
    expect(page.get_by_role("heading", level=1)).to_have_text("3 objects of yours have open forms")
    table = page.get_by_role("group", name="Findings of your objects, by when they are due")
    expect(table.get_by_role("row", name=NAMES[0])).to_contain_text("In grace")
    expect(page.get_by_text("What you submit appears here")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Go through them one after the other").click()
    expect(page.get_by_role("link", name=f"Next: {NAMES[1]} (2 left)")).to_be_visible()
    fill_in(page)
    submit(page)
    done = page.get_by_role("status").filter(has_text="Submission 1 is recorded")
    done.get_by_role("link", name=f"Next: {NAMES[1]} (2 left)").click()
    expect(page.get_by_text(f"Dataset {members['mia'][1]}", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"Next: {NAMES[2]} (1 left)")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="My data").first.click()
    submitted = page.get_by_role("region", name="Submitted by you")
    expect(submitted.get_by_role("link", name=NAMES[0])).to_be_visible()
    expect(table.get_by_role("row", name=NAMES[1])).to_be_visible()
    picture(page, "my-data.png")
    page.set_viewport_size({"width": 480, "height": 900})
    page.reload()
    expect(page.get_by_role("row", name=NAMES[1])).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)


def test_a_badge_in_omero_web_says_how_an_object_stands_and_leads_to_the_first_gap(
    world: LiveWorld,
    members: dict[str, list[int]],
    lenient: Any,
    accessible: Callable[..., None],
    picture: Callable[[Any, str], None],
) -> None:
    page = lenient
    log_in(page, world.site.url, "nora", "nora")
    page.goto(f"{world.site.url}/webclient/?show=dataset-{members['nora'][2]}")
    badge = page.locator("#general_tab").get_by_role("region", name="Forms")
    expect(badge).to_contain_text("In grace Imaging acquisition due")
    picture(page, "badge.png")
    accessible(page, "#general_tab > div:first-child")
    badge.get_by_role("link", name="Fill in the first gap").click()
    panel = page.locator("#omero_forms_panel")
    fill_in(panel)
    submit(panel)
    # What was just accepted counts at once.
    expect(badge).to_contain_text("Compliant")
    expect(badge.get_by_role("link")).to_have_count(0)

    page.locator("#dataTree .jstree-anchor", has_text="2026_mitosis_nora").first.click()
    expect(badge).to_contain_text("of 3 datasets complete")
    mark = page.locator("#center_panel_header").get_by_role("button")
    expect(mark).to_contain_text("of 3 datasets complete")
    with page.expect_popup() as opened:
        mark.click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Imaging acquisition")
