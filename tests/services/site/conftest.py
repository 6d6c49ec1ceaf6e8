# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of the OMERO of this test process, as a second server, and settings that name it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from omeroweb.connector import Server as WebServer

from demo.lab import Server
from demo.processes import ProcessTree
from omero_forms import settings as mapping
from omero_forms.gateway.sessions import UserSession, open_password_session
from omero_forms.settings import CUSTOM_SETTINGS_MAPPINGS
from tests.support import environment, servers
from tests.support.ports import free_port
from tests.support.servers import OmeroServer

Records = list[tuple[int, list[tuple[str, str]]]]


def everything_in(server: Server) -> Records:
    """All map annotations of an OMERO with their rows, by plain omero-py."""
    with server.connect(server.root) as client:
        ids = [row[0] for row in client.rows("select a.id from MapAnnotation a order by a.id")]
        return [(one, client.map_rows(one)) for one in ids]


@dataclass(slots=True)
class Copies:
    """Makes copies, and lets OMERO.web and the forms of this process use one: its settings, and its sessions."""

    original: OmeroServer
    processes: ProcessTree
    directory: Path
    monkeypatch: pytest.MonkeyPatch
    settings: Any
    open: ExitStack = field(default_factory=ExitStack)

    def make(self) -> OmeroServer:
        """A second server, whose database is a copy of the first one's as it is now."""
        port = free_port()
        with (
            closing(sqlite3.connect(environment.ROOT / f"omero-{self.original.port}.sqlite3")) as source,
            closing(sqlite3.connect(self.directory / f"omero-{port}.sqlite3")) as target,
        ):
            source.backup(target)
        made = servers.start_omero(self.processes, self.directory, port, environment.ROOT_PASSWORD)
        assert made.process is not None
        self.open.callback(self.processes.end, made.process)
        assert made.database_uuid == self.original.database_uuid
        return made

    def use(self, server: OmeroServer) -> None:
        """As if `omero.web.server_list` named it and everything had been restarted."""
        address = ("tcp://127.0.0.1", server.port)
        self.settings.SERVER_LIST = [[*address, "omero"]]
        WebServer.reset()
        WebServer(*address, "omero")

    def set(self, **values: str) -> None:
        """Make settings, as `omero config set` and a restart do: `set(site="")`."""
        for name, value in values.items():
            attribute, _default, parse, *_ = CUSTOM_SETTINGS_MAPPINGS[f"omero.web.forms.{name}"]
            self.monkeypatch.setattr(mapping, attribute, parse(value))

    def make_settings(self, printed: dict[str, str]) -> None:
        """Those that a verb printed, by key."""
        self.set(**{key.removeprefix("omero.web.forms."): value for key, value in printed.items()})

    def user(self, server: OmeroServer, name: str) -> UserSession:
        """A session of somebody of the lab in one of the servers."""
        password = server.server.root_password if name == "root" else name
        return self.open.enter_context(open_password_session(server.server.host, server.port, name, password))


@pytest.fixture
def copies(
    forms_installed: OmeroServer, processes: ProcessTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Copies]:
    """Copies of the OMERO of this process."""
    if environment.OMERO_HOST:
        pytest.skip("NOT OUR OMERO.server: it cannot be copied")
    with ExitStack() as opened:
        made = Copies(forms_installed, processes, tmp_path, monkeypatch, settings, opened)
        yield made
        made.use(forms_installed)


@contextmanager
def untouched(server: OmeroServer) -> Iterator[None]:
    """Within it nothing is added, changed or removed there."""
    before = everything_in(server.server)
    yield
    assert everything_in(server.server) == before
