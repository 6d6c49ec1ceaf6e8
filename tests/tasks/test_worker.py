# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker logs in to OMERO for itself, and logs out when it ends."""

from __future__ import annotations

import pytest

from demo.site import Site
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


def test_sessions_of_form_master_and_agent_end_with_the_worker(installed_site: Site) -> None:
    site = installed_site
    if site.process("redis") is None:
        pytest.skip("NO REDIS: apt-get install redis-server")
    site.set(evaluate_every="2")
    agent, master = sessions_of(site, "form-agent"), sessions_of(site, "form-master")
    worker, beat = site.start_together("worker", "beat")
    wait_for(lambda: sessions_of(site, "form-agent") > agent, "the agent's log-in")
    site.tree.end(worker, patience=60)
    site.tree.end(beat)
    wait_for(lambda: sessions_of(site, "form-agent") == agent, "its log-out")
    wait_for(lambda: sessions_of(site, "form-master") == master, "the master's log-out")
