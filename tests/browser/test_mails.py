# SPDX-License-Identifier: AGPL-3.0-or-later
"""When mails come, a link that silences one, and what became of the mails of a site."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from demo.site import Site
from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import Subject
from omero_forms.kit.stop_links import StopLink, stop_address
from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in


def refused(site: Site, person_id: int) -> None:
    """A mail that the mail server will never take."""
    when = "2026-11-23 07:00:00"
    row: dict[str, Any] = dict.fromkeys(("attempts", "lease_owner", "text", "html", "stops"), "")
    row |= {"person_id": person_id, "person_name": "author", "kind": "digest", "period": "2026-W48", "attempts": 0}
    row |= {"state": "refused", "message_id": "<refused@site>", "recipient": "author@example.org", "subject": "[OMERO]"}
    row |= {"memory": "{}", "created_at": when, "next_at": when, "last_error": "550 No such user here"}
    with closing(sqlite3.connect(site.state / "forms.sqlite3", timeout=20)) as database, database:
        columns, values = ", ".join(row), ", ".join("?" * len(row))
        database.execute(f"INSERT INTO omero_forms_outboxmessage ({columns}) VALUES ({values})", [*row.values()])


def link(site: Site, person_id: int) -> str:
    """As a mail of that site has it."""
    theirs = replace(conf(), link_key_path=str(site.state / "secrets/link-key"), site=site.name, base_url=site.url)
    return stop_address(theirs, StopLink(person_id, Subject.DIGEST))


def look(page: Any, name: str) -> None:
    if folder := os.environ.get("FORMS_LOOK"):
        page.screenshot(path=str(Path(folder) / name), full_page=True)


def fits(page: Any, accessible: Callable[..., None], name: str) -> None:
    """At 1280 and at 480 pixels."""
    for width in (1280, 480):
        page.set_viewport_size({"width": width, "height": 900})
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        look(page, f"{name}-{width}.png")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_somebody_chooses_when_mails_come_and_silences_them_by_a_link_without_logging_in(
    world: LiveWorld, lenient: Any, browser: Any, accessible: Callable[..., None]
) -> None:
    page = lenient
    log_in(page, world.site.url, "author", "author")
    page.goto(f"{world.site.url}/omero_forms/preferences/")
    page.get_by_label("Once a week").check()
    page.get_by_label("Day of the week, at 08:00").select_option("Wednesday")
    fits(page, accessible, "preferences")
    page.get_by_role("button", name="Save when I am mailed").click()
    expect(page.get_by_role("status").filter(has_text="on Wednesdays at 08:00")).to_be_visible()

    stranger = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True).new_page()
    stranger.goto(link(world.site, world.lab.users["author"].id))
    fits(stranger, accessible, "stop")
    stranger.get_by_label("14 days").check()
    stranger.get_by_role("button", name="Pause these mails").click()
    expect(stranger.get_by_role("heading", name="No mails before")).to_be_visible()
    look(stranger, "paused.png")
    stranger.context.close()

    page.reload()
    expect(page.get_by_label("No mails before")).not_to_have_value("")
    expect(page.get_by_label("Day of the week, at 08:00")).to_have_value("3")

    # Others on this site expect mails to come.
    page.get_by_label("As this site does it").check()
    page.get_by_label("No mails before").fill("")
    page.get_by_role("button", name="Save when I am mailed").click()
    expect(page.get_by_role("status").filter(has_text="on Mondays at 08:00")).to_be_visible()


def test_an_admin_sees_what_was_refused_and_has_it_sent_again(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None]
) -> None:
    page = lenient
    refused(world.site, world.lab.users["author"].id)
    log_in(page, world.site.url, "admin", "admin")
    page.goto(f"{world.site.url}/omero_forms/mails/")
    expect(page.get_by_role("row", name="550 No such user here")).to_be_visible()
    fits(page, accessible, "mails")
    page.get_by_role("button", name="Try again to send the mail to author").click()
    expect(page.get_by_text("The mail to author is on its way again.")).to_be_visible()
    expect(page.get_by_text("550 No such user here")).to_have_count(0)
