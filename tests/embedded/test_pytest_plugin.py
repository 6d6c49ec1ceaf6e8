# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fixtures of the pytest plugin, used by a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from omero_embedded.pytest_plugin import start_server, stop_server

TEST = """
def test_somebody_makes_a_dataset(omero_server, new_group, new_user, new_dataset):
    print("database", omero_server.database_uuid)
    group = new_group("rwr---")
    user = new_user(group)
    client = omero_server.client(user.name, user.password)
    assert new_dataset(client, group) > 0
    client.closeSession()
"""


def run_pytest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the test above in *folder* with these variables and none of the OMERO_TEST_ ones that we were called with."""
    (folder / "test_it.py").write_text(TEST, encoding="utf-8")
    others = {k: v for k, v in os.environ.items() if not k.startswith(("OMERO_TEST_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "omero_embedded.pytest_plugin",
         "--rootdir", str(folder), "-c", os.devnull, "test_it.py"],
        cwd=folder,
        env={**others, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip


def test_the_session_of_root_does_not_idle_out_while_tests_run_that_do_not_use_it(
    omero_root: Any,
) -> None:
    every = int(omero_root.getProperty("omero.keep_alive"))
    session = omero_root.sf.getSessionService().getSession(omero_root.getSessionId())
    assert 0 < every * 1000 < session.timeToIdle.val / 2


def test_the_same_tests_go_to_the_server_that_the_environment_names(tmp_path: Path) -> None:
    process, server = start_server(tmp_path, root_password="another-one")
    try:
        done = run_pytest(
            tmp_path,
            OMERO_TEST_HOST="localhost",
            OMERO_TEST_PORT=str(server.ssl_port),
            OMERO_TEST_ROOT_PASSWORD="another-one",
        )
    finally:
        stop_server(process)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"database {server.database_uuid}" in done.stdout
