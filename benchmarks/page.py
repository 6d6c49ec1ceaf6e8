# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a form of 300 questions keeps a browser busy, beside the plug-in that people would use instead and beside
one bare input: `make bench ARGS='page --quick'`.

Two whole sites (OMERO.web under gunicorn) on one embedded OMERO server, and Chromium, which says itself how long it ran
scripts. Keys come 60 ms apart, faster than people type, into the one page and the other in turns. The peer has no page
of its own: its form is in the centre of OMERO.web, where the time until ours can be used is measured, too.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.browser import AFTER_FRAME, fresh, is_quick, press, script_ms
from benchmarks.bundles import weigh
from benchmarks.forms import add_master, site_with_author, start_webs
from benchmarks.peer import NAME, Peer
from benchmarks.rounds import Ratio, heading, milliseconds, p95, row
from benchmarks.sides import Theirs
from demo.processes import ProcessTree
from demo.site import Site
from tests.support.browsing import chromium
from tests.support.ports import free_port

FIELDS = 300
THEIR_FORM = "three-hundred-questions"
PANEL = "#omero_forms_panel"
BARE = "<!doctype html><title>bare</title><input id=f>"
TEXT = "a form of many questions "
APART_MS = 60

# Event to the frame after the one that it changed, in the page's own clock.
LISTEN = f"""() => {{
  {AFTER_FRAME}
  globalThis.__taken = [];
  addEventListener("keydown", (event) => requestAnimationFrame(() =>
    afterFrame((painted) => globalThis.__taken.push(painted - event.timeStamp))), true);
}}"""

# In the page from its beginning: when the last question was laid out and a frame with it begun, wherever it is shown.
AWAIT_LAST = f"""
{AFTER_FRAME}
const look = () => {{
  const within = (root) => [...root.querySelectorAll("#omero-forms, #omero_forms_panel")];
  const shadows = within(document).flatMap((host) => [...host.children].map((child) => child.shadowRoot).filter(Boolean));
  for (const shadow of shadows) if (!shadow.__watched) {{ shadow.__watched = true; observer.observe(shadow, all); }}
  const isLast = (root) => root.querySelector('[name$="q{FIELDS - 1}"], [id$="q{FIELDS - 1}"]');
  if (![document, ...shadows].some(isLast)) return;
  observer.disconnect();
  requestAnimationFrame(() => afterFrame((painted) => {{ globalThis.__usable = painted; }}));
}};
const all = {{ childList: true, subtree: true }};
const observer = new MutationObserver(look);
observer.observe(document, all);
"""


def question(number: int) -> dict[str, Any]:
    """Text, numbers, whole numbers, choices and yes or no in turns."""
    kinds: list[dict[str, Any]] = [
        {"type": "string"},
        {"type": "number", "minimum": 0, "maximum": 1000},
        {"type": "integer", "minimum": 0},
        {"type": "string", "enum": ["one", "two", "three"]},
        {"type": "boolean"},
        {"type": "string", "maxLength": 40, "pattern": "^[^<>]*$"},
    ]
    return {"title": f"Question number {number}", **kinds[number % len(kinds)]}


def schema() -> dict[str, Any]:
    """The form: every third question is required."""
    names = [f"q{number}" for number in range(FIELDS)]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Three hundred questions",
        "type": "object",
        "required": names[::3],
        "properties": {name: question(number) for number, name in enumerate(names)},
    }


@dataclass(frozen=True)
class Sites:
    """Ours and the peer's, with the form on one dataset."""

    site: Site
    peer: Peer
    dataset: int
    form: str

    @property
    def page(self) -> str:
        """Address of our page of the form."""
        return f"{self.site.url}/omero_forms/?id={self.dataset}&type=dataset&form={self.form}"


@contextmanager
def running() -> Iterator[Sites]:
    """Both, ready."""
    with tempfile.TemporaryDirectory(prefix="omero-forms-bench-") as name:
        state = Path(name)
        with ProcessTree(state / "log") as tree:
            site, build, group, author = site_with_author(state, tree)
            dataset = build.dataset(author, group, "many questions", images=1)
            add_master(site, build, group)
            peer = Peer(state / "peer", tree, site.server, free_port(), browsable=True)
            start_webs(site, peer)
            text = json.dumps(schema())
            theirs = Theirs(peer.url, THEIR_FORM)
            theirs.begin()
            theirs.publish(group, text)
            file = state / "schema.json"
            file.write_text(text)
            person = ("-u", "author", "-w", "author")
            form = json.loads(site.forms("publish", str(file), "--json", *person))["form"]
            site.forms("assign", form, "--group", str(group), "--type", "dataset", *person)
            yield Sites(site, peer, dataset, form)


