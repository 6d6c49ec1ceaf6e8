# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are brought in together, and what becomes of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from omero_forms.domain.importing.cedar import cedar_form, is_cedar
from omero_forms.domain.importing.field_lists.reading import (
    SURVEY,
    forms_of,
    is_field_list,
    sheet_files,
    sheets_of_csv,
)
from omero_forms.domain.importing.field_lists.tables import Sheets, TableError, read_csv
from omero_forms.domain.importing.judging import written
from omero_forms.domain.importing.kinds import is_schema
from omero_forms.domain.importing.linkml.forms import forms_of_modules
from omero_forms.domain.importing.linkml.reading import is_yaml, linkml_modules
from omero_forms.domain.importing.older_plugin import OlderForm, is_of_older_plugin, older_forms
from omero_forms.domain.importing.pairs import both_in_one, ui_files
from omero_forms.domain.importing.reading import read_json
from omero_forms.domain.importing.schema_sets import Brought, import_schemas
from omero_forms.domain.importing.shapes import Imported, ImportState, MadeForm, Noted, Problem
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.accept import MAX_BYTES, OVER_LIMIT
from omero_forms.domain.texts import noop, t

ENDINGS = frozenset({".json", ".jsonschema", ".csv", ".xlsx", ".yaml", ".yml"})
"""Of files that can be brought in."""

_NO_SCHEMA = noop("It is no JSON Schema.")


def import_files(texts: Mapping[str, str], books: Mapping[str, Sheets] = MappingProxyType({})) -> list[Imported]:
    """What becomes of each file, given as text, or as the sheets of a workbook, by its path in the set. Files that are
    plainly nothing that makes a form are left out.

    A file of the older plug-in, and a data dictionary, may hold several forms; each is told as `file#form`.
    """
    taken = _Taken()
    values: dict[str, Any] = {}
    _take_field_lists(texts, books, taken)
    modules = linkml_modules({file: text for file, text in texts.items() if is_yaml(file)})
    for file, forms in forms_of_modules(modules).items():
        _take_made(file, forms, taken)
    for file, text in texts.items():
        budgets.check()
        if is_yaml(file) or _is_csv(file):
            continue
        noted = Noted()
        value = read_json(text, noted)
        if noted.problems:
            taken.settled.append(Imported(file, ImportState.REFUSED, problems=tuple(noted.problems)))
        elif is_of_older_plugin(value):
            for form in older_forms(value):
                _take_older(f"{file}#{form.form_id}", form, taken)
        elif is_cedar(value):
            _take_made(file, [cedar_form(value)], taken)
        elif (both := both_in_one(value)) is not None:
            schema, ui = both
            made_text = json.dumps(schema, indent=2, ensure_ascii=False)
            taken.schemas[file] = Brought(made_text, schema, noted, json.dumps(ui))
        elif isinstance(value, dict):
            values[file] = value
            taken.schemas[file] = Brought(text, value, noted)
    for schema_file, ui_file in ui_files(values).items():
        taken.schemas[schema_file].ui = texts[ui_file].removeprefix("\ufeff")
    made = [*import_schemas(taken.schemas), *taken.settled]
    order = {file: index for index, file in enumerate([*texts, *books])}
    return sorted(made, key=lambda each: order.get(each.file, order.get(each.file.partition("#")[0], 0)))


@dataclass(slots=True)
class _Taken:
    """What was read: schemas, and what is settled without being one."""

    schemas: dict[str, Brought] = field(default_factory=dict)
    settled: list[Imported] = field(default_factory=list)


def _is_csv(file: str) -> bool:
    return PurePosixPath(file).suffix.lower() == ".csv"


def _take_field_lists(texts: Mapping[str, str], books: Mapping[str, Sheets], taken: _Taken) -> None:
    tables = {file: text for file, text in texts.items() if _is_csv(file)}
    of_surveys = sheet_files(list(tables))
    parts = {file for others in of_surveys.values() for file in others.values()}
    found: dict[str, Sheets] = dict(books)
    for file, text in tables.items():
        budgets.check()
        if file in parts:
            continue
        beside = {sheet: tables[other] for sheet, other in of_surveys.get(file, {}).items()}
        try:
            found[file] = _sheets(text, beside)
        except TableError as reason:
            if _begins_field_list(text):
                taken.settled.append(Imported(file, ImportState.REFUSED, problems=(Problem("", str(reason)),)))
    for file, sheets in found.items():
        if is_field_list(sheets):
            _take_made(file, forms_of(file, sheets), taken)


def _sheets(text: str, beside: Mapping[str, str]) -> Sheets:
    """The sheets of a CSV file, and of those beside it that are sheets of the same form. Raises TableError."""
    if not beside:
        return sheets_of_csv(text)
    return {SURVEY: read_csv(text), **{sheet: read_csv(other) for sheet, other in beside.items()}}


def _begins_field_list(text: str) -> bool:
    """Whether a table that cannot be read whole would be a list of fields."""
    try:
        return is_field_list({"": read_csv(text.partition("\n")[0])})
    except TableError:
        return False


def _take_made(file: str, forms: Iterable[MadeForm], taken: _Taken) -> None:
    """The forms that were made of a file."""
    for form in forms:
        name = f"{file}#{form.part}" if form.part else file
        text = written(form.schema) if form.schema else ""
        if len(text.encode(errors="replace")) > MAX_BYTES:
            # Its value is let go of at once: many of them would take more memory than there is.
            form.noted.refuse((), t(OVER_LIMIT, limit=MAX_BYTES // 1024))
            text = ""
        if text:
            taken.schemas[name] = Brought(text, form.schema, form.noted, json.dumps(form.ui), is_made=True)
        else:
            problems, mended = tuple(form.noted.problems), tuple(form.noted.mended)
            state = ImportState.REFUSED if problems else ImportState.MENDED if mended else ImportState.ACCEPTED
            taken.settled.append(Imported(name, state, part=form.is_part, mended=mended, problems=problems))


def _take_older(file: str, form: OlderForm, taken: _Taken) -> None:
    noted = Noted()
    value = None if form.fault else read_json(form.schema, noted)
    if isinstance(value, dict) and is_schema(value):
        taken.schemas[file] = Brought(form.schema, value, noted, form.ui_schema, name=form.form_id)
        return
    problems = tuple(noted.problems) or (Problem("", form.fault or t(_NO_SCHEMA)),)
    taken.settled.append(Imported(file, ImportState.REFUSED, problems=problems))
