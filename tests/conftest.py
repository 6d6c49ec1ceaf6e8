# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures that all tests share. The real parts run: OMERO over Ice, mail over SMTP, Redis, Chromium; nothing of ours
is mocked.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.ports import answers
from demo.processes import ProcessTree
from demo.site import PATIENCE, Ports, Site, find_redis
from demo.smtp import Mailbox, start_server
from tests.support import browsing, environment, postgresql, servers
from tests.support.facility import facility
from tests.support.groups import groups_of, pytest_configure_node, pytest_xdist_make_scheduler, tell_scheduler
from tests.support.installing import install_in_process
from tests.support.ports import free_port
from tests.support.servers import Lab, OmeroServer
from tests.support.sites import _installed, install_plugin, installed_site
from tests.support.variables import DATABASES_VARIABLE
from tests.support.world import dataset, log, world

__all__ = [
    "_installed",
    "dataset",
    "facility",
    "installed_site",
    "log",
    "pytest_configure_node",
    "pytest_xdist_make_scheduler",
    "world",
]

# Data of today is not due before tonight, so nothing of it could be failing.
DAYS_OLD = 20
OBJECTS_BETWEEN_LOOKS = 20_000
SITES = {"live_site": "browser", "installed_site": "setup-faults"}
"""Fixtures that start many processes, and the group of tests in which each does so once."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Python is not to look for garbage among all that the tests import, which stays; and afterwards more seldom than
    it usually does.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 10, 10)
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests without a browser are skipped; the summary at the end says so in capitals."""
    for item in items:
        if item.get_closest_marker("serial"):
            item.add_marker(pytest.mark.xdist_group("serial"))
        groups = groups_of(item)
        for fixture, group in SITES.items():
            if fixture in getattr(item, "fixturenames", ()) and groups != {group}:
                raise pytest.UsageError(
                    f"{item.nodeid} is not in the group {group}: its worker would start a site again"
                )
        if len(groups) > 1:
            # It would be a group of its own, and its worker start a whole site again.
            raise pytest.UsageError(f"{item.nodeid} is in several groups: {', '.join(sorted(groups))}")
        if item.get_closest_marker("browser") and not browsing.CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="NO CHROMIUM: apt-get install chromium-headless-shell"))
    tell_scheduler(config, items)


def pytest_report_header() -> str:
    """Which database the tests run on."""
    from django.conf import settings

    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The loud lines."""
    if not postgresql.PROGRAMS:
        terminalreporter.write_line(
            "!!! NOTHING WAS TESTED ON POSTGRESQL: it is not here (apt-get install postgresql) !!!",
            red=True,
            bold=True,
        )
    if not browsing.CHROMIUM:
        terminalreporter.write_line(
            "!!! ALL BROWSER TESTS WERE SKIPPED: there is no Chromium here (apt-get install chromium-headless-shell) !!!",
            red=True,
            bold=True,
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Emptying the tables after a test announces a migration, and Django would make the permissions of its own
    accounts anew each time: which nobody has here, and takes longer than many a test.
    """
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    assert post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    assert post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session")
def processes() -> Iterator[ProcessTree]:
    """The process tree of this test process; everything in it ends with it."""
    with ProcessTree(environment.ROOT / "log") as tree:
        yield tree


@pytest.fixture(scope="session")
def omero_server(processes: ProcessTree) -> OmeroServer:
    """The OMERO server that OMERO.web's settings of this test process name: an embedded one, or that of
    OMERO_TEST_HOST.
    """
    if environment.OMERO_HOST:
        return servers.named_omero(environment.OMERO_HOST, environment.OMERO_PORT, environment.ROOT_PASSWORD)
    return servers.start_omero(processes, environment.ROOT, environment.OMERO_PORT, environment.ROOT_PASSWORD)


@pytest.fixture(scope="session")
def lab(omero_server: OmeroServer) -> Iterator[Lab]:
    """People, groups of the four kinds and data: see `tests.support.servers.Lab`."""
    seeded = servers.seed_lab(omero_server.server)
    yield seeded
    seeded.close()


