# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form of the live site for each test, and the workers of tests/tasks."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from demo.site import Site
from tests.live.test_frozen_omero import SCHEMA
from tests.support.servers import Lab
from tests.tasks.conftest import _fleet, broker, fleet, tree

__all__ = ["_fleet", "broker", "fleet", "tree"]


@pytest.fixture
def form(live_site: Site, live_lab: Lab, tmp_path: Path) -> str:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(SCHEMA))
    leader = ("-u", "leader", "-w", "leader")
    name = f"Storm {uuid.uuid4()}"
    published = json.loads(live_site.forms("publish", str(file), "--name", name, "--json", *leader))
    live_site.forms("assign", published["form"], "--group", "lab read_write", "--type", "dataset", *leader)
    return str(published["form"])
