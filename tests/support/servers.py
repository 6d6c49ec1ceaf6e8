# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OMERO server of a test process, and the lab that lives in it."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import Ice
import pytest

import omero
from demo.lab import Builder, Client, Server, User
from demo.processes import Process, ProcessTree
from demo.site import PATIENCE
from tests.support.freezing import freeze

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "private": "rw----",
    "read_only": "rwr---",
    "read_annotate": "rwra--",
    "read_write": "rwrw--",
}


def open_session(server: Server, user: User) -> tuple[omero.client, str]:
    """A session that lives until the client that is returned is closed, and its key."""
    client = omero.client(server.host, server.port)
    client.createSession(user.name, user.password)
    return client, str(client.getSessionId())


@dataclass(slots=True)
class OmeroServer:
    """A running server. `server` is for plain clients; `database_uuid` is its identity; `process` is None where it is
    not ours.
    """

    server: Server
    process: Process | None
    database_uuid: str

    @property
    def port(self) -> int:
        """Where it listens: plain TCP of an embedded server, SSL of a real one."""
        return self.server.port

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """As long as this lasts the server accepts connections and answers nothing. What this process has found out
        about it meanwhile is forgotten with it: no test begins with an open breaker.
        """
        if self.process is None:
            pytest.skip("NOT OUR OMERO.server: it cannot be frozen")
        from omero_forms.kit.breaker import breaker

        try:
            freeze(self.process.pid)
            yield
        finally:
            self.process.popen.send_signal(signal.SIGCONT)
            breaker().answered()


def start_omero(tree: ProcessTree, directory: Path, port: int, root_password: str, *more: str) -> OmeroServer:
    """Start an embedded server on *port* whose database lies in *directory*."""
    ready = directory / f"omero-{port}.ready"
    ready.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "omero_embedded", "--host", "127.0.0.1", "--tcp-port", str(port), "--ssl-port", "0",
        "--root-password", root_password, "--database", str(directory / f"omero-{port}.sqlite3"), "--seed", "none",
        "--ready-file", str(ready), "--die-with-parent", *more,
    ]  # fmt: skip
    process = tree.start("omero", command, directory=ROOT)
    tree.wait_until(process, ready.exists, seconds=PATIENCE)
    told = json.loads(ready.read_text())
    return OmeroServer(Server(port, root_password), process, told["database_uuid"])


def named_omero(host: str, port: int, root_password: str) -> OmeroServer:
    """The OMERO server that somebody else started."""
    server = Server(port, root_password, host)
    with server.connect(server.root) as root:
        return OmeroServer(server, None, root.factory.getConfigService().getDatabaseUuid())


@dataclass(slots=True)
class Lab:
    """Four groups, one of each kind, with the same people in each, and data of `author` in each.

    `groups`, `datasets`, `projects` by kind (private, read_only, read_annotate, read_write). People: `leader` owns the
    four groups, `author` owns the data, `fellow` is a member, `outsider` is in the group `elsewhere` only, `admin` may
    do everything, `viewer` is an admin without any privilege. The password of each is the name.
    """

    server: Server
    build: Builder
    groups: dict[str, int]
    users: dict[str, User]
    projects: dict[str, int] = field(default_factory=dict)
    datasets: dict[str, int] = field(default_factory=dict)
    _sessions: dict[str, tuple[omero.client, str]] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    def __getattr__(self, name: str) -> User:
        """`lab.author` is `lab.users["author"]`."""
        try:
            return self.users[name]
        except KeyError:
            raise AttributeError(name) from None

    @contextmanager
    def as_user(self, name: str, *, group: int | None = None) -> Iterator[Client]:
        """A plain client of somebody."""
        with self.server.connect(self.users[name] if name != "root" else self.server.root, group=group) as client:
            yield client

    def session_key(self, name: str) -> str:
        """Key of an open session of somebody; the same one as long as it lives.

        OMERO ends a session that nobody used for ten minutes, and a test run is longer than that.
        """
        held = self._sessions.get(name)
        if held is None or not _is_alive(held[0]):
            held = open_session(self.server, self.users[name] if name != "root" else self.server.root)
            self._open.callback(held[0].closeSession)
            self._sessions[name] = held
        return held[1]

    def dataset(self, owner: str, kind: str, name: str, *, images: int = 0) -> int:
        """One more dataset."""
        return self.build.dataset(self.users[owner], self.groups[kind], name, images=images)

    def close(self) -> None:
        """Close the sessions that were handed out."""
        self._open.close()


def _is_alive(client: omero.client) -> bool:
    try:
        client.getSession().keepAlive(None)
    except (Ice.Exception, omero.ServerError, omero.ClientError):
        return False
    return True


def seed_lab(server: Server) -> Lab:
    """Make the lab, by plain omero-py."""
    build = Builder(server)
    groups = {kind: build.group(f"lab {kind}", permissions) for kind, permissions in KINDS.items()}
    elsewhere = build.group("elsewhere", "rwra--")
    four = [groups["read_annotate"], groups["private"], groups["read_only"], groups["read_write"]]
    users = {}
    for name, full_name, member_of, owner_of in (
        ("leader", "Lena Leader", four, four),
        ("author", "Arno Author", four, []),
        ("fellow", "Fay Fellow", four, []),
        ("outsider", "Olaf Outsider", [elsewhere], []),
    ):
        users[name] = build.user(
            name,
            full_name,
            member_of,
            password=name,
            email=f"{name}@lab.example.org",
            owner_of=owner_of,
        )
    users["admin"] = build.admin("admin", "Ada Admin", password="admin", email="admin@lab.example.org")
    users["viewer"] = build.admin("viewer", "Vic Viewer", password="viewer", privileges=[])
    lab = Lab(server, build, groups | {"elsewhere": elsewhere}, users)
    for kind, group in groups.items():
        lab.projects[kind] = build.project(users["author"], group, f"Project {kind}")
        lab.datasets[kind] = build.dataset(
            users["author"], group, f"Dataset {kind}", project=lab.projects[kind], images=2
        )
    return lab


def answers_of(response: Any) -> Any:
    """JSON of a response, with its text in the message when it is none."""
    try:
        return response.json()
    except ValueError:
        raise AssertionError(f"{response.status_code}: {response.content[:500]!r}") from None
