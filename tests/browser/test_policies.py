# SPDX-License-Identifier: AGPL-3.0-or-later
"""A group owner writes a policy as a sentence, sees what it would do, switches it on, and is not overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, call
from tests.support.browsing import log_in

pytestmark = pytest.mark.usefixtures("world")


def fits(page: Any) -> bool:
    """Whether nothing is beside the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_an_owner_writes_a_policy_sees_what_it_would_do_and_switches_it_on(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[[Any, str], None]
) -> None:
    page, group = lenient, world.lab.groups["read_annotate"]
    for number in range(5):
        world.lab.dataset("author", "read_annotate", f"2026-11-0{number}_TIRF_COS7", images=1)
    log_in(page, world.site.url, "leader", "leader")
    page.goto(f"{world.site.url}/omero_forms/policies/?group={group}")
    page.get_by_role("button", name="New policy for lab read_annotate…").click()
    expect(page.get_by_role("heading", level=1, name="New policy")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("TIRF data are described")

    # Who goes back is asked before what they typed is gone.
    with page.expect_event("dialog") as asked:
        page.evaluate("() => void history.back()")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(page.get_by_label("Name", exact=True)).to_have_value("TIRF data are described")

    # By keyboard: a part opens its control, Escape leaves it where one was.
    which = page.get_by_role("button", name="without exception")
    which.press("Enter")
    expect(page.get_by_role("combobox", name="How many hold")).to_be_focused()
    page.get_by_role("button", name="Add a condition", exact=True).click()
    page.get_by_role("textbox", name="Value").fill("*_TIRF_*")
    accessible(page)
    page.get_by_role("textbox", name="Value").press("Escape")
    part = page.get_by_role("button", name="where the name fits *_TIRF_*")
    expect(part).to_be_focused()

    page.get_by_role("button", name="needs … (choose a form)").click()
    page.get_by_label("Imaging acquisition").check()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="within 14 days").click()
    page.get_by_label("Days of grace").fill("2")
    page.get_by_role("button", name="Done").click()

    page.get_by_role("button", name="nothing is put on what complies").click()
    page.get_by_label("On each object that complies").select_option("tag")
    page.get_by_label("Name of the tag").fill("reviewed")
    accessible(page)
    page.get_by_label("Name of the tag").press("Enter")
    expect(page.get_by_role("button", name="what complies gets the tag reviewed")).to_be_focused()

    # The data are twenty days old: they are late on the day after the grace that begins today.
    preview = page.get_by_role("region", name="If it were switched on today")
    expect(preview.get_by_text("would be in grace")).to_be_visible()
    objects = page.get_by_role("group", name="Objects that would not comply")
    expect(objects.get_by_role("row")).to_have_count(6)
    row = objects.get_by_role("row", name="2026-11-03_TIRF_COS7")
    expect(row).to_contain_text("Missing")
    expect(preview.get_by_text("what complies gets the tag reviewed: ")).to_be_visible()
    mails = page.get_by_role("region", name="Mails that would go out")
    expect(mails.get_by_text("owner: [OMERO]")).to_be_visible()
    to_author = mails.locator("summary", has_text="Arno Author").first
    to_author.click()
    expect(mails.get_by_label("Mail to Arno Author").first).to_contain_text("2026-11-03_TIRF_COS7")
    picture(page, "policy.png")
    page.set_viewport_size({"width": 480, "height": 900})
    assert fits(page)
    accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", level=1, name="TIRF data are described")).to_be_visible()
    expect(page.get_by_text("made the policy “TIRF data are described”")).to_be_visible()

    # An admin changes it meanwhile; what was typed here stays, beside what they did.
    policy = int(page.url.rpartition("=")[2])
    there = page.evaluate("async (id) => (await fetch(`/omero_forms/api/v1/policies/${id}`)).json()", policy)["policy"]
    theirs = {**there["terms"], "grace": 30}
    del theirs["group"]
    page.get_by_role("button", name="tell the owners when somebody has more than 3").click()
    page.get_by_label("More than how many").fill("5")
    call(page, "PUT", f"policies/{policy}", {"base": there["number"], "terms": theirs})
    page.get_by_role("button", name="Save changes").click()
    conflict = page.get_by_role("alert").filter(has_text="Somebody has changed this policy")
    expect(conflict).to_contain_text("Theirs: within 30 days")
    expect(conflict).to_contain_text("Yours: tell the owners when somebody has more than 5")
    expect(page.get_by_role("button", name="Save changes")).to_be_enabled()
    accessible(page)
    conflict.get_by_role("button", name="Keep mine").click()
    page.get_by_label("Why?").fill("Three were too few.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The changes hold from now on.")).to_be_visible()

    page.get_by_role("button", name="End…").click()
    page.get_by_role("dialog").get_by_label("Why?").fill("The project is over.")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="Switch on again")).to_be_visible()
    page.goto(f"{world.site.url}/omero_forms/policies/?group={group}")
    expect(page.get_by_role("link", name="TIRF data are described")).to_have_count(0)
    page.get_by_label("Show 1 policy that has ended").check()
    expect(page.get_by_role("row", name="TIRF data are described")).to_contain_text("Ended")
    accessible(page)


def test_a_policy_from_a_file_is_read_and_not_written_and_a_part_that_cannot_hold_says_so(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], tmp_path: Path, picture: Callable[[Any, str], None]
) -> None:
    page = lenient
    policy = {
        "name": "Every dataset is described",
        "group": "lab read_only",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": world.imaging}],
        "grace": 14,
        "start": date.today() - timedelta(days=10),  # noqa: DTZ011 - a day of the facility's calendar
    }
    file = tmp_path / "policies.yaml"
    file.write_text(yaml.safe_dump({"policies": [policy]}, sort_keys=False))
    world.site.forms("policy", "apply", str(file), "-u", "leader", "-w", "leader")
    log_in(page, world.site.url, "leader", "leader")
    page.goto(f"{world.site.url}/omero_forms/policies/?group={world.lab.groups['read_only']}")
    expect(page.get_by_role("row", name="Every dataset is described")).to_contain_text("From a file")
    picture(page, "policies.png")
    page.get_by_role("link", name="Every dataset is described").click()
    expect(page.get_by_text("This policy is kept in a file")).to_be_visible()
    expect(page.get_by_label("Its lines in the file")).to_contain_text("name: Every dataset is described")
    expect(page.get_by_role("button", name="Save changes")).to_have_count(0)
    accessible(page)
    page.set_viewport_size({"width": 480, "height": 900})
    assert fits(page)

    page.goto(f"{world.site.url}/omero_forms/policies/?new={world.lab.groups['read_only']}")
    page.get_by_label("Name", exact=True).fill("Nothing yet")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("1 part needs a look")).to_be_visible()
    needs = page.get_by_role("button", name="needs … (choose a form)")
    expect(needs).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("What they need: Name at least one form.")).to_be_visible()
    assert fits(page)
    accessible(page)
