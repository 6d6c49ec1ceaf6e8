# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real OMERO.web with a fault in its set-up: it starts, the tree opens where OMERO is there, and everybody is told.

OMERO.web runs under gunicorn as `omero web start` runs it; the system checks that it runs before are run as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import omero.model
import pytest
import requests

from demo.omerodir import change_settings
from demo.processes import Process
from demo.site import CommandError, Site

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("setup-faults")]

LINK = "/omero_forms/?id=1&type=dataset"


@pytest.fixture
def site(installed_site: Site) -> Site:
    """Its OMERO.web is not started yet."""
    return installed_site


@pytest.fixture
def start_web(site: Site) -> Iterator[Callable[[], Process]]:
    """Start OMERO.web with the settings as they are now."""
    started: list[Process] = []

    def start() -> Process:
        site.django("check")
        started.append(site.start_together("web")[0])
        return started[-1]

    yield start
    for process in started:
        site.tree.end(process)


def setting(**values: str) -> Callable[[Site], None]:
    return lambda site: site.set(**{key.replace("__", "."): value for key, value in values.items()})


def no_database(site: Site) -> None:
    change_settings(site.omerodir, {"omero.web.databases": "{}"})


FAULTS: dict[str, Callable[[Site], None]] = {
    "master_missing": setting(master__password=""),
    "master_refused": setting(master__password="wrong"),
    "database_missing": no_database,
    "setting_invalid": setting(on_behalf="perhaps"),
}


def log_in(site: Site, name: str, password: str, url: str = LINK) -> tuple[requests.Session, Any]:
    """Log in as a browser does; the session, and the answer after all redirects."""
    session = requests.Session()
    address = f"{site.url}/webclient/login/?{urlencode({'url': url})}"
    page = session.get(address, timeout=120)
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert tokens, f"{page.status_code} {page.url}: {page.text[:2000]}"
    form = {
        "username": name,
        "password": password,
        "server": "1",
        "csrfmiddlewaretoken": tokens[0],
    }
    answer = session.post(address, data=form, headers={"Referer": site.url}, timeout=120)
    return session, answer


def doctor(site: Site) -> str:
    """What it says; it must not say that all is well."""
    with pytest.raises(CommandError) as told:
        site.forms("doctor")
    return str(told.value)


def told_to_admin(site: Site) -> set[str]:
    """The codes in the banner for admins, or of the refusal itself."""
    session, _answer = log_in(site, "root", site.root_password)
    answer = session.get(f"{site.url}/omero_forms/api/v1/session", timeout=120)
    body = answer.json()
    if answer.status_code == 200:
        assert all(problem["mend"] for problem in body["problems"])
        return {problem["code"] for problem in body["problems"]}
    assert answer.status_code == 503
    return {body["error"]["code"], str(body["error"]["details"].get("problem"))}


def check_that_omero_web_goes_on_and_everybody_is_told(site: Site, *codes: str) -> str:
    """What the doctor says of it."""
    session, _page = log_in(site, "author", "author")
    tree = session.get(f"{site.url}/webclient/", timeout=120)
    assert tree.status_code == 200
    assert "dataTree" in tree.text
    containers = session.get(f"{site.url}/webclient/api/containers/?id=-1&page=0&group=-1", timeout=120)
    assert containers.status_code == 200
    assert "Project private" in containers.text
    page = session.get(f"{site.url}{LINK}", timeout=120)
    assert page.status_code in {200, 503}
    if page.status_code == 503:
        assert "Forms are not available right now" in page.text
    assert set(codes) <= told_to_admin(site)
    said = doctor(site)
    for code in codes:
        assert f"[{code}]" in said
    return said


@pytest.mark.parametrize("code", FAULTS)
def test_omero_web_starts_the_tree_opens_and_everybody_is_told(
    site: Site, start_web: Callable[[], Process], code: str
) -> None:
    FAULTS[code](site)
    start_web()
    check_that_omero_web_goes_on_and_everybody_is_told(site, code)


def test_of_two_faults_each_is_told_and_a_store_that_is_not_private_stops_writing(
    site: Site, start_web: Callable[[], Process]
) -> None:
    def permit(permissions: str) -> None:
        with site.server.connect(site.server.root) as root:
            admin = root.factory.getAdminService()
            group = admin.lookupGroup("omero-forms-store")
            admin.changePermissions(group, omero.model.PermissionsI(permissions))

    site.set(broker="redis://127.0.0.1:1/0")
    permit("rwr---")
    try:
        start_web()
        said = check_that_omero_web_goes_on_and_everybody_is_told(site, "store_not_private", "broker_unavailable")
        assert "rw----" in said
    finally:
        permit("rw----")


def test_omero_web_starts_without_omero(
    site: Site, start_web: Callable[[], Process], make_site: Callable[..., Site]
) -> None:
    empty_port = make_site().ports.omero
    change_settings(
        site.omerodir,
        {"omero.web.server_list": f'[["tcp://127.0.0.1", {empty_port}, "omero"]]'},
    )
    start_web()
    page = requests.get(f"{site.url}{LINK}", timeout=120)
    assert page.status_code == 200
    assert page.url.startswith(f"{site.url}/webclient/login/")
    answer = requests.get(f"{site.url}/omero_forms/api/v1/session", timeout=120)
    assert answer.status_code == 401
    assert "[omero_unavailable]" in doctor(site)


def test_whole_set_up_lets_the_page_open(site: Site, start_web: Callable[[], Process]) -> None:
    """What the faults are measured against."""
    start_web()
    session, answer = log_in(site, "author", "author")
    assert answer.url == f"{site.url}{LINK}"
    said = session.get(f"{site.url}/omero_forms/api/v1/session", timeout=120).json()
    assert said["user"]["name"] == "author"
    left = told_to_admin(site) - {"frontend_missing", "evaluations_stopped"}
    assert left == set()
