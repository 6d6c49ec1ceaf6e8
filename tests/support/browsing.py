# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's Chromium for the browser tests, and axe in its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
"""The shell is the same engine without windows, tab strips and their processes, which nobody sees here."""
AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PATIENCE = 60_000
"""Milliseconds. Waiting is for conditions; a busy machine only makes it longer, and only what never comes takes so
long.
"""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium, as a Playwright browser."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def log_in(page: Any, url: str, name: str, password: str, *, then: str = "/omero_forms/") -> None:
    """Log in through OMERO.web's own page and wait for the page at *then*.

    Not the tree where that is not what a test is about: its requests go on in OMERO.web when the page is left, and make
    it forget the log-in if OMERO does not answer them.
    """
    page.goto(f"{url}/webclient/login/?url={then}")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.click("input[type=submit]")
    # The log-in page itself lies below /webclient/.
    page.wait_for_url(lambda address: address.startswith(f"{url}{then}") and "/login/" not in address)


def panes(page: Any) -> Any:
    """The headings of the panes of OMERO.web's General tab, each of which opens and closes its pane, once they do.

    OMERO.web draws them first. What they do when clicked, and which of them are open, it settles later: a click before
    then is lost, or closes what has just been opened.
    """
    page.wait_for_function(
        """() => {
             const drawn = window.$ ? $("#general_tab h1.can-collapse").get() : [];
             return drawn.length && drawn.every((one) => $._data(one, "events")?.click);
        }"""
    )
    return page.locator("#general_tab h1.can-collapse")


def open_pane(header: Any) -> str:
    """Open that pane, unless it is; its name."""
    if "closed" in str(header.get_attribute("class")):
        header.click()
    return str(header.get_attribute("data-name"))


def axe_violations(page: Any, selector: str | None = None) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA on the page (shadow roots too), one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=str(AXE))
    # A colour on its way from one to another may be too faint for a moment.
    page.wait_for_function(
        """() => ![document, ...[...document.querySelectorAll("*")].flatMap(each => each.shadowRoot ?? [])]
             .some(root => root.getAnimations().some(each => each instanceof CSSTransition))"""
    )
    found = page.evaluate(
        """selector => axe.run(selector || document,
             {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(result => result.violations)""",
        selector,
    )
    return [
        f"{violation['id']}: {violation['help']} ({'; '.join(str(node['target']) for node in violation['nodes'])})"
        for violation in found
    ]
