# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zip that is brought in. Nothing of it is written to disk, and no more of it unpacked than may be brought in."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO

from omero_forms.domain.texts import noop, t
from omero_forms.services.exchange.offered import (
    LEAVES,
    MAX_FILE,
    MAX_FILES,
    TOO_MANY,
    TWICE,
    Offered,
    is_wanted,
    leads_out,
    unusable,
)

_NO_ZIP = noop("It is not a zip that can be read.")
_LINK = noop("It holds “{name}”, which is a link and not a file.")
_LOCKED = noop("It holds “{name}”, which has a password.")
_IS_LOCKED = 0x1
_OF_SYSTEMS = frozenset({"__MACOSX"})


def read_archive(file: str, opened: IO[bytes], offered: Offered, *, under: str = "") -> None:
    """Read a zip called `file` into `offered`, its paths below `under`. Raises `import_unusable`."""
    try:
        with zipfile.ZipFile(opened) as archive:
            _read(file, archive, offered, under)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise unusable(file, t(_NO_ZIP)) from None


def _read(file: str, archive: zipfile.ZipFile, offered: Offered, under: str) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise unusable(file, t(TOO_MANY, limit=f"{MAX_FILES:,}"))
    seen: set[str] = set()
    for entry in entries:
        # All are looked at before the first one is unpacked.
        _refuse_what_is_no_plain_file(file, entry, seen)
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if entry.is_dir() or not is_wanted(entry.filename) or _OF_SYSTEMS & set(parts):
            continue
        with archive.open(entry) as part:
            # What the entry says of its size is not believed.
            offered.take(str(PurePosixPath(under, *parts)), part.read(MAX_FILE + 1))


def _refuse_what_is_no_plain_file(file: str, entry: zipfile.ZipInfo, seen: set[str]) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    if leads_out(name) or "\\" in entry.orig_filename:
        raise unusable(file, t(LEAVES, name=name))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise unusable(file, t(_LINK, name=name))
    if entry.flag_bits & _IS_LOCKED:
        raise unusable(file, t(_LOCKED, name=name))
    if str(path) in seen:
        raise unusable(file, t(TWICE, name=name))
    seen.add(str(path))
