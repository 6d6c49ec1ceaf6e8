# SPDX-License-Identifier: AGPL-3.0-or-later
"""One form of one dataset, open in the page: what it shows, and what pressing Submit leads to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.cases.stage import Stage

READY = ".of-submit, [role=alert]"
PANEL = "#omero_forms_panel"
OUTCOME = ".of-steps, [role=alert], .of-banner--fault[role=status], .of-banner--bad ol a:focus"
OURS = "omero_forms"
FAILED = (
    "This part of the page has failed",
    "This page cannot show",
    "Unsupported field",
    "Unknown field type",
    "Circular reference",
    "Expand Cycle",
)


@dataclass(slots=True)
class Verdict:
    """What came of submitting: the page's own objections, what was sent, and the server's answer."""

    objected: list[str] = field(default_factory=list)
    sent: Any = None
    refused: list[str] | None = None
    shown: list[str] = field(default_factory=list)
    recorded: Any = None
    trouble: str = ""
    is_inexact: bool = False

    @property
    def is_recorded(self) -> bool:
        """Whether there is a submission now."""
        return self.recorded is not None


@dataclass
class Opened:
    """A form in a page of the browser. `faults` is what its scripts threw."""

    page: Any
    stage: Stage
    form: str
    faults: list[str] = field(default_factory=list)
    posts: list[tuple[Any, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dataset = self.stage.dataset(self.form)
        for event, hear in (("pageerror", self._catch), ("console", self._hear), ("response", self._see)):
            self.page.on(event, hear)
            # Another test opens something else in the same tab.
            self.stage.heard.callback(self.page.remove_listener, event, hear)

    def _catch(self, error: Any) -> None:
        # OMERO.web's own pages throw some of their own.
        if OURS in f"{error.message} {error.stack}":
            self.faults.append(error.message)

    def _hear(self, message: Any) -> None:
        # The browser itself tells of each answer that is an error.
        is_ours = OURS in message.location["url"]
        if message.type == "error" and is_ours and not message.text.startswith("Failed to load"):
            self.faults.append(message.text)

    def _see(self, response: Any) -> None:
        if response.request.method == "POST" and response.url.endswith("/submissions"):
            self.posts.append((json.loads(response.request.post_data), response))

    def open(self) -> None:
        """Go to the form, and wait for its questions or for what is said instead."""
        address = f"/omero_forms/?id={self.dataset}&type=dataset&form={self.form}"
        self.page.goto(self.stage.site.url + address)
        self.page.locator(READY).first.wait_for()

    def open_in_panel(self, name: str) -> None:
        """Select the dataset in OMERO.web, choose Forms in the middle, and start the form of that name."""
        self.page.goto(f"{self.stage.site.url}/webclient/?show=dataset-{self.dataset}")
        self.page.locator("#dataTree .jstree-clicked").wait_for()
        self.page.locator("#center_panel_chooser select").select_option(PANEL)
        self.page.locator(PANEL).get_by_role("button", name=f"Start {name}").click()
        self.page.locator(READY).first.wait_for()

    def reload(self) -> None:
        """As somebody who comes back."""
        self.page.reload()
        self.page.locator(READY).first.wait_for()

    def failures(self) -> list[str]:
        """What must never be seen or thrown."""
        return [each for each in FAILED if self.says(each)] + self.faults

    def says(self, text: str) -> bool:
        """Whether a text stands somewhere on the page."""
        return bool(self.page.get_by_text(text).count())

    # ------------------------------------------------------------------------------------------------------- drafts
    def keep_draft(self, answers: Any) -> None:
        """Store answers as the page keeps what was typed, and open them."""
        # What was typed already is stored when the page goes, and would be stored over them.
        self.reload()
        self._store(answers)
        self.reload()

    def open_with_draft(self, answers: Any) -> None:
        """The same for a form that was not opened yet."""
        # Any file of the site has its storage; the page itself takes much longer.
        self.page.goto(f"{self.stage.site.url}/static/omero_forms/manifest.json")
        self._store(answers)
        self.open()

    def _store(self, answers: Any) -> None:
        view = self.stage.api(self.dataset, self.form)
        about = view["object"]
        parts = (
            about["server"], view["user"]["id"], self.form, about["type"], about["id"], about["creation_event"],
        )  # fmt: skip
        key = ":".join(["omero-forms:draft", *(quote(str(part), safe="!'()*-._~") for part in parts)])
        draft = {
            "answers": answers,
            "version": 1,
            "base": 0,
            "message": "",
            "saved_at": "2026-11-20T10:00:00.000Z",
        }
        text = json.dumps(draft)
        self.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])

    def draft(self) -> Any:
        """The answers that are kept in the browser; None where none are."""
        text = self.page.evaluate(
            """form => Object.entries(localStorage).find(([key]) => key.includes(`:${form}:`))?.[1] ?? null""",
            f"{self.form}:Dataset:{self.dataset}",
        )
        return None if text is None else json.loads(text)["answers"]

    # --------------------------------------------------------------------------------------------------- submitting
    def problems(self) -> list[str]:
        """Pointers of the problems that stand above the questions."""
        links = self.page.locator(".of-banner--bad ol a")
        return [link.get_attribute("href")[1:] for link in links.all()]

    def _press(self) -> str:
        """Press Submit once; what is seen then."""
        self.page.get_by_role("button", name="Submit answers").click()
        found = self.page.locator(OUTCOME).first
        try:
            found.wait_for()
        except Exception:
            return "nothing"
        if self.page.locator(".of-steps").count():
            return "recorded"
        alert = self.page.locator("[role=alert], .of-banner--fault[role=status]")
        return f"trouble: {alert.first.inner_text()}" if alert.count() else "problems"

    def submit(self) -> Verdict:
        """Press Submit; once more where the page objects, so that the server's verdict is known too."""
        verdict = Verdict()
        outcome = self._press()
        if outcome == "problems" and not self.posts:
            verdict.objected = self.problems()
            outcome = self._press()
        if self.posts:
            body, response = self.posts[-1]
            verdict.sent = body["answers"]
            answer = response.json()
            if response.status >= 400:
                details = answer["error"]["details"]
                problems = details.get("problems", [])
                # A number that JSON cannot carry exactly is refused before it is checked.
                verdict.is_inexact = answer["error"]["code"] == "answers_not_representable"
                verdict.refused = [each.get("pointer", "?") for each in problems or [details]]
        if outcome == "recorded":
            verdict.recorded = self.stage.api(self.dataset, self.form)["answers"]
        elif outcome == "problems":
            verdict.shown = self.problems()
        else:
            verdict.trouble = outcome
        return verdict
