# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as they were offered, by their path in what was brought in, and the limits that hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.importing.field_lists.tables import Sheets, TableError
from omero_forms.domain.importing.files import ENDINGS
from omero_forms.domain.importing.shapes import Imported, ImportState, Problem
from omero_forms.domain.schemas import budgets
from omero_forms.domain.texts import noop, t
from omero_forms.services.exchange.workbooks import read_workbook

MAX_FILE = 2_000_000
MAX_ALL = 20_000_000
MAX_FILES = 5_000
"""Files of a folder or zip, those of other kinds counted."""

_LARGE = noop("It is larger than {limit} MB.")
_ALL_LARGE = noop("The files are larger than {limit} MB together. Bring in fewer at once.")
TOO_MANY = noop("There are more than {limit} files. Bring in fewer at once.")
LEAVES = noop("It holds “{name}”, a path that leads out of it.")
TWICE = noop("It holds “{name}” twice.")
_NO_TEXT = noop("It is not UTF-8 text.")
_NO_CSV = noop("It is not UTF-8 text. Save it as “CSV UTF-8”, or as XLSX.")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def unusable(file: str, message: str) -> FormsError:
    """What was brought in cannot be read at all. `file` is where that shows."""
    return error("import_unusable", details={"problems": [{"path": file, "message": message}]})


def leads_out(name: str) -> bool:
    """Whether the path of a file leads out of what it is brought in with, on any system."""
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or PureWindowsPath(name).drive != ""


def is_wanted(file: str) -> bool:
    """Whether a file can be one that is brought in, by its name."""
    path = PurePosixPath(file)
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".")


@dataclass(slots=True)
class Offered:
    """What was read: texts and workbooks by path, and what is refused before it is looked at."""

    texts: dict[str, str] = field(default_factory=dict)
    books: dict[str, Sheets] = field(default_factory=dict)
    refused: list[Imported] = field(default_factory=list)
    _size: int = 0

    def take(self, file: str, data: bytes) -> None:
        """One file. `data` may end early when it is more than a file may have. Raises `import_unusable`."""
        budgets.check()
        self._size += len(data)
        if self._size > MAX_ALL:
            raise unusable(file, t(_ALL_LARGE, limit=MAX_ALL // 1_000_000))
        if len(data) > MAX_FILE:
            self._refuse(file, t(_LARGE, limit=MAX_FILE // 1_000_000))
            return
        if PurePosixPath(file).suffix.lower() == ".xlsx":
            try:
                self.books[file] = read_workbook(data)
            except TableError as reason:
                self._refuse(file, str(reason))
            return
        try:
            self.texts[file] = data.decode(_encoding(data))
        except UnicodeDecodeError:
            self._refuse(file, t(_NO_CSV) if file.lower().endswith(".csv") else t(_NO_TEXT))

    def _refuse(self, file: str, message: str) -> None:
        self.refused.append(Imported(file, ImportState.REFUSED, problems=(Problem("", message),)))


def _encoding(data: bytes) -> str:
    return next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8-sig")
