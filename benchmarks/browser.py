# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium as it is measured: a page that has nothing yet, keys into it, and what its scripts cost."""

from __future__ import annotations

import argparse
import os
from typing import Any

from tests.support.browsing import CHROMIUM, log_in

AFTER_FRAME = """
const afterFrame = (tell) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { tell(performance.now()); port1.close(); };
  port2.postMessage(0);
};
"""
"""For scripts of pages. Within a frame that is begun: have the moment told at which it was painted."""


def is_quick(program: str, description: str | None) -> bool:
    """Whether somebody wants fewer rounds and fewer keys. Without Chromium that is said, and the program ended."""
    parser = argparse.ArgumentParser(prog=f"bench {program}", description=description)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer keys")
    options = parser.parse_args()
    if not CHROMIUM:
        parser.exit(2, "There is no Chromium here: put its path into CHROMIUM.\n")
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    return bool(options.quick)


def fresh(browser: Any, url: str, script: str, *, width: int = 1280) -> Any:
    """A page in which author is logged in; the browser's cache is empty, and `script` is in it from its beginning."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    log_in(page, url, "author", "author", then="/webclient/userdata/")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.add_init_script(script)
    return page


def script_ms(session: Any) -> float:
    """Milliseconds that scripts ran so far, in a session with `Performance` enabled."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "ScriptDuration") * 1000


def press(page: Any, text: str, keys: int, *, apart_ms: int) -> None:
    """So many keys where the focus is, of a text that is typed over and over."""
    for number in range(keys):
        page.keyboard.press(text[number % len(text)].replace(" ", "Space"))
        page.wait_for_timeout(apart_ms)
