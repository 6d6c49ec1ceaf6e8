# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms from files on this machine's disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported
from omero_forms.services.exchange.paths import read_paths


def bring_in(paths: Sequence[Path]) -> list[Imported]:
    """What becomes of the files, folders and zips at `paths`, by the names of the files. Nothing is published.

    Raises `import_unusable`.
    """
    offered = read_paths(paths)
    return sorted([*import_files(offered.texts), *offered.refused], key=lambda each: each.file)
