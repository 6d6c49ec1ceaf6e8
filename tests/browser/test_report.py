# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of the last evaluation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in


@pytest.fixture(scope="module")
def evaluated(world: LiveWorld, tmp_path_factory: Any) -> LiveWorld:
    """One group whose datasets all need a form, one whose need nothing; evaluated."""
    group = world.lab.groups["read_write"]
    policy = {
        "name": "Every dataset is described",
        "group": "lab read_write",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": world.imaging, "versions": "any"}],
        "grace": 0,
        "start": date.today() - timedelta(days=10),  # noqa: DTZ011 - a day of the facility's calendar
    }
    file: Path = tmp_path_factory.mktemp("policies") / "policies.yaml"
    file.write_text(yaml.safe_dump({"policies": [policy]}))
    world.site.forms("policy", "apply", str(file), "-u", "leader", "-w", "leader")
    for number in (group, world.lab.groups["read_only"]):
        world.site.forms("evaluate", "--group", str(number))
    return world


def test_an_owner_sees_each_failing_dataset_with_owner_what_is_missing_and_since_when(
    evaluated: LiveWorld, lenient: Any, accessible: Callable[..., None]
) -> None:
    page = lenient
    number = evaluated.lab.datasets["read_write"]
    log_in(page, evaluated.site.url, "leader", "leader")
    page.goto(f"{evaluated.site.url}/omero_forms/dashboard/")
    expect(page.get_by_text("Last evaluated")).to_be_visible()
    table = page.get_by_role("group", name="Findings in lab read_write")
    row = table.get_by_role("row", name="Dataset read_write")
    expect(row).to_contain_text("Arno Author")
    expect(row).to_contain_text("Missing")
    expect(row).to_contain_text("Imaging acquisition")
    expect(row.locator("time").last).to_be_visible()
    expect(
        page.get_by_role("region", name="Findings in lab read_write").get_by_text("1 of 1", exact=True)
    ).to_be_visible()
    accessible(page)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imaging acquisition")
    expect(page.get_by_text(f"Dataset {number}", exact=True)).to_be_visible()


def test_a_group_without_a_policy_says_that_nothing_is_required(
    evaluated: LiveWorld, page: Any, faults: list[str]
) -> None:
    log_in(page, evaluated.site.url, "leader", "leader")
    group = evaluated.lab.groups["private"]
    page.goto(f"{evaluated.site.url}/omero_forms/dashboard/?group={group}")
    expect(page.get_by_text("Nothing is required in lab private")).to_be_visible()


def test_the_report_folds_into_a_narrow_page(
    evaluated: LiveWorld, lenient: Any, accessible: Callable[..., None]
) -> None:
    page = lenient
    page.set_viewport_size({"width": 480, "height": 900})
    log_in(page, evaluated.site.url, "leader", "leader")
    page.goto(f"{evaluated.site.url}/omero_forms/dashboard/")
    expect(page.get_by_role("row", name="Dataset read_write")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)


def test_somebody_who_owns_no_group_is_told_that_there_is_no_report_for_them(
    evaluated: LiveWorld, author_page: Any
) -> None:
    page = author_page
    page.goto(f"{evaluated.site.url}/omero_forms/dashboard/")
    expect(page.get_by_text("You own no group")).to_be_visible()
    expect(page.get_by_role("link", name="Report")).to_have_count(0)
