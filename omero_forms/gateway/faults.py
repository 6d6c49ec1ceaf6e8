# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Ice and OMERO raise, turned into catalogued errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import Glacier2
import Ice

import omero
from omero_forms.domain.errors import FormsError, error

logger = logging.getLogger(__name__)

SESSION_GONE = (
    Ice.ObjectNotExistException,
    Glacier2.SessionNotExistException,
    Glacier2.PermissionDeniedException,
    omero.RemovedSessionException,
    omero.SessionTimeoutException,
)
"""The signs that a session has ended: a call on its proxy, a join, a call that meets its removal."""

_NAMES_OF_ENDED_SESSIONS = ("RemovedSessionException", "SessionTimeoutException")


def translated(fault: Exception) -> FormsError:
    """The catalogued error that `fault` means to the one whose session it was.

    A session that cannot be created is refused by OMERO in several ways; the reason is logged, not shown.
    """
    if isinstance(fault, FormsError):
        return fault
    if isinstance(fault, SESSION_GONE):
        return error("login_required")
    if isinstance(fault, omero.SecurityViolation):
        return error("forbidden")
    if isinstance(fault, Ice.UnknownException) and any(name in str(fault) for name in _NAMES_OF_ENDED_SESSIONS):
        return error("login_required")
    if isinstance(fault, omero.WrappedCreateSessionException) and not fault.concurrency:
        # What a join meets while the server is still clearing an expired session away.
        return error("login_required")
    if isinstance(fault, Ice.UnknownException) and "SecurityViolation" in str(fault):
        # What a join meets whose user was taken out of the session's group.
        return error("forbidden")
    if isinstance(fault, omero.OptimisticLockException):
        # Somebody changed the same thing in the same moment: for the next attempt to look at.
        return error("omero_unavailable", details={"fault": "conflict"})
    # ConcurrencyException: OMERO is too busy, or its database is, and says to come back.
    if isinstance(
        fault,
        (Ice.LocalException, Glacier2.CannotCreateSessionException, omero.ConcurrencyException),
    ):
        logger.warning("OMERO did not answer: %s", _line(fault))
        return error("omero_unavailable", details={"fault": type(fault).__name__})
    if isinstance(fault, omero.ClientError):
        logger.warning("the OMERO client failed: %s", _line(fault))
        return error("omero_unavailable", details={"fault": "ClientError"})
    logger.error("OMERO refused a call of ours: %s", _line(fault), exc_info=fault)
    return error("internal", details={"fault": type(fault).__name__})


def _line(fault: Exception) -> str:
    message = getattr(fault, "message", None) or str(fault)
    return f"{type(fault).__name__}: {' '.join(str(message).split())[:300]}"


@contextmanager
def catalogued() -> Iterator[None]:
    """Within it, what Ice and OMERO raise becomes a FormsError; everything else passes unchanged."""
    try:
        yield
    except (Ice.Exception, omero.ServerError, omero.ClientError) as fault:
        raise translated(fault) from fault
