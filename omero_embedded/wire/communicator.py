# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Ice communicator and the one object adapter of a server."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import Ice
import omero.clients
import omero.ObjectFactoryRegistrar
import omero.rtypes

import omero

from .certificate import CERTIFICATE_PASSWORD, write_certificate

MESSAGE_SIZE_MAX = 250_000
"""Kilobytes; the real server's default. Larger messages close the connection that sent them."""

THREADS = (2, 20)
"""Dispatch threads kept, and at most. SQLite has one writer, so more would only wait."""

CONNECTION_CHECK = 10
"""Seconds; in half of them Ice looks after its connections: lets go of the memory of closed ones, and tells clients
whose calls take long that the server lives (they give up after 60 s without a sign)."""

CLOSE_NEVER = 0
"""Idle connections stay; a client's end closes them."""


class Endpoints:
    """A communicator that listens on a TCP and an SSL port. Port 0 takes any free one."""

    def __init__(self, host: str, tcp_port: int, ssl_port: int) -> None:
        self.host = host
        self._folder = tempfile.TemporaryDirectory(prefix="omero-embedded-")
        self.communicator = self._communicator(Path(self._folder.name))
        try:
            self.adapter = self.communicator.createObjectAdapterWithEndpoints(
                "omero_embedded", f"tcp -h {host} -p {tcp_port}:ssl -h {host} -p {ssl_port}"
            )
        except BaseException:
            self.destroy()
            raise
        ports = [e.getInfo().port for e in self.adapter.getEndpoints()]
        self.tcp_port, self.ssl_port = ports[0], ports[1]

    def _communicator(self, folder: Path) -> Any:
        certificate = write_certificate(folder, self.host)
        data = Ice.InitializationData()
        data.properties = Ice.createProperties()
        for name, value in {
            "Ice.ImplicitContext": "None",
            "Ice.MessageSizeMax": str(MESSAGE_SIZE_MAX),
            "Ice.ThreadPool.Server.Size": str(THREADS[0]),
            "Ice.ThreadPool.Server.SizeMax": str(THREADS[1]),
            "Ice.ACM.Server.Timeout": str(CONNECTION_CHECK),
            "Ice.ACM.Server.Close": str(CLOSE_NEVER),
            "Ice.Warn.Connections": "0",
            "Ice.Warn.Dispatch": "0",
            "Ice.Plugin.IceSSL": "IceSSL:createIceSSL",
            "IceSSL.CertFile": str(certificate),
            "IceSSL.Password": CERTIFICATE_PASSWORD,
            "IceSSL.VerifyPeer": "0",
            "IceSSL.Protocols": "tls1_0,tls1_1,tls1_2",
        }.items():
            data.properties.setProperty(name, value)
        communicator = Ice.initialize(data)
        omero.ObjectFactoryRegistrar.registerObjectFactory(communicator, None)
        for factory in omero.rtypes.ObjectFactories.values():
            factory.register(communicator)
        return communicator

    def proxy(self, category: str, name: str) -> Any:
        """An untyped proxy without a call to anything."""
        identity = Ice.Identity()
        identity.category, identity.name = category, name
        return self.adapter.createDirectProxy(identity)

    def destroy(self) -> None:
        """Stop listening, wait for running calls, give everything back."""
        self.communicator.destroy()
        self._folder.cleanup()
