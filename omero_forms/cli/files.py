# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that a person names in the arguments of a verb."""

from __future__ import annotations

from pathlib import Path

from omero_forms.domain.errors import error


def read_text(path: Path) -> str:
    """The text of a file. Raises ``request_invalid`` with the path and why where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise error(
            "request_invalid", message=f"{path} cannot be read: {fault.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise error(
            "request_invalid", message=f"{path} cannot be read: it is not UTF-8 text."
        ) from None
