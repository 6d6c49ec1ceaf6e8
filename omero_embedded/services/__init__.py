# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services behind `omero.api`: a module for each interface, or for a few that belong together.

A module registers its services as it is imported, and this package imports them all.
"""

from __future__ import annotations

from . import (  # noqa: F401  (each registers its services)
    admin,
    config,
    container,
    ldap,
    metadata,
    pixels,
    query,
    raw,
    rendering,
    repository_info,
    rois,
    scripts,
    search,
    session,
    shared_resources,
    shares,
    thumbnails,
    timeline,
    types,
    update,
)
from .base import STATEFUL, STATELESS

__all__ = ["STATEFUL", "STATELESS"]
