# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our pages in real Chromium: nothing is blocked by their content security policy, and the notice is accessible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from demo.site import Site
from tests.support.browsing import axe_violations, log_in
from tests.support.servers import Lab
from tests.support.sites import frozen_omero

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def complaints(page: Any) -> list[str]:
    """What the console and the page itself complain of, from now on."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: heard.append(str(fault)))
    return heard


def headline(page: Any) -> str:
    """The first headline of the front-end, once there is one; a locator needs no eval, which the policy forbids."""
    first = page.locator("#omero-forms h1").first
    first.wait_for()
    return str(first.inner_text())


def test_object_page_runs_under_its_content_security_policy(
    live_site: Site, live_lab: Lab, page: Any, complaints: list[str]
) -> None:
    number = live_lab.datasets["read_annotate"]
    log_in(page, live_site.url, "author", "author")
    complaints.clear()  # those of OMERO.web's page for logging in
    page.goto(f"{live_site.url}/omero_forms/?id={number}&type=dataset")
    assert "Dataset read_annotate" in headline(page)
    assert complaints == []


def test_page_says_so_where_its_script_does_not_come(live_site: Site, live_lab: Lab, page: Any) -> None:
    number = live_lab.datasets["read_annotate"]
    log_in(page, live_site.url, "author", "author")
    page.route("**/omero_forms/assets/*.js", lambda route: route.abort())
    page.goto(f"{live_site.url}/omero_forms/?id={number}&type=dataset")
    notice = page.get_by_text("The forms did not open yet. Reload the page.")
    assert not notice.is_visible(), "it is still on its way"
    notice.wait_for(state="visible")
    page.unroute_all()
    page.reload()
    assert "Dataset read_annotate" in headline(page)
    assert notice.count() == 0


def test_the_report_runs_under_its_content_security_policy(
    live_site: Site, live_lab: Lab, page: Any, complaints: list[str]
) -> None:
    log_in(page, live_site.url, "leader", "leader")
    complaints.clear()
    page.goto(f"{live_site.url}/omero_forms/dashboard/")
    assert headline(page)
    assert complaints == []


@pytest.fixture
def examined(browser: Any) -> Iterator[Any]:
    """A page into which axe may be put: its browser does not heed the policy."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def test_page_that_says_what_is_missing_is_accessible(live_site: Site, live_lab: Lab, examined: Any) -> None:
    log_in(examined, live_site.url, "author", "author")
    # On a busy machine goto() has come back without the response, though the page was there.
    with (
        frozen_omero(live_site),
        examined.expect_response(
            lambda one: "/omero_forms/?id=1" in one.url and one.request.is_navigation_request()
        ) as answer,
    ):
        examined.goto(f"{live_site.url}/omero_forms/?id=1&type=dataset")
    assert answer.value.status == 503
    assert examined.locator("h1").inner_text() == "Forms are not available right now"
    assert examined.get_by_role("link", name="Try again").get_attribute("href") == ("/omero_forms/?id=1&type=dataset")
    assert axe_violations(examined) == []
