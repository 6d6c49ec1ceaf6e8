# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors as the client sees them.

A service raises omero's own exceptions, or Ice's local ones where the real server lets a Java exception through.
Anything else is our mistake and becomes an InternalException, which says so to this client and hurts no other.
"""

from __future__ import annotations

import logging
import sqlite3
import traceback

import Ice

import omero

from ..faults import validation

log = logging.getLogger("omero_embedded.wire")

JAVA_NAMES = {
    "ApiUsageException": "ome.conditions.ApiUsageException",
    "AuthenticationException": "ome.conditions.AuthenticationException",
    "InternalException": "ome.conditions.InternalException",
    "OptimisticLockException": "ome.conditions.OptimisticLockException",
    "ResourceError": "ome.conditions.ResourceError",
    "SecurityViolation": "ome.conditions.SecurityViolation",
    "SessionTimeoutException": "ome.conditions.SessionTimeoutException",
    "ValidationException": "ome.conditions.ValidationException",
}


def not_implemented(what: str) -> omero.InternalException:
    """The honest answer for what this server does not do."""
    return omero.InternalException(
        "", "omero_embedded.NotImplemented", f"{what} is not implemented by the embedded server"
    )


def for_client(error: BaseException, operation: str) -> BaseException:
    """The exception to send for one that was raised while `operation` ran."""
    if isinstance(error, omero.ServerError):
        error.message = error.message or ""
        if not error.serverExceptionClass:
            name = type(error).__name__
            error.serverExceptionClass = JAVA_NAMES.get(name, name)
        # Clients show and read the first line, which names the class.
        error.serverStackTrace = error.serverStackTrace or (
            f"{error.serverExceptionClass}: {error.message}\n\tat omero_embedded.{operation}\n"
        )
        return error
    if isinstance(error, Ice.Exception):
        return error
    if isinstance(error, MemoryError | RecursionError):
        return omero.InternalException("", type(error).__name__, f"{operation}: request too complex")
    if isinstance(error, sqlite3.IntegrityError):
        return validation(f"could not execute update: {error}")
    log.error("%s failed", operation, exc_info=error)
    return omero.InternalException(
        "".join(traceback.format_exception(error)),
        type(error).__name__,
        f"{operation}: {type(error).__name__}: {error}",
    )
