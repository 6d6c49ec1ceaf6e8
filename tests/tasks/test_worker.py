# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker logs in to OMERO for itself, and logs out when it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from demo.site import Site
from tests.support.sites import install_plugin
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("setup-faults")]


def sessions_of(site: Site, name: str) -> int:
    """How many of the user's sessions are open in OMERO."""
    with site.server.connect(site.server.root) as root:
        rows = root.rows(
            "select count(s.id) from Session s where s.owner.omeName = :name and s.closed is null",
            {"name": name},
        )
    return int(rows[0][0])


def test_sessions_of_form_master_and_agent_end_with_the_worker(
    make_site: Callable[..., Site],
) -> None:
    site = make_site(evaluate_every="2")
    site.start_omero()
    if site.start_redis() is None:
        pytest.skip("NO REDIS: apt-get install redis-server")
    site.configure()
    install_plugin(site)
    before = sessions_of(site, "form-agent")
    worker = site.start_together("worker")[0]
    site.start_together("beat")
    wait_for(lambda: sessions_of(site, "form-agent") > before, "the agent's log-in")
    site.tree.end(worker, patience=60)
    wait_for(lambda: sessions_of(site, "form-agent") == before, "its log-out")
    assert sessions_of(site, "form-master") == 0
