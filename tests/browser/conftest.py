# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live site as the browser tests find it, and what people do in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from demo.site import Site
from tests.support.browsing import PATIENCE, axe_violations, log_in
from tests.support.servers import Lab
from tests.support.waiting import wait_for

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "docs" / "images"

SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Imaging acquisition",
    "type": "object",
    "required": ["sample", "channels"],
    "properties": {
        "sample": {
            "type": "object",
            "title": "Sample",
            "required": ["organism", "alive"],
            "properties": {
                "organism": {"type": "string", "title": "Organism"},
                "line": {"type": "string", "title": "Cell line"},
                "alive": {"type": "boolean", "title": "Was the sample alive?"},
            },
        },
        "channels": {
            "type": "array",
            "title": "Channels",
            "minItems": 1,
            "items": {
                "type": "object",
                "title": "Channel",
                "required": ["name", "emission"],
                "properties": {
                    "name": {"type": "string", "title": "Name"},
                    "emission": {
                        "type": "integer",
                        "title": "Emission",
                        "minimum": 300,
                        "maximum": 1000,
                    },
                },
            },
        },
    },
}
TWENTY: dict[str, Any] = {
    "title": "Twenty questions",
    "type": "object",
    "required": [f"q{number}" for number in range(20)],
    "properties": {f"q{number}": {"type": "string", "title": f"Question number {number}"} for number in range(20)},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker has all browser tests: the site behind them is started once."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True, slots=True)
class LiveWorld:
    """The site, its people and data, and two published forms: one is offered in each of its groups that more than one
    person reads, the one with twenty questions where `dataset` is.
    """

    site: Site
    lab: Lab
    imaging: str
    twenty: str

    def address(self, dataset: int, form: str = "") -> str:
        """The page of a dataset, as links in mails name it."""
        more = f"&form={form}" if form else ""
        return f"{self.site.url}/omero_forms/?id={dataset}&type=dataset{more}"


def _publish(site: Site, directory: Path, schema: dict[str, Any], *kinds: str) -> str:
    file = directory / "schema.json"
    file.write_text(json.dumps(schema))
    leader = ("-u", "leader", "-w", "leader")
    told = json.loads(site.forms("publish", str(file), "--json", *leader))
    for kind in kinds:
        site.forms("assign", told["form"], "--group", f"lab {kind}", "--type", "dataset", *leader)
    return str(told["form"])


@pytest.fixture(scope="session")
def world(live_site: Site, live_lab: Lab, tmp_path_factory: Any) -> LiveWorld:
    """Everything that runs in a facility, with data that is twenty days old."""
    directory = tmp_path_factory.mktemp("forms")
    imaging = _publish(live_site, directory, SCHEMA, "read_only", "read_annotate", "read_write")
    twenty = _publish(live_site, directory, TWENTY, "read_annotate")
    return LiveWorld(live_site, live_lab, imaging, twenty)


@pytest.fixture
def dataset(world: LiveWorld) -> int:
    """A dataset of the author's that nobody else uses."""
    return world.lab.dataset("author", "read_annotate", "2026-11-12_HeLa_mitosis", images=2)


@pytest.fixture
def faults(page: Any) -> Iterator[list[str]]:
    """Errors that our scripts threw; there are none at the end of a test that asks for this.

    OMERO.web throws some of its own, when nothing is selected for example; those name none of our files.
    """
    thrown: list[str] = []

    def hear(fault: Any) -> None:
        told = f"{fault.error.message}\n{fault.error.stack}"
        if "omero_forms" in told:
            thrown.append(told)

    page.context.on("weberror", hear)
    yield thrown
    assert thrown == []


@pytest.fixture
def lenient(browser: Any) -> Iterator[Any]:
    """A page into which axe may be put: its browser does not heed our content security policy."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Europe/Berlin", bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def accessible() -> Callable[..., None]:
    """`accessible(page)`: axe finds nothing on the page, or below the selector that is given."""

    def check(page: Any, selector: str | None = None) -> None:
        assert axe_violations(page, selector) == []

    return check


@pytest.fixture
def picture() -> Callable[..., None]:
    """`picture(page, "editor.png")`: what the page shows now becomes that picture of the documentation, where somebody
    asks for new ones by FORMS_PICTURES=1; with `part` that part of the page alone.
    """

    def take(page: Any, name: str, part: Any = None) -> None:
        if not os.environ.get("FORMS_PICTURES"):
            return
        if part is None:
            page.evaluate("() => scrollTo(0, 0)")
            page.screenshot(path=PICTURES / name)
        else:
            part.screenshot(path=PICTURES / name)

    return take


CALL = """async ([method, path, body]) => {
    const token = /csrftoken=([^;]*)/.exec(document.cookie)[1];
    const headers = {"Content-Type": "application/json", "X-CSRFToken": token};
    const answer = await fetch(`/omero_forms/api/v1/${path}`, {method, headers, body: JSON.stringify(body)});
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
}"""


def call(page: Any, method: str, path: str, body: dict[str, Any]) -> Any:
    """What the API answers to whoever is logged in in the page."""
    return page.evaluate(CALL, [method, path, body])


STATE = """async (id) =>
    (await (await fetch(`/omero_forms/api/v1/submissions/${id}`)).json()).submission.state"""


def submit_at_once(page: Any, dataset: int, form: str, answers: dict[str, Any], *, base: int | str = 0) -> int:
    """Submit for whoever is logged in in the page, past the form in it; the number. It is recorded then, and copied:
    the answer itself may come before on a busy machine.
    """
    body = {"version": 1, "base": base, "client_key": str(uuid4()), "answers": answers, "message": ""}
    told = call(page, "POST", f"objects/dataset/{dataset}/forms/{form}/submissions", body)["submission"]
    wait_for(lambda: page.evaluate(STATE, told["id"]) == "copied", "the answers to be recorded and copied")
    return int(told["number"])


def fill_in(page: Any, organism: str = "Homo sapiens") -> None:
    """Answer all that "Imaging acquisition" requires."""
    page.get_by_label("Organism").fill(organism)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Channel 1, Name").fill("DNA")
    page.get_by_label("Channel 1, Emission").fill("461")


def submit(page: Any) -> None:
    """Press the button."""
    page.get_by_role("button", name="Submit answers").click()


@contextmanager
def second_tab(page: Any, world: LiveWorld, name: str) -> Iterator[Any]:
    """The link of the page whose session has ended, opened; somebody logs in there."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    tab = opened.value
    tab.fill("input[name=username]", name)
    tab.fill("input[name=password]", name)
    tab.click("input[type=submit]")
    yield tab
    tab.close()


def end_sessions(world: LiveWorld, name: str) -> None:
    """Close every session that somebody has in OMERO, as a restart or an admin does."""
    from omero.model import SessionI
    from omero.rtypes import rstring

    import omero

    with world.lab.as_user("root") as root:
        keys = root.rows(
            "select s.uuid from Session s where s.owner.omeName = :name and s.closed is null",
            {"name": name},
        )
        service = root.factory.getSessionService()
        for (key,) in keys:
            session = SessionI()
            session.setUuid(rstring(key))
            while True:
                try:
                    if service.closeSession(session) <= 0:
                        break
                except omero.ServerError:  # it was the last reference
                    break


@pytest.fixture
def author_page(world: LiveWorld, page: Any, faults: list[str]) -> Any:
    """A page in which the author is logged in to OMERO.web."""
    log_in(page, world.site.url, "author", "author")
    return page
