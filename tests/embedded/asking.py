# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a server still answers, and for how long that is waited for."""

from __future__ import annotations

from omero_embedded.pytest_plugin import RunningServer

PATIENCE = 60
"""Seconds for what takes two at most, on a machine that has much else to do."""


def answers(server: RunningServer) -> bool:
    """Whether somebody else can still log in and ask."""
    client = server.client()
    try:
        return client.sf.getAdminService().getEventContext().userName == "root"
    finally:
        client.closeSession()