class Typist:
    """A page with a field that has the focus, and what its keys cost."""

    def __init__(self, page: Any, field: Any) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        field.focus()
        page.evaluate(LISTEN)
        self.script: list[float] = []
        self.painted: list[float] = []

    def type(self, keys: int) -> None:
        """So many keys; what they cost until the page is at rest, and how soon each was on the screen."""
        self.page.bring_to_front()
        before = script_ms(self.session)
        press(self.page, TEXT, keys, apart_ms=APART_MS)
        self.page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
        self.script.append((script_ms(self.session) - before) / keys)
        self.painted += self.page.evaluate("() => globalThis.__taken.splice(0)")


def usable(page: Any) -> float:
    """The moment at which the last question was painted, in the page's clock."""
    return float(page.wait_for_function("() => globalThis.__usable").json_value())


def cold(browser: Any, sites: Sites) -> float:
    """Milliseconds from the navigation to our page to the last question."""
    page = fresh(browser, sites.site.url, AWAIT_LAST)
    try:
        page.goto(sites.page)
        return usable(page)
    finally:
        page.context.close()


def in_centre(page: Any, url: str, sites: Sites) -> float:
    """Choose Forms in the centre of OMERO.web; the moment of that."""
    page.goto(f"{url}/webclient/?show=dataset-{sites.dataset}")
    page.locator("#dataTree .jstree-clicked").wait_for()
    began = float(page.evaluate("() => performance.now()"))
    page.locator("#center_panel_chooser select").select_option(PANEL)
    return began


def our_centre(page: Any, sites: Sites) -> float:
    """Milliseconds from choosing Forms to the last question, by way of the list."""
    began = in_centre(page, sites.site.url, sites)
    page.locator(PANEL).get_by_role("button", name="Start").first.click()
    return usable(page) - began


def their_centre(page: Any, sites: Sites) -> float:
    """The same, by way of the box in which the peer's form is chosen."""
    began = in_centre(page, sites.peer.url, sites)
    page.locator(f"{PANEL} .form-switcher").click()
    page.locator(f"{PANEL} [class*=option]", has_text=THEIR_FORM).last.click()
    return usable(page) - began


def centres(browser: Any, sites: Sites, rounds: int) -> tuple[list[float], list[float]]:
    """Ours and theirs in turns, each in a browser that has nothing yet."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for times, url, open_form in zip(
            taken, (sites.site.url, sites.peer.url), (our_centre, their_centre), strict=True
        ):
            page = fresh(browser, url, AWAIT_LAST)
            times.append(open_form(page, sites))
            page.context.close()
    return taken


def typed(browser: Any, sites: Sites, rounds: int, keys: int) -> tuple[Typist, Typist, Typist]:
    """Keys into ours, the peer's and the bare input in turns."""
    ours, theirs = (fresh(browser, url, AWAIT_LAST) for url in (sites.site.url, sites.peer.url))
    bare = browser.new_page()
    ours.goto(sites.page)
    usable(ours)
    their_centre(theirs, sites)
    bare.set_content(BARE)
    typists = (
        Typist(ours, ours.get_by_label("Question number 150", exact=True)),
        Typist(theirs, theirs.locator("#root_q150")),
        Typist(bare, bare.locator("#f")),
    )
    for number in range(rounds):
        for each in typists if number % 2 else reversed(typists):
            each.type(keys)
    return typists


def main() -> int:
    """Measure; nothing is judged but "met" or "missed"."""
    rounds, keys = (5, 30) if is_quick("page", __doc__) else (12, 60)
    with running() as sites, chromium() as browser:
        times = [cold(browser, sites) for _ in range(rounds)]
        our_times, their_times = centres(browser, sites, rounds)
        ours, theirs, bare = typed(browser, sites, rounds, keys)
    print(f"peer: {NAME}")
    heading(theirs="peer")
    per_key, late, first = statistics.median(ours.script), p95(ours.painted), statistics.median(times)
    row(
        "script a key, of 300 questions", milliseconds(ours.script), milliseconds(theirs.script),
        ratio=Ratio.of(ours.script, theirs.script), goal="<= 6 ms", met=per_key <= 6,
    )  # fmt: skip
    row("key to paint, p50", milliseconds(ours.painted), milliseconds(theirs.painted))
    row("key to paint, p95", f"{late:.1f} ms", f"{p95(theirs.painted):.1f} ms", goal="<= 32 ms", met=late <= 32)
    row("page, cold, until the last question is painted", f"{first:.0f} ms", goal="<= 600 ms", met=first <= 600)
    row(
        "centre of OMERO.web, cold, the same", milliseconds(our_times), milliseconds(their_times),
        ratio=Ratio.of(our_times, their_times),
    )  # fmt: skip
    print(
        f"bare input: script a key {milliseconds(bare.script)}, "
        f"key to paint p50 {milliseconds(bare.painted)}, p95 {p95(bare.painted):.1f} ms"
    )
    weigh()
    return 0


if __name__ == "__main__":
    sys.exit(main())
