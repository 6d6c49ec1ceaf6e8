# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exemption from the button where a form is owed to the decision of an owner, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in

UNTIL = datetime.now(UTC).date() + timedelta(days=90)
ASKED = "An exemption is asked for, and waits for a decision."


@pytest.fixture
def required(world: LiveWorld, tmp_path: Path) -> int:
    """A dataset of author's without a form that a policy of its group requires of it."""
    policy = {
        "name": "Every dataset is described",
        "group": "lab read_write",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": world.imaging, "versions": "any"}],
        "start": date(2026, 1, 1),
    }
    file = tmp_path / "policies.yaml"
    file.write_text(yaml.safe_dump({"policies": [policy]}))
    world.site.forms("policy", "apply", str(file), "-u", "leader", "-w", "leader")
    world.site.forms("evaluate", "--group", str(world.lab.groups["read_write"]))
    return world.lab.datasets["read_write"]


def test_who_cannot_fill_in_a_form_asks_and_an_owner_decides(
    world: LiveWorld,
    required: int,
    lenient: Any,
    browser: Any,
    accessible: Callable[..., None],
    picture: Callable[[Any, str], None],
) -> None:
    page, url = lenient, world.site.url
    log_in(page, url, "author", "author")
    page.goto(world.address(required))
    page.get_by_role("button", name="Ask for an exemption from Imaging acquisition").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("An owner of the group, or an admin, decides")
    dialog.get_by_role("button", name="Ask for it").click()
    expect(dialog.get_by_text("Say why.")).to_be_visible()
    expect(dialog.get_by_label("Last day")).to_be_focused()
    accessible(page)
    dialog.get_by_label("Last day").fill(UNTIL.isoformat())
    dialog.get_by_label("Reason").fill("The sample was lost when the freezer broke.")
    expect(dialog.get_by_text("Say why.")).to_have_count(0)
    picture(page, "exemption-ask.png")
    dialog.get_by_role("button", name="Ask for it").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text(ASKED)).to_be_focused()
    page.goto(f"{url}/omero_forms/exemptions/")
    row = page.get_by_role("row", name="1 dataset of lab read_write")
    expect(row).to_contain_text("Waits for a decision")
    expect(row.get_by_role("button", name="Approve…")).to_have_count(0)

    leader = browser.new_context(viewport={"width": 480, "height": 900}, bypass_csp=True).new_page()
    log_in(leader, url, "leader", "leader")
    leader.goto(f"{url}/omero_forms/exemptions/?show=waiting")
    row = leader.get_by_role("row", name="1 dataset of lab read_write")
    expect(row.get_by_role("link", name="Dataset read_write")).to_be_visible()
    assert leader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(leader)
    row.get_by_role("button", name="Refuse…").click()
    leader.get_by_role("button", name="Refuse it").click()
    expect(leader.get_by_text("Say why it is refused.")).to_be_visible()
    leader.get_by_role("button", name="Leave it").click()
    row.get_by_role("button", name="Approve…").click()
    accessible(leader)
    leader.get_by_label("Your answer").fill("This once.")
    leader.get_by_role("button", name="Approve it").click()
    expect(leader.get_by_text("It was approved. Reports follow within a minute.")).to_be_visible()
    expect(leader.get_by_text("Nothing waits for a decision")).to_be_visible()
    expect(leader.get_by_role("heading", level=2, name="Exemptions")).to_be_focused()

    # For all that fits an owner asks, and sees it in words. Somebody else has to decide.
    leader.get_by_role("button", name="Ask for all that fits conditions").click()
    asking = leader.get_by_role("region", name="Ask for all that fits conditions")
    further = asking.get_by_role("button", name="Until when, and why…")
    expect(further).to_be_disabled()
    # Other policies of groups that leader owns may be offered before it.
    asking.get_by_label("Policy", exact=True).select_option("Every dataset is described (lab read_write)")
    for value in ("old_*", "broken_*"):
        asking.get_by_role("button", name="Add a condition", exact=True).click()
        asking.get_by_label("Value").or_(asking.get_by_title("Value")).last.fill(value)
    asking.get_by_title("How many hold").select_option("any")
    words = "all datasets of lab read_write where the name fits old_* or the name fits broken_*"
    expect(asking.get_by_text(f"Excused would be {words}")).to_be_visible()
    assert leader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(leader)
    further.click()
    leader.get_by_label("Last day").fill(UNTIL.isoformat())
    leader.get_by_label("Reason").fill("The microscope was replaced.")
    leader.get_by_role("button", name="Ask for it").click()
    expect(leader.get_by_text("It was asked for, and waits for a decision.")).to_be_visible()
    expect(leader.get_by_role("button", name="Ask for all that fits conditions")).to_be_focused()
    row = leader.get_by_role("row", name=words)
    expect(row.get_by_role("button", name="Approve…")).to_have_count(0)
    row.get_by_role("button", name="Withdraw…").click()
    leader.get_by_role("button", name="Withdraw it").click()
    expect(leader.get_by_text("It was withdrawn.")).to_be_visible()
    leader.context.close()

    page.goto(world.address(required))
    expect(page.get_by_text("The sample was lost when the freezer broke. (approved by Lena Leader)")).to_be_visible()
    expect(page.get_by_text("Excused until")).to_be_visible()
    expect(page.get_by_role("button", name="Ask for an exemption")).to_have_count(0)
    page.goto(f"{url}/omero_forms/exemptions/")
    row = page.get_by_role("row", name="1 dataset of lab read_write")
    expect(row).to_contain_text("This once.")
    row.get_by_role("button", name="End…").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("Nothing is excused")).to_be_visible()
