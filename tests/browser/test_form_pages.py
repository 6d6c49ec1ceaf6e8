# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages about forms beside the editor: the list, a group's forms, the library, bringing in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import SCHEMA, LiveWorld, submit_at_once
from tests.support.browsing import log_in

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 480, "height": 900}


def fits(page: Any, accessible: Callable[..., None]) -> None:
    """Nothing of the page lies beside it, wide or narrow, and axe finds nothing."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        accessible(page)


def test_an_owner_of_a_group_lists_forms_offers_one_and_uses_the_library(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[[Any, str], None]
) -> None:
    page = lenient
    group = world.lab.groups["read_only"]
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/")
    expect(page.get_by_role("row", name="Twenty questions")).to_be_visible()
    picture(page, "forms.png")
    page.get_by_label("Search").fill("imaging acq")
    row = page.get_by_role("row", name="Imaging acquisition")
    expect(row).to_contain_text("lab read_only: datasets")
    expect(page).to_have_url(f"{world.site.url}/omero_forms/designer/?q=imaging+acq")
    fits(page, accessible)

    page.get_by_role("navigation", name="Your groups").get_by_role("link", name="lab read_only").click()
    expect(page).to_have_url(f"{world.site.url}/omero_forms/designer/group/{group}/")
    page.get_by_label("Form", exact=True).select_option("Twenty questions")
    page.get_by_label("screens").check()
    fits(page, accessible)
    page.get_by_role("button", name="Offer it for screens").click()
    expect(page.get_by_text("Twenty questions is offered for screens.")).to_be_visible()
    page.get_by_role("button", name="Stop offering Twenty questions for screens…").click()
    page.get_by_role("button", name="Stop offering it for screens").click()
    expect(page.get_by_text("Twenty questions is no longer offered for screens.")).to_be_visible()

    page.goto(f"{world.site.url}/omero_forms/designer/library/")
    expect(page.get_by_role("article").first).to_be_visible()
    fits(page, accessible)
    page.get_by_role("article", name="Data set description").get_by_role("link", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").get_by_role("textbox").first).to_be_visible()
    fits(page, accessible)
    page.get_by_role("button", name="Use it").click()
    page.wait_for_url(lambda address: "/designer/f" in address)


def test_a_file_is_looked_at_before_its_draft_begins(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[[Any, str], None]
) -> None:
    page = lenient
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/import/")
    broken = {**SCHEMA, "title": "Twice required", "required": ["sample", "sample"]}
    files = [
        {"name": "twice.json", "mimeType": "application/json", "buffer": json.dumps(broken).encode()},
        {"name": "no.json", "mimeType": "application/json", "buffer": b'{"$ref": "lamp.json"}'},
    ]
    page.get_by_label("Files to bring in").set_input_files(files)
    expect(page.get_by_role("region", name="Refused")).to_contain_text("no.json")
    begin = page.get_by_role("button", name="Begin drafts")
    expect(begin).to_be_disabled()
    fits(page, accessible)
    picture(page, "import.png")
    page.get_by_role("region", name="Mended").get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Begin 1 draft").click()
    page.get_by_role("link", name="Twice required").click()
    page.wait_for_url(lambda address: "/designer/f" in address)


def test_an_owner_of_a_group_has_copies_of_another_layout_remade_and_sees_when_that_is_done(
    world: LiveWorld, dataset: int, lenient: Any, accessible: Callable[..., None]
) -> None:
    page, kind = lenient, "read_annotate"
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/")
    answers = {"sample": {"organism": "Homo sapiens", "alive": True}, "channels": [{"name": "DNA", "emission": 461}]}
    submit_at_once(page, dataset, world.imaging, answers)
    # What runs keeps the layout that it began with.
    world.site.set(kv_layout="legacy")
    log_in_as = ("-u", "leader", "-w", "leader")
    world.site.forms("remake-copies", world.imaging, "--group", f"lab {kind}", *log_in_as)
    world.site.set(kv_layout="paths")
    namespace = f"hms.harvard.edu/omero/forms/kvdata/{world.imaging}"

    def keys() -> list[str]:
        with world.lab.as_user("root") as root:
            [copy] = root.copies_on("Dataset", dataset, namespace)
            return [key for key, _value in root.map_rows(copy)]

    assert keys() == ["sample_organism", "sample_alive", "channels_name", "channels_emission"]
    page.goto(f"{world.site.url}/omero_forms/designer/group/{world.lab.groups[kind]}/")
    page.get_by_role("button", name="Remake copies of Imaging acquisition…").click()
    fits(page, accessible)
    page.get_by_role("button", name="Remake them").click()
    expect(page.get_by_text(re.compile(r"^Remade: ([\d,]+) of \1 cop(y|ies)\.$"))).to_be_visible(timeout=120_000)
    fits(page, accessible)
    assert keys() == ["Sample > Organism", "Sample > Was the sample alive?", "Channels > Name", "Channels > Emission"]
    page.reload()
    expect(page.get_by_role("row", name="Imaging acquisition")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Copies")).to_have_count(0)
