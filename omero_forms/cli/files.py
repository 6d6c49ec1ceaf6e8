# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that a person names in the arguments of a verb."""

from __future__ import annotations

from pathlib import Path

from omero_forms.domain.errors import error


def read_text(path: Path) -> str:
    """The text of a file. Raises `request_invalid` with the path and why where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise error("request_invalid", message=f"{path} cannot be read: {fault.strerror}.") from None
    try:
        # Line ends of Windows are as good as others.
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise error(
            "request_invalid",
            message=f"{path} cannot be read: line {line} is not UTF-8 text. Save the file as UTF-8.",
        ) from None
