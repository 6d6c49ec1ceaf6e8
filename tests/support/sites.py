# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests do with a site that the demo does not."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from demo.lab import User
from demo.site import Site
from demo.transcript import NotSoError
from demo.web import WebSession
from tests.support.freezing import freeze
from tests.support.servers import seed_lab
from tests.support.waiting import wait_for


def install_plugin(site: Site) -> list[str]:
    """As an admin installs it: `omero-forms setup`, the config lines that it prints, `omero-forms migrate`; the
    lines.
    """
    with site.making_tables():
        return site.set_up_plugin()


@pytest.fixture(scope="session")
def _installed(make_site: Callable[..., Site]) -> Site:
    made = make_site()
    # What is asked of it is one question after the other.
    made.web_workers = 1
    made.start_omero()
    made.start_redis()
    made.configure()
    install_plugin(made)
    seed_lab(made.server)
    return made


@pytest.fixture
def installed_site(_installed: Site) -> Iterator[Site]:
    """A site that is whole, with its people, of which only OMERO and Redis run; its settings are put back afterwards.

    Whoever asks for it is in the group `setup-faults`, so that it is made once.
    """
    file = _installed.omerodir / "etc/grid/config.xml"
    before = file.read_bytes()
    yield _installed
    file.write_bytes(before)


@contextmanager
def frozen_omero(site: Site) -> Iterator[None]:
    """Within it OMERO accepts connections and never answers. Afterwards people are answered again."""
    process = site.process("omero")
    assert process is not None, "the embedded OMERO server is not running"
    try:
        freeze(process.pid)
        yield
    finally:
        process.popen.send_signal(signal.SIGCONT)
    # The breaker lets nobody through for some seconds, and the next test knows nothing of it.
    wait_for(lambda: _answers_people(site), "OMERO.web to answer people again")


def _answers_people(site: Site) -> bool:
    try:
        WebSession(site.url, User(0, "root", "", site.root_password)).get("session")
    except NotSoError:
        return False
    return True
