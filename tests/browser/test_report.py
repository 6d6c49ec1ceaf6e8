# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of the last evaluation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in


@pytest.fixture(scope="module")
def evaluated(world: LiveWorld, tmp_path_factory: Any) -> LiveWorld:
    """One group whose datasets all need a form, one whose need nothing; evaluated."""
    group, today = world.lab.groups["read_write"], timezone.localdate()
    policy = {
        "name": "Every dataset is described",
        "group": "lab read_write",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": world.imaging, "versions": "any"}],
        "grace": 0,
        "start": today - timedelta(days=10),
    }
    for number in range(12):
        world.lab.dataset("author", "read_only", f"2019-0{number % 9 + 1}-14_backlog_{number}", images=1)
    backlog = {
        **policy,
        "name": "Backlog of 2019",
        "group": "lab read_only",
        "deadline": today + timedelta(days=12),
        "selector": {"name": "*_backlog_*"},
    }
    del backlog["grace"]
    file: Path = tmp_path_factory.mktemp("policies") / "policies.yaml"
    file.write_text(yaml.safe_dump({"policies": [policy, backlog]}))
    world.site.forms("policy", "apply", str(file), "-u", "leader", "-w", "leader")
    for number in (group, world.lab.groups["read_only"]):
        world.site.forms("evaluate", "--group", str(number))
    _have_begun(world, world.lab.groups["read_only"], today)
    return world


def _have_begun(world: LiveWorld, group: int, today: date) -> None:
    """Let the campaign of the group be ten days old, with what was counted on them: four fewer than there were."""
    with closing(sqlite3.connect(world.site.state / "forms.sqlite3", timeout=30)) as database, database:
        named = "SELECT id FROM omero_forms_policyrow WHERE name = 'Backlog of 2019' AND group_id = ?"
        ((policy,),) = database.execute(named, [group])
        made = f"{today - timedelta(days=10)} 00:00:00"
        database.execute("UPDATE omero_forms_policyrow SET created_at = ? WHERE id = ?", [made, policy])
        for ago in range(10, 0, -1):
            day, until = today - timedelta(days=ago), today - timedelta(days=ago - 1)
            totals = json.dumps({"objects": 12 + (ago + 1) // 3, "grace": 12 + (ago + 1) // 3})
            database.execute(
                'INSERT INTO omero_forms_daycount (group_id, heading, "key", day, until, totals)'
                " VALUES (?, 'policy', ?, ?, ?, ?)",
                [group, str(policy), str(day), str(until), totals],
            )


def test_an_owner_sees_each_failing_dataset_with_owner_what_is_missing_and_since_when(
    evaluated: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[..., None]
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
    picture(page, "report.png")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imaging acquisition")
    expect(page.get_by_text(f"Dataset {number}", exact=True)).to_be_visible()


def test_an_owner_sees_how_far_a_campaign_has_got(
    evaluated: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[..., None]
) -> None:
    page, group = lenient, evaluated.lab.groups["read_only"]
    log_in(page, evaluated.site.url, "leader", "leader")
    page.goto(f"{evaluated.site.url}/omero_forms/dashboard/?group={group}")
    campaign = page.get_by_role("region", name="1 campaign of lab read_only")
    expect(campaign).to_contain_text("12 of 12 still open, 12 days left; behind the line by")
    days = page.get_by_role("group", name="Open of Backlog of 2019 by day")
    expect(days.get_by_role("row")).to_have_count(12)
    picture(page, "campaign.png", campaign)
    page.set_viewport_size({"width": 480, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.goto(f"{evaluated.site.url}/omero_forms/policies/?group={group}")
    page.get_by_role("link", name="Backlog of 2019").click()
    expect(page.get_by_text("12 of 12 still open, 12 days left; behind the line by")).to_be_visible()
    page.get_by_role("link", name="Day by day in the report").click()
    expect(campaign).to_be_visible()


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
