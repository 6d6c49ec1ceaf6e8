# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which software this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

DISTRIBUTION = "omero-web-forms"


@cache
def software() -> str:
    """Distribution and version, as records name what accepted them."""
    return f"{DISTRIBUTION} {version(DISTRIBUTION)}"
