# SPDX-License-Identifier: AGPL-3.0-or-later
"""TCP ports on the loopback interface."""

from __future__ import annotations

import socket

_KEPT: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody listens on; as long as this process lives the kernel gives it to nobody else.

    It stays bound without being listened on: whoever asks for any port, or connects from any, is given another one, and
    a server that sets SO_REUSEADDR, as ours all do, can listen on it.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    _KEPT.append(kept)
    return int(kept.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether we could listen on *port*."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int, *, timeout: float = 1.0) -> bool:
    """Whether somebody accepts connections on *port* within *timeout* seconds."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout):
            return True
    except OSError:
        return False
