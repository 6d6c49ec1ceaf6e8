# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files, folders and zips on this machine's disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from omero_forms.domain.importing.linkml.reading import is_yaml
from omero_forms.domain.texts import noop, t
from omero_forms.services.exchange.archives import read_archive
from omero_forms.services.exchange.offered import MAX_FILE, MAX_FILES, TOO_MANY, Offered, is_wanted, unusable

_REFERENCE = re.compile(r'"\$ref"\s*:\s*"(?:file:)?([^"#:\\]+)')
_IMPORTS = re.compile(r"^imports:[ \t]*\n((?:[ \t]*(?:-[^\n]*|#[^\n]*)?\n)*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*-[ \t]*['\"]?(?:\w+:)?([\w./-]+)", re.MULTILINE)
_SURVEY = re.compile(r"survey(?=\.csv\Z)", re.IGNORECASE)
_NOT_THERE = noop("There is no such file or folder.")
_PASSED_OVER = frozenset({"node_modules", "__pycache__"})


def read_paths(paths: Sequence[Path]) -> Offered:
    """What lies at `paths`: files, folders and zips. Of a single schema file, also those beside it that it refers to.

    Raises `import_unusable`, and OSError for what cannot be read.
    """
    offered = Offered()
    for path in paths:
        if not path.exists():
            raise unusable(str(path), t(_NOT_THERE))
    above = Path(os.path.commonpath([_place(path) for path in paths]))
    for path in paths:
        under = _place(path).relative_to(above)
        if path.is_dir():
            for file in _files(path):
                _take(offered, str(under / file.relative_to(path)), file)
        elif path.suffix.lower() == ".zip":
            with path.open("rb") as opened:
                inside = under if len(paths) == 1 else under / path.stem
                read_archive(path.name, opened, offered, under=str(inside))
        else:
            _take_with_those_beside(offered, path.resolve(), path.resolve().parent.relative_to(above))
    return offered


def _place(path: Path) -> Path:
    """The folder whose inside is told by relative paths."""
    whole = path.resolve()
    return whole if whole.is_dir() else whole.parent


def _files(folder: Path) -> Iterator[Path]:
    """The files in a folder that may be meant, by their names. Links that lead out of it are passed over."""
    count = 0
    inside = folder.resolve()
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in _PASSED_OVER)
        for name in sorted(names):
            count += 1
            if count > MAX_FILES:
                raise unusable(str(folder), t(TOO_MANY, limit=f"{MAX_FILES:,}"))
            file = Path(here, name)
            if is_wanted(name) and file.resolve().is_relative_to(inside) and file.is_file():
                yield file


def _take(offered: Offered, name: str, file: Path) -> None:
    with file.open("rb") as opened:
        offered.take(name, opened.read(MAX_FILE + 1))


def _take_with_those_beside(offered: Offered, file: Path, under: Path) -> None:
    """A file, and the files in its folder that it refers to, also through each other."""
    waiting, folder = [file], file.parent
    while waiting:
        here = waiting.pop()
        name = str(under / here.relative_to(folder))
        if name in offered.texts:
            continue
        _take(offered, name, here)
        for address in _addresses(here.name, offered.texts.get(name, "")):
            beside = (here.parent / unquote(address)).resolve()
            if beside.is_relative_to(folder) and is_wanted(beside.name) and beside.is_file():
                waiting.append(beside)


def _addresses(name: str, text: str) -> list[str]:
    """The files that a file refers to, by their paths from it."""
    if is_yaml(name):
        listed = "".join(_IMPORTS.findall(text + "\n"))
        return [each + ending for each in _IMPORT.findall(listed) for ending in (".yaml", ".yml")]
    if _SURVEY.search(name):
        return [_SURVEY.sub(sheet, name) for sheet in ("choices", "settings")]
    return _REFERENCE.findall(text)
