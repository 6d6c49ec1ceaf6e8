# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logging in from the command line, and leaving OMERO when a process ends."""

from __future__ import annotations

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.texts import t
from omero_forms.gateway.sessions import (
    UserSession,
    close_pools,
    open_password_session,
    open_user_session,
)
from omero_forms.services.access.admission import refuse_service_accounts

PATIENCE_SECONDS = 10.0
"""A terminal can wait longer than a page."""


def log_in(host: str, port: int, *, user: str = "", password: str = "", session_key: str = "") -> UserSession:
    """A session of the person, to be closed by the caller.

    Raises `login_required` with a message that fits a terminal, `forbidden` for accounts that are nobody's, or
    `omero_unavailable`.
    """
    try:
        if session_key:
            session = open_user_session(session_key, host, port, timeout=PATIENCE_SECONDS)
        else:
            session = open_password_session(host, port, user, password, timeout=PATIENCE_SECONDS)
    except FormsError as fault:
        if fault.code != "login_required":
            raise
        refused = "this session has ended" if session_key else "name or password is wrong"
        # no text: printed by commands
        raise error("login_required", message=f"OMERO refused the log-in: {refused}.") from fault
    try:
        refuse_service_accounts(session.person.name)
    except FormsError:
        session.close()
        raise error(
            "forbidden",
            message=t("This account belongs to the forms service or to everybody. Log in as a person."),
        ) from None
    return session


def end_privileged_sessions() -> None:
    """Log this process's form master and form agent out. Python does so at a normal exit; Celery's children skip
    that.
    """
    close_pools()
