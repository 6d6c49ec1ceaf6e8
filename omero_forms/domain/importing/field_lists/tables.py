# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables whose first row names their columns, and rows by these names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Location
from omero_forms.domain.texts import noop, t

Sheets = dict[str, list[list[str]]]
"""A workbook: texts by row, by the name of the sheet. A CSV file has one sheet without a name."""

MAX_ROWS = 10_000
MAX_COLUMNS = 300
TOO_MANY_ROWS = noop("It has more than {limit} rows. A form has far fewer questions and choices.")
TOO_MANY_COLUMNS = noop("It has more than {limit} columns.")

_LEFT = noop("The column “{name}” does not come along.")
_DELIMITERS = ",;\t"


class TableError(Exception):
    """A table that cannot be read; the text says why."""


@dataclass(slots=True)
class Row:
    """A row of a table. `where` is its sheet and number, as a spreadsheet shows it."""

    table: Table
    where: Location
    cells: dict[str, str]

    def text(self, *columns: str) -> str:
        """What stands in the first of these columns that is there."""
        for column in columns:
            if column in self.table.columns:
                self.table.used.add(column)
                return self.cells.get(column, "")
        return ""

    def at(self, *columns: str) -> Location:
        """Where that stands."""
        named = next((self.table.columns[each] for each in columns if each in self.table.columns), columns[0])
        return (*self.where, named)


@dataclass(slots=True)
class Table:
    """`columns` are the names as they stand in the file, by the same in small letters."""

    sheet: Location
    columns: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def note_the_rest(self, noted: Noted) -> None:
        """Say which columns nobody looked into though something stands in them."""
        for key, name in self.columns.items():
            budgets.check()
            if key not in self.used and any(row.cells.get(key) for row in self.rows):
                noted.mend((*self.sheet, name), t(_LEFT, name=name))


def table_of(rows: Sequence[Sequence[str]], sheet: Location) -> Table | None:
    """The table that the rows of a sheet are; None without a row of names."""
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not numbered:
        return None
    names = [cell.strip() for cell in numbered[0][1]]
    table = Table(sheet, {})
    for name in names:
        if name:
            table.columns.setdefault(_plain(name), name)
    keys = [_plain(name) for name in names]
    for number, row in numbered[1:]:
        cells: dict[str, str] = {}
        for key, cell in zip(keys, row, strict=False):
            if key and cell.strip():
                cells.setdefault(key, cell.strip())
        if cells:
            table.rows.append(Row(table, (*sheet, number), cells))
    return table


def _plain(name: str) -> str:
    """A column's name as it is compared."""
    return " ".join(name.lower().split())


def read_csv(text: str) -> list[list[str]]:
    """The rows of a CSV file, separated by what its first lines have most of. Raises TableError."""
    head = "".join(islice(io.StringIO(text), 3))
    delimiter = max(_DELIMITERS, key=head.count)
    return list(_limited(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)))


def _limited(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        for number, row in enumerate(rows):
            budgets.check()
            if number >= MAX_ROWS:
                raise TableError(t(TOO_MANY_ROWS, limit=f"{MAX_ROWS:,}"))
            if len(row) > MAX_COLUMNS:
                raise TableError(t(TOO_MANY_COLUMNS, limit=MAX_COLUMNS))
            yield row
    except csv.Error:
        raise TableError(t("It is no CSV that can be read.")) from None
