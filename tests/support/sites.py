# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests do with a site that the demo does not."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from demo.lab import User
from demo.site import Site
from demo.transcript import NotSoError
from demo.web import WebSession
from tests.support.freezing import freeze
from tests.support.waiting import wait_for


def install_plugin(site: Site) -> list[str]:
    """As an admin installs it: `omero-forms setup`, the config lines that it prints, `omero-forms migrate`; the
    lines.
    """
    with site.making_tables():
        return site.set_up_plugin()


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
