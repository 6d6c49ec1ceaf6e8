# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record altered by root, as the people see it who open its form afterwards."""

from __future__ import annotations

import re
from typing import Any

from omero.model import NamedValue
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, fill_in, submit


def alter(world: LiveWorld, dataset: int) -> None:
    """Root changes a word in the newest record about a dataset."""
    like = f"submission/%/Dataset/{dataset}/%"
    with world.lab.as_user("root") as root:
        [[annotation, store]] = root.rows(
            "select a.id, a.details.group.id from MapAnnotation a join a.mapValue s "
            "where s.name = 'stream' and s.value like :like",
            {"like": like},
        )
        loaded = root.load("MapAnnotation", annotation)
        loaded.setMapValue(
            [
                NamedValue(name, value.replace("Mus musculus", "Danio rerio"))
                for name, value in root.map_rows(annotation)
            ]
        )
        root.save(loaded, group=store)


def test_who_opens_an_altered_history_sees_what_was_recorded_and_then_what_was_found(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    fill_in(page, "Mus musculus")
    submit(page)
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible()
    alter(world, dataset)
    page.goto(world.address(dataset, world.imaging))
    expect(page.get_by_text("This history is being checked")).to_be_visible()
    expect(page.get_by_role("cell", name="Mus musculus")).to_be_visible()
    # The worker's next sweep reads it; the page looks again by itself.
    found = page.get_by_role("list", name="What was noticed of submission 1")
    expect(found).to_contain_text("Its record in OMERO was altered.", timeout=180_000)
    expect(found).to_contain_text(re.compile("What is shown here is what was recorded"))
    expect(page.get_by_text("This history is being checked")).to_have_count(0)
    expect(page.get_by_role("cell", name="Mus musculus")).to_be_visible()
    expect(page.get_by_text("Danio rerio")).to_have_count(0)
