# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages in a language that puts each text of the catalogue into brackets: what is past the catalogue shows."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in
from tests.support.language import said, without_brackets

SHOWN = """() => {
    const texts = (root) => [...root.children].map((one) => [one.innerText ?? "", ...inside(one)].join("\\n"));
    const inside = (one) => [one, ...one.querySelectorAll("*")].flatMap((each) => each.shadowRoot ? texts(each.shadowRoot) : []);
    return texts(document).join("\\n");
}"""
"""All that can be read, what stands in roots of our own too."""

NO_TEXT = {"OMERO forms", "OMERO"}
"""Names that are the same in all languages."""


@pytest.fixture
def other_language(page: Any) -> Any:
    """A page whose browser has that language for our scripts; what the server says stays English."""
    texts = {
        one.texts[0]: [f"⟦{text}⟧" for text in one.texts] if len(one.texts) > 1 else f"⟦{one.texts[0]}⟧"
        for one in said()
    }
    told = {"language": "en-GB", "plurals": "1011".ljust(200, "1"), "texts": texts}
    page.add_init_script(f"globalThis.omeroFormsTexts = {json.dumps(told)};")
    return page


def test_every_word_of_a_page_is_of_the_catalogue_or_came_with_the_data(
    world: LiveWorld, other_language: Any, dataset: int
) -> None:
    page = other_language
    bodies: list[Any] = []

    def note(route: Any) -> None:
        # What came can no longer be asked for once its page has been left.
        answer = route.fetch()
        if "json" in answer.headers.get("content-type", ""):
            bodies.append(answer.json())
        route.fulfill(response=answer)

    page.route("**/omero_forms/api/**", note)
    outside: dict[str, list[str]] = {}
    group = world.lab.groups["read_annotate"]
    log_in(page, world.site.url, "admin", "admin")
    for path in (
        f"?id={dataset}&type=dataset",
        f"?id={dataset}&type=dataset&form={world.imaging}",
        "mine/",
        f"dashboard/?group={group}",
        f"policies/?group={group}",
        f"policies/?new={group}",
        "exemptions/",
        "preferences/",
        "mails/",
        "audit/",
        "integrity/",
        "designer/",
        f"designer/{world.imaging}/",
        f"designer/group/{group}/",
    ):
        bodies.clear()
        page.goto(f"{world.site.url}/omero_forms/{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        data = _strings(bodies)
        # What a policy, a form or a person is called stands on its own line or between brackets.
        shown = page.evaluate(SHOWN)
        assert "⟦" in shown, path
        left = without_brackets(shown)
        for known in sorted({*data, *NO_TEXT}, key=len, reverse=True):
            left = left.replace(known, " ")
        outside[path] = re.findall(r"[^\W\d_]{2,}(?: +[^\W\d_]{2,})+", left)
    assert {path: words for path, words in outside.items() if words} == {}


def _strings(part: Any) -> set[str]:
    """All texts of two words or more that a body holds, each of their lines, and those of a schema that is kept as
    text.
    """
    if isinstance(part, str):
        kept: set[str] = set()
        with suppress(ValueError):
            kept = _strings(json.loads(part)) if part.startswith("{") else kept
        return {part, *(line.strip() for line in part.splitlines()), *kept} if " " in part else kept
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return {text for each in inside for text in _strings(each)}
