# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server as an object: start it, ask where it listens, stop it."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from .accounts.passwords import set_password
from .backend import Backend
from .files import Files
from .front import Front
from .seed import SEEDS, sow
from .store import Store
from .wire.communicator import Endpoints


class EmbeddedServer:
    """An OMERO-compatible server in this process.

    Ports 0 take any free one; after `start()` the attributes `tcp_port` and `ssl_port` say which. Without `database`
    all data is gone at the end. `root_password` is set at each start. Do not fork after `start()`: run a server that is
    to be used by forked clients as a process of its own (`python -m omero_embedded`).
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        tcp_port: int = 0,
        ssl_port: int = 0,
        root_password: str = "omero",  # noqa: S107  (a test server's)
        database: str | os.PathLike[str] | None = None,
        seed: str = "none",
    ) -> None:
        if seed not in SEEDS:
            raise ValueError(f"seed must be one of {', '.join(SEEDS)}")
        if not root_password:
            raise ValueError("the root password must not be empty")
        self.host, self.tcp_port, self.ssl_port = host, tcp_port, ssl_port
        self._root_password, self._seed = root_password, seed
        self._database = None if database is None else Path(database)
        self.backend: Backend | None = None
        self._front: Front | None = None

    @property
    def database_uuid(self) -> str:
        if self.backend is None:
            raise RuntimeError("the server is not started")
        return self.backend.store.database_uuid

    def start(self) -> EmbeddedServer:
        """Listen. Returns when the server answers."""
        if self.backend is not None:
            raise RuntimeError("the server is started already")
        store = Store(self._database)
        try:
            endpoints = Endpoints(self.host, self.tcp_port, self.ssl_port)
        except BaseException:
            store.close()
            raise
        self.tcp_port, self.ssl_port = endpoints.tcp_port, endpoints.ssl_port
        self.backend = Backend(store, endpoints, Files(store))
        set_password(store, 0, self._root_password)
        sow(self.backend, self._seed)
        self._front = Front(self.backend)
        self._front.register()
        self.backend.sessions.start()
        self.backend.indexer.start()
        endpoints.adapter.activate()
        return self

    def stop(self) -> None:
        """End all sessions, stop listening, close the database. Harmless when not started.

        Calls that are in a query are broken off, others may end.
        """
        backend, self.backend = self.backend, None
        front, self._front = self._front, None
        if backend is None:
            return
        backend.stopping.set()
        backend.store.interrupt()
        backend.endpoints.destroy()
        if front is not None:
            front.commands.stop()
        backend.indexer.stop()
        backend.sessions.stop()
        backend.store.close()

    def __enter__(self) -> EmbeddedServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
