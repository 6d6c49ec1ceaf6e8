# SPDX-License-Identifier: AGPL-3.0-or-later
"""What OMERO.web remembers of a log-in in its own session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class WebLogin:
    """A log-in through OMERO.web; the session may have ended since. `is_public`: by its public user, by nobody.
    `user_id` is None where OMERO.web has not noted whose it is.
    """

    session_key: str
    host: str
    port: int
    is_public: bool
    user_id: int | None = None

    def __repr__(self) -> str:
        # The key is as good as a password.
        return f"WebLogin({self.host}:{self.port})"


def web_login(session: Mapping[str, Any]) -> WebLogin | None:
    """The log-in that `request.session` holds; None without one."""
    from omeroweb.connector import Server

    connector = session.get("connector") or {}
    key = connector.get("omero_session_key")
    if not key:
        return None
    server = Server.get(connector.get("server_id"))
    if server is None:
        found = Server.find(server=connector.get("server_id"))
        if not found:
            return None
        server = found[0]
    return WebLogin(
        session_key=str(key),
        host=str(server.host),
        port=int(server.port),
        is_public=bool(connector.get("is_public")),
        user_id=user if isinstance(user := connector.get("user_id"), int) else None,
    )
