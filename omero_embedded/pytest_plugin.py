# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin: a server for the tests of a project that speaks to OMERO.

Use it with `pytest_plugins = ["omero_embedded.pytest_plugin"]` or `-p omero_embedded.pytest_plugin`. The server is a
process of its own, one for each pytest-xdist worker, started when a test first asks for it. With OMERO_TEST_HOST set,
the tests go to a real OMERO.server instead (OMERO_TEST_PORT: its ssl port, OMERO_TEST_ROOT_PASSWORD).
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# omero is imported by the functions that use it: it takes a moment that runs without such tests need not take.

START_LIMIT = 120.0
"""Seconds after which a server that does not answer has failed."""


@dataclass(frozen=True)
class RunningServer:
    """Where a server listens. `tcp_url` with `tcp_port` is plain TCP; `host` with `ssl_port` is SSL."""

    host: str
    tcp_port: int
    ssl_port: int
    root_password: str
    pid: int | None
    database_uuid: str

    @property
    def tcp_url(self) -> str:
        return f"tcp://{self.host}"

    def client(self, name: str = "root", password: str | None = None) -> Any:
        """A logged-in omero.client; close it with `closeSession()`."""
        import omero.clients

        import omero

        client = (
            omero.client(self.tcp_url, self.tcp_port)
            if self.pid is not None
            else omero.client(self.host, self.ssl_port)
        )
        client.createSession(name, self.root_password if password is None else password)
        return client


@dataclass(frozen=True)
class NewGroup:
    id: int
    name: str
    permissions: str


@dataclass(frozen=True)
class NewUser:
    id: int
    name: str
    password: str


def start_server(
    folder: Path,
    *options: str,
    root_password: str = "omero",  # noqa: S107  (a test server's)
) -> tuple[subprocess.Popen[bytes], RunningServer]:
    """Start a server process and wait until it answers. Raises RuntimeError with its output if it does not."""
    ready = folder / f"ready-{secrets.token_hex(4)}.json"
    log = folder / "omero_embedded.log"
    command = [
        sys.executable, "-m", "omero_embedded", "--root-password", root_password,
        "--ready-file", str(ready), "--die-with-parent", *options,
    ]  # fmt: skip
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    until = time.monotonic() + START_LIMIT
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.02)
    found = json.loads(ready.read_text(encoding="utf-8"))
    return process, RunningServer(
        found["host"],
        found["tcp_port"],
        found["ssl_port"],
        root_password,
        found["pid"],
        found["database_uuid"],
    )


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to stop; insist after ten seconds."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def omero_server() -> Iterator[RunningServer]:
    """A server for all tests of this process: the embedded one, or the one that OMERO_TEST_HOST names."""
    host = os.environ.get("OMERO_TEST_HOST")
    if host:
        port = int(os.environ.get("OMERO_TEST_PORT", "4064"))
        password = os.environ.get("OMERO_TEST_ROOT_PASSWORD", "omero")
        server = RunningServer(host, port - 1, port, password, None, "")
        client = server.client()
        uuid = client.sf.getConfigService().getDatabaseUuid()
        client.closeSession()
        yield RunningServer(host, port - 1, port, password, None, uuid)
        return
    with tempfile.TemporaryDirectory(prefix="omero-embedded-test-") as folder:
        process, server = start_server(Path(folder))
        try:
            yield server
        finally:
            stop_server(process)


@pytest.fixture(scope="session")
def omero_root(omero_server: RunningServer) -> Iterator[Any]:
    """A client logged in as root."""
    client = omero_server.client()
    # OMERO ends a session that nobody used for ten minutes; tests that do not use this one may take longer.
    client.enableKeepAlive(60)
    yield client
    client.closeSession()


@pytest.fixture
def new_group(omero_root: Any) -> Callable[..., NewGroup]:
    """Make a group: `new_group("rwra--")`."""
    import omero.model
    from omero.rtypes import rbool, rstring

    def make(permissions: str = "rwra--") -> NewGroup:
        group = omero.model.ExperimenterGroupI()
        group.name, group.ldap = rstring(f"group-{secrets.token_hex(5)}"), rbool(False)
        group.details.permissions = omero.model.PermissionsI(permissions)
        return NewGroup(omero_root.sf.getAdminService().createGroup(group), group.name.val, permissions)

    return make


@pytest.fixture
def new_user(omero_root: Any) -> Callable[..., NewUser]:
    """Make a user: `new_user(group, other_group, leads=[group])`; the first group is the default one."""
    import omero.model
    from omero.rtypes import rbool, rstring

    def make(*groups: NewGroup, leads: list[NewGroup] | None = None, email: str | None = None) -> NewUser:
        admin = omero_root.sf.getAdminService()
        user = omero.model.ExperimenterI()
        user.omeName, user.ldap = rstring(f"user-{secrets.token_hex(5)}"), rbool(False)
        user.firstName, user.lastName = rstring("First"), rstring("Last")
        user.email = rstring(email) if email else None
        password = secrets.token_hex(6)
        ids = [*(g.id for g in groups), 1]
        references = [omero.model.ExperimenterGroupI(i, False) for i in ids]
        uid = admin.createExperimenterWithPassword(user, rstring(password), references[0], references[1:])
        for group in leads or []:
            admin.setGroupOwner(
                omero.model.ExperimenterGroupI(group.id, False),
                omero.model.ExperimenterI(uid, False),
            )
        return NewUser(uid, user.omeName.val, password)

    return make


@pytest.fixture
def new_dataset() -> Callable[..., int]:
    """Make a dataset with somebody's client: `new_dataset(client, group)` returns its id."""
    import omero.model
    from omero.rtypes import rstring

    def make(client: Any, group: NewGroup | None = None, name: str | None = None) -> int:
        dataset = omero.model.DatasetI()
        dataset.name = rstring(name or f"dataset-{secrets.token_hex(5)}")
        context = client.getContext(group.id if group else None)
        return int(client.sf.getUpdateService().saveAndReturnObject(dataset, context).id.val)

    return make
