# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as a browser sends them: alone, several, a folder with its paths, zips."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import PurePosixPath

from omero_forms.domain.texts import t
from omero_forms.services.exchange.archives import read_archive
from omero_forms.services.exchange.offered import LEAVES, TWICE, Offered, is_wanted, leads_out, unusable


def read_uploaded(files: Sequence[tuple[str, bytes]]) -> Offered:
    """What was sent, each file under the path that it was given; what is in a zip below the zip's name, unless it came
    alone.

    Raises `import_unusable`.
    """
    offered = Offered()
    seen: set[PurePosixPath] = set()
    for name, _data in files:
        # All are looked at before the first one is unpacked.
        if leads_out(name):
            raise unusable(name, t(LEAVES, name=name))
        path = PurePosixPath(name)
        if path in seen:
            raise unusable(name, t(TWICE, name=name))
        seen.add(path)
    for name, data in files:
        path = PurePosixPath(name)
        if path.suffix.lower() == ".zip":
            under = "" if len(files) == 1 else str(path.with_suffix(""))
            read_archive(name, io.BytesIO(data), offered, under=under)
        elif is_wanted(name):
            offered.take(str(path), data)
    return offered
