# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every failure that a person or a program is told of is raised as one of the catalogue's.

The HTTP status of a code is decided at the HTTP edge (`api/errors.py`), not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.error_catalogue import CATALOGUE, ErrorCode
from omero_forms.domain.texts import t


class FormsError(Exception):
    """A catalogued failure. `details` holds only what JSON can hold."""

    def __init__(self, code: ErrorCode, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details: dict[str, Any] = dict(details or {})

    def __reduce__(self) -> tuple[type[FormsError], tuple[ErrorCode, str, dict[str, Any]]]:
        # Celery pickles what a task raises; the default would call __init__ with the message alone.
        return (type(self), (self.code, self.message, self.details))

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def error(code: ErrorCode, *, details: Mapping[str, Any] | None = None, message: str | None = None) -> FormsError:
    """The catalogued failure `code`, ready to be raised.

    `message` replaces the catalogue's where more can be said. Raises ValueError for details that the catalogue does
    not name.
    """
    entry = CATALOGUE[code]
    if unknown := sorted(set(details or {}) - set(entry.details)):
        raise ValueError(f"{code} has no details called {', '.join(unknown)}")
    return FormsError(entry.code, t(entry.message) if message is None else message, details)


def wrong_at(pointer: str, message: str, *, says: str | None = None) -> FormsError:
    """`request_invalid`, and what is wrong in one place of what was sent; `says` instead of the catalogue's message."""
    return error("request_invalid", message=says, details={"problems": [{"pointer": pointer, "message": message}]})
