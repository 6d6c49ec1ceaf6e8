# SPDX-License-Identifier: AGPL-3.0-or-later
"""TCP ports on the loopback interface."""

from __future__ import annotations

import socket


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
