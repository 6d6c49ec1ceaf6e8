# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which kind of field list a table is, and the forms that it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from omero_forms.domain.importing.drafts import address
from omero_forms.domain.importing.field_lists import redcap
from omero_forms.domain.importing.field_lists.branching import form_of
from omero_forms.domain.importing.field_lists.fields import Field, each_of
from omero_forms.domain.importing.field_lists.spreadsheet import COLUMNS, OWN, read_spreadsheet
from omero_forms.domain.importing.field_lists.tables import Sheets, Table, read_csv, table_of
from omero_forms.domain.importing.field_lists.xlsform import XlsForm
from omero_forms.domain.importing.names import title_of
from omero_forms.domain.importing.shapes import TOO_LARGE, MadeForm, Noted, TooLargeError
from omero_forms.domain.schemas.checker import DEFAULT_DIALECT
from omero_forms.domain.schemas.subschemas import Location
from omero_forms.domain.texts import noop, t

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
_OF_SHEETS = (SURVEY, CHOICES, SETTINGS)

_TWICE = noop("There are several questions “{name}” here.")
_EMPTY = noop("It has no questions.")


def sheet_files(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """XLSForms of which each sheet is one of these CSV files: by the file of the survey, the other files by the sheet's
    name.
    """
    known = {name.lower(): name for name in names}
    found: dict[str, dict[str, str]] = {}
    for name in names:
        path = PurePosixPath(name)
        stem = path.stem
        if not stem.lower().endswith(SURVEY):
            continue
        others = {}
        for sheet in _OF_SHEETS[1:]:
            beside = str(path.with_name(stem[: -len(SURVEY)] + sheet + path.suffix)).lower()
            if beside in known:
                others[sheet] = known[beside]
        if others:
            found[name] = others
    return found


def sheets_of_csv(text: str) -> Sheets:
    """What is in a CSV file: one sheet without a name, or several where the first column names them, as pyxform has
    XLSForms in one file. Raises TableError.
    """
    rows = read_csv(text)
    sheets: Sheets = {}
    current = ""
    for row in rows:
        first = row[0].strip().lower() if row else ""
        if first in _OF_SHEETS and not any(cell.strip() for cell in row[1:]):
            current = first
            sheets[current] = []
        elif current and not first:
            sheets[current].append(row[1:])
        elif any(cell.strip() for cell in row):
            return {"": rows}
    return sheets if SURVEY in sheets else {"": rows}


def is_field_list(sheets: Sheets) -> bool:
    """Whether sheets are plainly a list of fields of a kind that is known."""
    tables = _tables(sheets)
    return any(_kind(name, table, alone=len(tables) == 1) is not None for name, table in tables.items())


def forms_of(file: str, sheets: Sheets) -> list[MadeForm]:
    """The forms that a list of fields makes. What does not come along, and what is in the way, is noted in each."""
    try:
        return _forms_of(file, _tables(sheets))
    except TooLargeError:
        noted = Noted()
        noted.refuse((), t(TOO_LARGE))
        return [MadeForm("", {}, {}, noted)]


def _forms_of(file: str, tables: dict[str, Table]) -> list[MadeForm]:
    for name, table in tables.items():
        kind = _kind(name, table, alone=len(tables) == 1)
        if kind == "xlsform":
            noted = Noted()
            form = XlsForm(table, tables.get(CHOICES), tables.get(SETTINGS), noted)
            form.read()
            return [_listed("", form.title or title_of(file), form.fields, noted)]
        if kind == "redcap":
            found = redcap.instruments(table)
            return [
                _listed(one.name if len(found) > 1 else "", title_of(one.name), one.fields, one.noted) for one in found
            ]
        if kind == "own":
            noted = Noted()
            return [_listed("", title_of(file), read_spreadsheet(table, noted), noted)]
    return []


def _tables(sheets: Sheets) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for name, rows in sheets.items():
        where: Location = (name,) if name else ()
        table = table_of(rows, where)
        if table is not None:
            found.setdefault(name.strip().lower(), table)
    return found


def _kind(name: str, table: Table, *, alone: bool) -> str | None:
    columns = table.columns.keys()
    if columns & set(redcap.NAME) and columns & set(redcap.TYPE):
        return "redcap"
    is_listed = {"type", "name"} <= columns or {"type", "label"} <= columns
    if name == SURVEY and {"type", "name"} <= columns:
        return "xlsform"
    if is_listed and (OWN & columns or columns <= set(COLUMNS)):
        return "own"
    has_labels = any(column.partition(":")[0] == "label" for column in columns)
    return "xlsform" if alone and not name and {"type", "name"} <= columns and has_labels else None


def _listed(part: str, title: str, fields: Sequence[Field], noted: Noted) -> MadeForm:
    _refuse_doubles(fields, noted)
    if not fields and not noted.problems:
        noted.refuse((), t(_EMPTY))
    head = {"$schema": address(DEFAULT_DIALECT), "title": title}
    schema, ui = form_of(head, fields, noted) if not noted.problems else (head | {"type": "object"}, {})
    return MadeForm(part, schema, ui, noted)


def _refuse_doubles(fields: Sequence[Field], noted: Noted) -> None:
    holders: list[Sequence[Field]] = [fields, *(one.inside for one in each_of(fields) if one.inside is not None)]
    for inside in holders:
        counts = Counter(one.name for one in inside)
        for one in inside:
            if counts[one.name] > 1:
                noted.refuse(one.where, t(_TWICE, name=one.name))
