# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ports that a test chooses before a server listens on them."""

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
