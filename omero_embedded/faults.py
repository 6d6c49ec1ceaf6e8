# SPDX-License-Identifier: AGPL-3.0-or-later
"""The exceptions of omero_ServerErrors.ice, made with a message and the name of the Java class they stand for."""

from __future__ import annotations

import Ice

import omero


def api_usage(text: str) -> Exception:
    return omero.ApiUsageException("", "ome.conditions.ApiUsageException", text)


def validation(text: str) -> Exception:
    return omero.ValidationException("", "ome.conditions.ValidationException", text)


def query_error(text: str) -> Exception:
    return omero.QueryException("", "org.springframework.orm.hibernate3.HibernateQueryException", text)


def internal(text: str) -> Exception:
    return omero.InternalException("", "ome.conditions.InternalException", text)


def security_violation(text: str) -> Exception:
    return omero.SecurityViolation("", "ome.conditions.SecurityViolation", text)


def group_security_violation(text: str) -> Exception:
    return omero.GroupSecurityViolation("", "ome.conditions.GroupSecurityViolation", text)


def read_only_group(text: str) -> Exception:
    return omero.ReadOnlyGroupSecurityViolation("", "ome.conditions.ReadOnlyGroupSecurityViolation", text)


def optimistic_lock(text: str) -> Exception:
    return omero.OptimisticLockException("", "ome.conditions.OptimisticLockException", text, 1000)


def unknown(text: str) -> Exception:
    """What a client sees where the real server lets a Java exception escape undeclared."""
    return Ice.UnknownException(text)


def unknown_local(text: str) -> Exception:
    """What a client sees where the real server's Ice runtime fails while encoding the answer."""
    return Ice.UnknownLocalException(text)
