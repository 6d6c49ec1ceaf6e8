# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of these tests, what is known to fail, and the table of all that did not go as it should.

FORMS_CASES_TABLE=FILE adds the rows of the table to a file: case and step, test, what was expected and got.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError

from demo.site import Site
from tests.cases.files import CASES
from tests.cases.known import KNOWN
from tests.cases.stage import Stage, publishing
from tests.support import servers
from tests.support.browsing import PATIENCE, log_in
from tests.support.sites import install_plugin

HERE = Path(__file__).parent
TABLE = "FORMS_CASES_TABLE"


def key_of(nodeid: str) -> str:
    """How `KNOWN` names a test: the file, and the case where there is one, else the function."""
    file, _, name = nodeid.removeprefix("tests/cases/test_").partition(".py::")
    function, _, case = name.partition("[")
    return f"{file}: {case.rstrip(']') or function}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is known to fail is expected to."""
    for item in items:
        if HERE not in item.path.parents:
            continue
        if "in_the_page" in item.path.name:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("cases"))
        if (reason := KNOWN.get(key_of(item.nodeid))) is not None:
            item.add_marker(pytest.mark.xfail(strict=True, reason=reason))


def pytest_runtest_logreport(report: Any) -> None:
    """Write down what did not go as it should, known or not, when asked."""
    file = os.environ.get(TABLE)
    expected = getattr(report, "wasxfail", None)
    if not file or not report.nodeid.startswith("tests/cases/") or not (report.failed or expected):
        return
    crash = getattr(report.longrepr, "reprcrash", None)
    got = crash.message if crash else str(report.longrepr)
    where, _, step = key_of(report.nodeid).partition(": ")
    state = "known" if expected else "NEW"
    told = " ".join(got.split()).replace("|", "\\|")[:600]
    with Path(file).open("a", encoding="utf-8") as table:
        table.write(f"| {step} | {where} ({state}, {report.when}) | {told} |\n")


@pytest.fixture(scope="session")
def stage(make_site: Callable[..., Site], browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A site in which all cases are published, as far as they can be."""
    site = make_site()
    site.start_omero()
    site.start_redis()
    site.configure()
    install_plugin(site)
    site.start_together("web")
    lab = servers.seed_lab(site.server)
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, locale="en-GB", timezone_id="America/New_York"
    )
    log_in(context.new_page(), site.url, "author", "author")
    with publishing(site, lab, tmp_path_factory.mktemp("cases")) as publisher:
        made = Stage(site, lab, context, publisher)
        made.publish_all(CASES)
        yield made
    context.close()
    lab.close()


@pytest.fixture(scope="session")
def _idle() -> list[Any]:
    """Tabs that a test has done with. A new one is a process of its own, which compiles all our scripts anew."""
    return []


@pytest.fixture
def tab(stage: Stage, _idle: list[Any]) -> Iterator[Any]:
    """A tab of the browser in which the author is logged in, with nothing in it."""
    taken = _idle.pop() if _idle else stage.context.new_page()
    taken.set_default_timeout(PATIENCE)
    yield taken
    stage.heard.close()
    try:
        taken.goto("about:blank")
    except PlaywrightError:
        # It hangs, or has crashed: nobody takes it again.
        taken.close()
    else:
        _idle.append(taken)
