# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table `Session`: a row records each session that there was."""

from __future__ import annotations

import time

from ..store import Store
from .session import Session


def record_session(store: Store, session: Session, node_id: int, address: str | None) -> int:
    """Insert the row of a new session; returns its id."""
    with store.transaction(None) as tx:
        return tx.insert(
            "Session",
            {
                "node": node_id,
                "uuid": session.uuid,
                "owner": session.user_id,
                "sudoer": session.sudoer_id,
                "timeToIdle": session.time_to_idle,
                "timeToLive": session.time_to_live,
                "started": session.started,
                "message": "Initial message.",
                "defaultEventType": session.event_type,
                "userAgent": session.agent,
                "userIP": address,
            },
            log=False,
        )


def record_limits(store: Store, session: Session) -> None:
    """Store changed time limits of a session."""
    limits = {"timeToIdle": session.time_to_idle, "timeToLive": session.time_to_live}
    with store.transaction(None) as tx:
        tx.update("Session", session.id, limits, log=False)


def record_end(store: Store, session: Session) -> None:
    with store.transaction(None) as tx:
        tx.update("Session", session.id, {"closed": int(time.time() * 1000)}, log=False)
