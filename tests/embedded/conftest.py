# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server's own fixtures: the tests here use the package as any project would."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from omero_embedded.pytest_plugin import (  # noqa: F401
    RunningServer,
    new_dataset,
    new_group,
    new_user,
    omero_root,
    omero_server,
    start_server,
    stop_server,
)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], RunningServer]]:
    """A server that only one test uses."""
    process, server = start_server(tmp_path)
    yield process, server
    stop_server(process)
