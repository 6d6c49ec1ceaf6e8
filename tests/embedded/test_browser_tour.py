# SPDX-License-Identifier: AGPL-3.0-or-later
"""OMERO.web over the embedded server, as people click through it in Chromium. No plug-in of this project is
installed there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from omero.rtypes import unwrap
from playwright.sync_api import TimeoutError as NotInTimeError
from playwright.sync_api import expect

from demo.omerodir import default_list, environment, make_omerodir, web_settings
from demo.ports import answers
from demo.processes import ProcessTree
from omero_embedded.pytest_plugin import RunningServer, start_server, stop_server
from tests.support.browsing import log_in, open_pane, panes
from tests.support.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

TRIES = 5
TRY = 4_000
"""Milliseconds in which a menu opens, else it was closed again."""


@dataclass(slots=True)
class Office:
    """The seeded facility, with OMERO.web in front."""

    server: RunningServer
    url: str

    def column(self, hql: str) -> list[Any]:
        """The first column of what root finds, in all groups."""
        client = self.server.client()
        try:
            found = client.sf.getQueryService().projection(hql, None, {"omero.group": "-1"})
            return [unwrap(row[0]) for row in found]
        finally:
            client.closeSession()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server with `--seed lab`, and OMERO.web with nothing but its own apps."""
    folder = tmp_path_factory.mktemp("office")
    omerodir, port = folder / "omero", free_port()
    process, server = start_server(folder, "--seed", "lab")
    plain = {
        "omero.web.apps": "[]",
        "omero.web.ui.center_plugins": json.dumps(default_list("omero.web.ui.center_plugins")),
    }
    make_omerodir(
        omerodir,
        web_settings(
            omero_port=server.tcp_port,
            database=folder / "web.sqlite3",
            static=omerodir / "var/static",
            extra=plain,
        ),
    )
    variables = environment(omerodir)
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
    serve = [
        str(Path(sys.executable).parent / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--worker-tmp-dir", str(omerodir / "var/tmp"), "omeroweb.wsgi:application",
    ]  # fmt: skip
    try:
        with ProcessTree(folder / "log") as tree:
            subprocess.run(collect, env=variables, cwd=folder, check=True)
            web = tree.start("web", serve, environment=variables, directory=folder)
            tree.wait_until(web, lambda: answers(port), seconds=300)
            yield Office(server, f"http://127.0.0.1:{port}")
    finally:
        stop_server(process)


@dataclass(slots=True)
class Visitor:
    """Somebody's page. `faults` collects errors of scripts, and answers of 500 and above.

    The recording of a real server has a few of these (web-golden.json), but none lies behind a click of these tours.
    """

    office: Office
    page: Any
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Collect faults; keep the browser from asking anybody but our server (Insight tags are looked up at
        GitHub).
        """
        context = self.page.context
        context.on("weberror", lambda told: self.faults.append(f"script: {told.error.stack}"))
        context.on("response", lambda told: self._answered(told.status, told.url))
        context.route(lambda address: not address.startswith(self.office.url), lambda route: route.abort())

    def _answered(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{status}: {url}")

    def log_in(self, name: str, password: str | None = None) -> None:
        log_in(self.page, self.office.url, name, password or name, then="/webclient/")
        expect(self.page.locator("#dataTree .jstree-anchor").first).to_be_visible()

    def show(self, kind: str, oid: int) -> None:
        """Select an object in the tree by its link, and wait for the panel on the right."""
        self.page.goto(f"{self.office.url}/webclient/?show={kind}-{oid}")
        expect(self.page.locator("#dataTree .jstree-clicked")).to_have_count(1)
        self.described(kind, oid)

    def described(self, kind: str, oid: int) -> None:
        """Wait until the General tab is about this object."""
        expect(self.page.locator("#object-id")).to_have_text(f"{kind}-{oid}")

    def node(self, text: str) -> Any:
        """A node of the tree by its text, which may have a number of children behind it."""
        return self.page.locator("#dataTree .jstree-anchor", has_text=re.compile(rf"^\s*{re.escape(text)}\s*\d*\s*$"))

    def unfold(self, text: str) -> None:
        """Open a node whose children are not shown yet, and wait for them."""
        node = self.node(text)
        node.dblclick()
        expect(node).to_have_attribute("aria-expanded", "true")

    def choose(self, text: str, *entries: str) -> None:
        """An entry of a node's context menu."""
        path = [self.page.locator(".vakata-context a:visible", has_text=entry) for entry in entries]
        for _ in range(TRIES):
            self.settle()
            self.node(text).click(button="right")
            try:
                for item in path:
                    item.hover(timeout=TRY)
            except NotInTimeError:
                # A tree that still draws its nodes closes the menu that was opened on one; so a person opens it
                # again.
                self.page.keyboard.press("Escape")
            else:
                path[-1].click()
                return
        raise AssertionError(f"no menu with {' > '.join(entries)} opens on {text}")

    def button(self, dialog: str, name: str) -> Any:
        """A button of a jQuery dialog by the selector of its content."""
        box = self.page.locator(".ui-dialog", has=self.page.locator(dialog))
        return box.get_by_role("button", name=name, exact=True)

    def done(self, job: str) -> None:
        """Wait until the activities, shown or not, tell that a job went well."""
        row = self.page.locator("#jobsTable tr", has_text=job)
        expect(row.locator("img[src*='success']")).to_have_count(1)

    def open_panes(self) -> list[str]:
        """Open every pane of the General tab that is closed; their names."""
        names = [open_pane(header) for header in panes(self.page).all()]
        self.settle()
        return names

    def settle(self) -> None:
        """Wait until the page waits for no answer any more."""
        self.page.wait_for_function("() => !window.jQuery || jQuery.active === 0")


@pytest.fixture
def visitor(office: Office, page: Any) -> Iterator[Visitor]:
    """Somebody at OMERO.web, not logged in; without faults at the end."""
    visiting = Visitor(office, page)
    visiting.watch()
    yield visiting
    visiting.settle()
    assert visiting.faults == []


def all_drawn(page: Any, selector: str, count: int) -> None:
    """Wait until so many pictures are there, and drawn from the answers of the server (not the grey placeholder)."""
    page.wait_for_function(
        """([selector, count]) => {
             const images = [...document.querySelectorAll(selector)];
             return images.length === count && images.every(image =>
               image.complete && image.naturalWidth > 1 && !/image128|spinner/.test(image.src));
           }""",
        arg=[selector, count],
    )


def test_errors_of_scripts_and_answers_of_500_do_not_pass_unseen(visitor: Visitor) -> None:
    visitor.log_in("chloe")
    # A page without a template: a real server's OMERO.web answers 500, too.
    visitor.page.goto(f"{visitor.office.url}/webclient/help/")
    with visitor.page.context.expect_event("weberror"):
        visitor.page.evaluate("setTimeout(() => { throw new Error('thrown here') })")
    found, visitor.faults[:] = list(visitor.faults), []
    assert [fault for fault in found if fault.startswith("500: ") and fault.endswith("/help/")]
    assert [fault for fault in found if "thrown here" in fault]


def test_a_member_opens_every_level_of_the_tree_every_pane_and_every_tab_and_sees_pictures(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.log_in("chloe")
    visitor.unfold("Actin")
    (project,) = visitor.office.column("select p.id from Project p where p.name = 'Actin'")
    visitor.described("project", project)
    assert {"details", "tags", "keyvaluepairs", "comments"} <= set(visitor.open_panes())
    expect(page.locator("#creation_date")).to_contain_text("20")

    visitor.unfold("Phalloidin controls")
    all_drawn(page, "#dataIcons li.row img", 2)
    visitor.node("phalloidin-controls_01.tif").click()
    (image,) = visitor.office.column("select i.id from Image i where i.name = 'phalloidin-controls_01.tif'")
    visitor.described("image", image)
    assert {"details", "tags", "keyvaluepairs", "comments", "attachments", "ratings"} <= set(visitor.open_panes())
    details = page.locator("#general_tab")
    expect(details).to_contain_text("96 x 96")
    expect(details).to_contain_text("uint8")
    expect(page.locator("#channel_names_display")).to_contain_text("mCherry")

    page.get_by_role("tab", name="Acquisition").click()
    channels = page.locator("#metadata_tab h1[data-name^=channel]")
    expect(channels).to_have_count(3)
    channels.nth(1).click()
    expect(channels).to_have_text(["DAPI", "GFP", "mCherry"])
    expect(page.locator("#channel_2 select[name=illumination]")).to_contain_text("Epifluorescence")
    expect(page.locator("#channel_2")).to_be_visible()

    page.get_by_role("tab", name="Preview").click()
    all_drawn(page, "#viewport-img", 1)
    expect(page.locator("#rdef-container")).to_contain_text("DAPI")


def test_what_a_member_writes_on_a_dataset_is_there_after_loading_anew_and_is_found(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.log_in("ben")
    (dataset,) = visitor.office.column("select d.id from Dataset d where d.name = 'Nocodazole washout'")
    visitor.show("dataset", dataset)
    visitor.open_panes()

    page.locator("#launch_tags_form").click()
    page.locator("#id_tag").press_sequentially("arrested")
    page.locator("#id_add_new_tag").click()
    expect(page.locator("#id_selected_tags")).to_contain_text("arrested")
    visitor.button("#add_tags_form", "Save").click()
    expect(page.locator("#tags_container")).to_contain_text("arrested")

    page.locator("#id_comment").fill("Washed out at four")
    page.get_by_role("button", name="Add Comment").click()
    expect(page.locator("#comments_container")).to_contain_text("Washed out at four")

    # The key alone is saved first.
    with page.expect_response(
        lambda answer: "annotate_map" in answer.url and "zweihundert" in (answer.request.post_data or "")
    ):
        page.locator(".editableKeyValueTable td", has_text="Add Key").click()
        page.keyboard.type("Dose")
        page.keyboard.press("Tab")
        page.keyboard.type("zweihundert")
        page.keyboard.press("Enter")
        page.locator("#owner_fullname").click()

    heading = page.locator(f"#datasetname-{dataset}")
    heading.get_by_role("button").click()
    heading.locator("#id_name").fill("Nocodazole, washed out")
    heading.get_by_role("button", name="Save").click()
    expect(visitor.node("Nocodazole, washed out")).to_be_visible()

    visitor.show("dataset", dataset)
    visitor.open_panes()
    expect(heading).to_contain_text("Nocodazole, washed out")
    for container, text in (
        ("#tags_container", "arrested"),
        ("#comments_container", "Washed out at four"),
        ("#mapAnnContainer", "zweihundert"),
    ):
        expect(page.locator(container)).to_contain_text(text)

    results = page.locator("#dataTable tbody tr")
    page.goto(f"{visitor.office.url}/webclient/search/?search_query=nocodazole-washout_01")
    expect(results.filter(has_text="nocodazole-washout_01.tif")).to_be_visible()
    for word in ("arrested", "zweihundert"):
        page.goto(f"{visitor.office.url}/webclient/search/")
        page.locator("#searching_form input[name=query]").fill(word)
        page.locator("#search_button").click()
        expect(results).to_have_count(1)
        expect(results).to_contain_text("Nocodazole, washed out")


def test_a_member_creates_moves_and_deletes_through_the_dialogs(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in("ben")
    visitor.choose("Ben Costa", "Create new", "Project")
    page.locator("#new-container-form input[name=name]").fill("Tour")
    visitor.button("#new-container-form", "OK").click()
    expect(visitor.node("Tour")).to_be_visible()
    visitor.choose("Tour", "Create new", "Dataset")
    page.locator("#new-container-form input[name=name]").fill("Stop")
    visitor.button("#new-container-form", "OK").click()
    expect(visitor.node("Stop")).to_be_visible()
    (project,) = visitor.office.column(
        "select l.parent.id from ProjectDatasetLink l where l.parent.name = 'Tour' and l.child.name = 'Stop'"
    )

    visitor.choose("Tour", "Move to Group...")
    page.locator("#chgrp-form .chgrpGroup", has_text="Plant Biology").click()
    expect(page.locator("#group_chooser")).to_contain_text("Move: 1 Project, 1 Dataset")
    visitor.button("#chgrp-form", "OK").click()
    visitor.done("Move to Group")
    expect(visitor.node("Tour")).to_have_count(0)
    assert visitor.office.column(
        f"select d.details.group.name from Dataset d join d.projectLinks l where l.parent.id = {project}"
    ) == ["Plant Biology"]

    visitor.show("project", project)
    visitor.choose("Tour", "Delete")
    page.locator("#delete-dialog-form").wait_for()
    visitor.button("#delete-dialog-form", "Yes").click()
    visitor.done("Delete")
    expect(visitor.node("Tour")).to_have_count(0)
    assert visitor.office.column(f"select p.id from Project p where p.id = {project}") == []
    assert visitor.office.column("select d.id from Dataset d where d.name = 'Stop'") == []


def test_an_admin_gives_data_away_and_lists_users_and_groups(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in("root", visitor.office.server.root_password)
    (project,) = visitor.office.column("select p.id from Project p where p.name = 'Organoids'")
    visitor.show("project", project)
    visitor.choose("Organoids", "Change Owner...")
    form = page.locator("#chown-form")
    expect(form).to_contain_text("Change owner of: 1 Project, 2 Datasets, 4 Images")
    form.get_by_label("Eva Fischer").check()
    visitor.button("#chown-form", "OK").click()
    visitor.done("Change Owner")
    assert set(
        visitor.office.column(
            f"""select i.details.owner.omeName from Image i
                join i.datasetLinks d join d.parent.projectLinks p where p.parent.id = {project}"""
        )
    ) == {"eva"}

    page.goto(f"{visitor.office.url}/webadmin/experimenters/")
    users = page.locator("#experimenterTable tbody tr")
    for name in ("Chloé Dubois", "Gina Hofer", "root"):
        expect(users.filter(has_text=name)).to_have_count(1)
    page.goto(f"{visitor.office.url}/webadmin/groups/")
    for name in ("Cell Imaging", "Neuro Lab", "Plant Biology", "Clinical"):
        expect(page.locator("#groupTable tbody tr", has_text=name)).to_have_count(1)
