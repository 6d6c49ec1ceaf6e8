# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a query, before it is told to the client."""

from __future__ import annotations


class HqlError(Exception):
    """Hibernate would not compile this query; becomes omero.QueryException."""


class HqlSyntaxError(HqlError):
    """The text is no HQL."""


class HqlUsageError(Exception):
    """Hibernate compiles it, but the database refuses the SQL; becomes omero.ApiUsageException."""


class HqlValidationError(Exception):
    """The database refuses the parameters of the SQL; becomes omero.ValidationException."""
