# SPDX-License-Identifier: AGPL-3.0-or-later
"""The exceptions of omero_ServerErrors.ice, made with a message and the name of the Java class they stand for."""

from __future__ import annotations

import Ice
import omero


def api_usage(text: str) -> omero.ApiUsageException:
    return omero.ApiUsageException("", "ome.conditions.ApiUsageException", text)


def validation(text: str) -> omero.ValidationException:
    return omero.ValidationException("", "ome.conditions.ValidationException", text)


def query_error(text: str) -> omero.QueryException:
    return omero.QueryException("", "org.springframework.orm.hibernate3.HibernateQueryException", text)


def internal(text: str) -> omero.InternalException:
    return omero.InternalException("", "ome.conditions.InternalException", text)


def security_violation(text: str) -> omero.SecurityViolation:
    return omero.SecurityViolation("", "ome.conditions.SecurityViolation", text)


def group_security_violation(text: str) -> omero.GroupSecurityViolation:
    return omero.GroupSecurityViolation("", "ome.conditions.GroupSecurityViolation", text)


def read_only_group(text: str) -> omero.ReadOnlyGroupSecurityViolation:
    return omero.ReadOnlyGroupSecurityViolation(
        "", "ome.conditions.ReadOnlyGroupSecurityViolation", text
    )


def optimistic_lock(text: str) -> omero.OptimisticLockException:
    return omero.OptimisticLockException("", "ome.conditions.OptimisticLockException", text, 1000)


def unknown(text: str) -> Ice.UnknownException:
    """What a client sees where the real server lets a Java exception escape undeclared."""
    return Ice.UnknownException(text)


def unknown_local(text: str) -> Ice.UnknownLocalException:
    """What a client sees where the real server's Ice runtime fails while encoding the answer."""
    return Ice.UnknownLocalException(text)
