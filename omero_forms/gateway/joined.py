# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions of people who are logged in to OMERO.web, joined for a request and kept joined for a while after it.

Joining takes a connection and a dozen calls. What the session may do is asked anew in each request all the same, and
OMERO refuses it once it has ended: keeping the connection keeps no right.
"""

from __future__ import annotations

from dataclasses import replace

from omero_forms.domain.errors import FormsError
from omero_forms.gateway.pool import Kept
from omero_forms.gateway.sessions import UserSession, open_user_session, user_session
from omero_forms.gateway.web import WebLogin
from omero_forms.gateway.wire import Wire, is_no_answer

_kept: Kept[WebLogin] = Kept()


def join(login: WebLogin) -> UserSession:
    """The session of a log-in, by the connection that was kept for exactly this one, or by one of its own.

    Raises `login_required` when OMERO refuses it, `omero_unavailable` when it does not answer.
    """
    wire = _kept.take(login)
    session = None if wire is None else _asked_again(wire)
    if session is None:
        session = open_user_session(login.session_key, login.host, login.port)
    if session.sudoer is not None:
        # What may be done in somebody's place can be bound to one group: such a connection is not for the next one.
        return session
    return replace(session, give_back=lambda used: _kept.give_back(login, used))


def leave_all() -> None:
    """Close what this process keeps; the sessions stay."""
    _kept.close()


def _asked_again(wire: Wire) -> UserSession | None:
    """Whose the session is and what it may do now; None where that has to be decided by joining it again."""
    try:
        session = user_session(wire)
    except BaseException as fault:
        wire.close()
        if isinstance(fault, FormsError) and not is_no_answer(fault):
            return None
        raise
    if session.is_in_its_group:
        return session
    wire.close()
    return None
