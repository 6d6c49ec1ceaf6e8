# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSX workbooks: texts by sheet and row, read within limits; and the template that people fill in.

An XLSX is a zip, so how much it says that it unpacks to is asked first: no entry is unpacked further than that.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Any

from omero_forms.domain.importing.field_lists.spreadsheet import TEMPLATE
from omero_forms.domain.importing.field_lists.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Sheets,
    TableError,
)
from omero_forms.domain.schemas import budgets
from omero_forms.domain.texts import noop, t

MAX_UNPACKED = 20_000_000
MAX_ENTRIES = 1_000
MAX_TAGS = 1_000_000
"""Of XML in all entries: each takes a hundred times the memory that it does in the file."""
MAX_SHEETS = 50
MAX_CELLS = 500_000
"""Of all sheets, empty ones between others counted."""
SHEET_ENDS = 1_048_576
"""The last row that a sheet can have."""
LAST_ROW = 50_000
"""No row after it may hold anything. Spreadsheet programs keep rows that only look like something, up to
`SHEET_ENDS`."""

_NO_WORKBOOK = noop("It is no XLSX file that can be read.")
_BOMB = noop("It unpacks to more than {limit} MB.")
_TAGS = noop("It holds more than {limit} cells and looks of cells.")
_SHEETS = noop("It has more than {limit} sheets.")
_CELLS = noop("It has more than {limit} cells.")
_NO_VALUE = noop(
    "{sheet}!{cell} is a formula whose result is not in the file. Open the file in a spreadsheet program, save it, and bring it in again."
)
_FAULT = noop("{sheet}!{cell} is a formula that failed: {value}")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    ValueError,  # defusedxml's refusals of entities are such
    ArithmeticError,
    SyntaxError,  # XML that is none
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def read_workbook(data: bytes) -> Sheets:
    """The sheets of a workbook. Raises TableError with the reason."""
    try:
        with warnings.catch_warnings():
            # About looks that it does not know.
            warnings.simplefilter("ignore")
            return _read(data)
    except _BROKEN:
        raise TableError(t(_NO_WORKBOOK)) from None


def _read(data: bytes) -> Sheets:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise TableError(t(_BOMB, limit=MAX_UNPACKED // 1_000_000))
        has_formulas, tags = False, 0
        for entry in entries:
            budgets.check()
            part = packed.read(entry)
            has_formulas |= "sheet" in entry.filename and b"<f" in part
            tags += part.count(b"<")
        if tags > MAX_TAGS:
            raise TableError(t(_TAGS, limit=f"{MAX_TAGS:,}"))
    # The results of formulas are in one reading, and that they are formulas in the other.
    values = _sheets(data, data_only=True)
    formulas = _sheets(data, data_only=False) if has_formulas else values
    if len(values) > MAX_SHEETS:
        raise TableError(t(_SHEETS, limit=MAX_SHEETS))
    count = [0]
    return {
        sheet.title: list(_rows(sheet.title, sheet.iter_rows(), written.iter_rows() if has_formulas else None, count))
        for sheet, written in zip(values, formulas, strict=True)
    }


def _sheets(data: bytes, *, data_only: bool) -> list[Any]:
    from openpyxl import load_workbook

    sheets = load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False).worksheets
    for sheet in sheets:
        # What the file says of its size may be wrong.
        sheet.reset_dimensions()
    return list(sheets)


def _rows(
    sheet: str, values: Iterable[tuple[Any, ...]], formulas: Iterable[tuple[Any, ...]] | None, count: list[int]
) -> Iterator[list[str]]:
    """The rows of a sheet without the empty ones at its end. `count` adds up the cells of all sheets."""
    filled, waiting = 0, 0
    pairs = ((cells, cells) for cells in values) if formulas is None else zip(values, formulas, strict=True)
    for number, (cells, written) in enumerate(pairs, 1):
        budgets.check()
        if number > SHEET_ENDS:
            raise TableError(t(TOO_MANY_ROWS, limit=f"{MAX_ROWS:,}"))
        count[0] += len(cells)
        if count[0] > MAX_CELLS:
            raise TableError(t(_CELLS, limit=f"{MAX_CELLS:,}"))
        row = [_text(sheet, cell, formula) for cell, formula in zip(cells, written, strict=True)]
        while row and not row[-1]:
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise TableError(t(TOO_MANY_COLUMNS, limit=MAX_COLUMNS))
        if not row:
            waiting += 1
            continue
        filled += 1
        if filled > MAX_ROWS or number > LAST_ROW:
            raise TableError(t(TOO_MANY_ROWS, limit=f"{MAX_ROWS:,}"))
        yield from ([] for _ in range(waiting))
        waiting = 0
        yield row


def _text(sheet: str, cell: Any, formula: Any) -> str:
    value = cell.value
    if formula.data_type == "f" and value is None:
        raise TableError(t(_NO_VALUE, sheet=sheet, cell=formula.coordinate))
    if cell.data_type == "e":
        raise TableError(t(_FAULT, sheet=sheet, cell=cell.coordinate, value=value))
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


@cache
def template_workbook() -> bytes:
    """The template as an XLSX file, the same each time in a process: a workbook says when it was made."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("fields")
    for column, width in zip("ABCDEFG", (16, 26, 18, 10, 10, 30, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    for row in TEMPLATE:
        sheet.append(list(row))
    opened = io.BytesIO()
    workbook.save(opened)
    return opened.getvalue()
