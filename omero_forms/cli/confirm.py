# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ask whether it is meant."""

from __future__ import annotations

import sys

from omero_forms.cli.output import Output
from omero_forms.domain.errors import error


def confirm(out: Output, *, yes: bool) -> None:
    """Raise `request_invalid` unless the person says yes, at the terminal or before with --yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise error("request_invalid", message="Say with --yes that it is meant. Nothing was changed.")
    out.error("Type yes to go on:")
    if sys.stdin.readline().strip().lower() != "yes":
        raise error("request_invalid", message="Nothing was changed.")
