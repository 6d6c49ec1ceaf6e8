# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second version, from what it breaks to the history in which it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld, call, submit_at_once
from tests.support.browsing import log_in

SAMPLE: dict[str, Any] = {"type": "string", "title": "Sample"}


def schema_of(**rules: Any) -> str:
    return json.dumps({"title": "Slide scan", "type": "object", "properties": {"sample": SAMPLE | rules}})


def test_who_publishes_sees_what_breaks_first_and_the_version_in_the_history_then(
    world: LiveWorld, dataset: int, lenient: Any, accessible: Callable[..., None], tmp_path: Path
) -> None:
    page, leader = lenient, ("-u", "leader", "-w", "leader")
    file = tmp_path / "schema.json"
    file.write_text(schema_of())
    form = json.loads(world.site.forms("publish", str(file), "--json", *leader))["form"]
    world.site.forms("assign", form, "--group", "lab read_annotate", "--type", "dataset", *leader)
    log_in(page, world.site.url, "leader", "leader", then="/omero_forms/designer/")
    submit_at_once(page, dataset, form, {"sample": "HeLa Kyoto"})
    draft = call(page, "POST", f"forms/{form}/draft", {})
    tighter = {"name": draft["name"], "schema": schema_of(maxLength=4), "base": draft["number"]}
    call(page, "PUT", f"forms/{form}/draft", tighter)

    page.goto(f"{world.site.url}/omero_forms/designer/{form}/publish/")
    expect(page.get_by_text("“Sample” must be no longer than 4 characters now.")).to_be_visible()
    expect(page.get_by_text("Judged the one answer that there is.")).to_be_visible()
    broken = page.get_by_role("row", name="Dataset").filter(has_text="Sample: too long")
    expect(broken.get_by_role("link")).to_have_attribute("href", f"/omero_forms/?id={dataset}&type=dataset&form={form}")
    assert "HeLa" not in page.content()
    page.get_by_text("Compare the JSON side by side").click()
    expect(page.get_by_role("textbox", name="Draft")).to_contain_text('"maxLength": 4')
    accessible(page)
    page.set_viewport_size({"width": 480, "height": 900})
    expect(page.get_by_role("textbox", name="Draft, with what it changes")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.get_by_label("What changed, and why").fill("Short names")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_role("heading", name="Version 2 of Slide scan is published")).to_be_visible()

    page.get_by_role("link", name="See its versions").click()
    expect(page.get_by_role("listitem").filter(has_text="Version 2, in use")).to_contain_text("Short names")
    expect(page.get_by_text("“Sample” must be no longer than 4 characters now.")).to_be_visible()
    page.get_by_role("button", name="View version 1").click()
    expect(page.get_by_label("Sample")).to_be_disabled()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