@pytest.fixture(scope="session")
def forms_installed(omero_server: OmeroServer) -> Iterator[OmeroServer]:
    """Form master, form agent, store group and seal key are there, as `omero-forms setup` makes them."""
    install_in_process(omero_server.server)
    yield omero_server
    from omero_forms.gateway.sessions import close_pools

    # While there is a server that can end them: at exit there is none any more.
    close_pools()


@pytest.fixture(scope="session")
def redis_server(processes: ProcessTree) -> str:
    """URL of a Redis of this test process, the broker that the settings name."""
    binary = find_redis()
    if binary is None:
        pytest.skip("NO REDIS: apt-get install redis-server")
    port = environment.REDIS_PORT
    redis = processes.start(
        "redis",
        [
            binary,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(environment.ROOT),
        ],
    )
    processes.wait_until(redis, lambda: answers(port), seconds=PATIENCE)
    return f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    controller = start_server(mailbox, environment.SMTP_PORT)
    yield mailbox
    controller.stop()


@pytest.fixture
def mailbox(_mail_server: Mailbox, settings: Any) -> Mailbox:
    """An empty mailbox behind a real SMTP server on the port that the settings name; `mailbox.mails` is what came."""
    settings.EMAIL_BACKEND = (
        "django.core.mail.backends.smtp.EmailBackend"  # pytest-django puts another one in its place
    )
    _mail_server.clear()
    return _mail_server


@pytest.fixture
def web_login(lab: Lab, forms_installed: OmeroServer, db: None) -> Callable[[str], Any]:
    """`web_login("author")` gives a Django test client that logged in through OMERO.web's own page."""
    from django.test import Client

    def log_in(name: str, *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        form = {"username": name, "password": name, "server": "1", "url": "/webclient/"}
        if csrf:
            client.get("/webclient/login/")
            form["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
        response = client.post("/webclient/login/", form)
        assert response.status_code == 302, response.content[:800]
        return client

    return log_in


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Makes live sites (`demo.site.Site`), nothing started, each with free ports and a folder of its own; all end at
    the end.
    """
    trees: list[ProcessTree] = []

    def make(**settings: str) -> Site:
        state = tmp_path_factory.mktemp("site")
        tree = ProcessTree(state / "log")
        trees.append(tree)
        ports = Ports(
            web=free_port(),
            omero=free_port(),
            redis=free_port(),
            smtp=free_port(),
            mail_page=free_port(),
        )
        # One person of a test sends more within a minute than people do.
        extra = {"rate_submissions": "100000", "rate_writes": "100000", **settings}
        named = {f"omero.web.forms.{key}": value for key, value in extra.items()}
        if DATABASES_VARIABLE in os.environ:
            named["omero.web.databases"] = postgresql.another(os.environ[DATABASES_VARIABLE])
        return Site(state, ports, tree, extra_settings=named)

    yield make
    for tree in trees:
        tree.stop()


@pytest.fixture(scope="session")
def _live(make_site: Callable[..., Site]) -> Iterator[tuple[Site, Lab]]:
    site = make_site()
    omero = site.start_omero(days_behind=DAYS_OLD)
    lab = servers.seed_lab(site.server)
    site.tree.end(omero)
    site.start_omero()
    site.start_mail()
    site.start_redis()
    site.configure()
    install_plugin(site)
    site.start_together("web", "worker", "beat")
    yield site, lab
    lab.close()


@pytest.fixture(scope="session")
def live_site(_live: tuple[Site, Lab]) -> Site:
    """A whole site: OMERO, mail, Redis, OMERO.web under gunicorn, worker and beat. Its people: `live_lab`.

    Whoever asks for it is in the group `browser`, so that it is started once.
    """
    return _live[0]


@pytest.fixture(scope="session")
def live_lab(_live: tuple[Site, Lab]) -> Lab:
    """The same people as in `lab`, in the live site's OMERO, and the same data, which is twenty days old there."""
    return _live[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless (a Playwright Browser)."""
    with browsing.chromium() as started:
        yield started


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in a fresh browser context: no cookie, no storage."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(browsing.PATIENCE)
    fresh = context.new_page()
    yield fresh
    context.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real schemas and exported legacy forms that lie beside the checkout on the project's own machines; skips without
    them.
    """
    directory = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not directory.exists():
        pytest.skip("NO SHARED DATA beside the checkout")
    return directory
