# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server's own fixtures: the tests here use the package as any project would."""

from __future__ import annotations

from omero_embedded.pytest_plugin import (  # noqa: F401
    new_dataset,
    new_group,
    new_user,
    omero_root,
    omero_server,
)
