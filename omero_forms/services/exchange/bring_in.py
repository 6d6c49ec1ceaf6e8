# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms from files on this machine's disk, or from an upload. Nothing is written."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from omero_forms.domain.texts import noop, t
from omero_forms.services.exchange.offered import Offered, unusable
from omero_forms.services.exchange.paths import read_paths
from omero_forms.services.exchange.uploads import read_uploaded

_TOO_LONG = noop(
    "Making forms of these files takes longer than a request may. Bring in fewer at once, or use omero-forms import."
)


def bring_in(paths: Sequence[Path]) -> list[Imported]:
    """What becomes of the files, folders and zips at `paths`, by the names of the files. Raises `import_unusable`."""
    # Nobody waits for a page, so a form is judged by the work that it takes, however busy the machine is.
    with spending(Budget(math.inf, clock=time.thread_time)):
        return _outcomes(read_paths(paths))


def bring_in_uploaded(files: Sequence[tuple[str, bytes]], *, seconds: float) -> list[Imported]:
    """What becomes of files that were sent, each with its path. Raises `import_unusable`, also when it takes longer
    than `seconds`.
    """
    try:
        with spending(Budget(seconds)):
            return _outcomes(read_uploaded(files))
    except BudgetSpentError:
        raise unusable("", t(_TOO_LONG)) from None


def _outcomes(offered: Offered) -> list[Imported]:
    return sorted([*import_files(offered.texts, offered.books), *offered.refused], key=lambda each: each.file)
