# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ports that tests choose long before a server listens on them."""

from __future__ import annotations

import socket

import pytest

from demo.ports import answers, is_free
from tests.support.ports import free_port


def test_free_port_is_kept_for_a_server_and_from_everybody_else() -> None:
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    assert is_free(port)
    assert not answers(port)
    with socket.create_server(("127.0.0.1", port)):
        assert answers(port)
