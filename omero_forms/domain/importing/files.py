# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are brought in together, and what becomes of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from omero_forms.domain.importing.kinds import is_schema
from omero_forms.domain.importing.older_plugin import OlderForm, is_of_older_plugin, older_forms
from omero_forms.domain.importing.pairs import both_in_one, ui_files
from omero_forms.domain.importing.reading import read_json
from omero_forms.domain.importing.schema_sets import Brought, import_schemas
from omero_forms.domain.importing.shapes import Imported, ImportState, Noted, Problem
from omero_forms.domain.schemas import budgets

ENDINGS = frozenset({".json", ".jsonschema"})
"""Of files that can be brought in."""

_NO_SCHEMA = "It is no JSON Schema."


def import_files(texts: Mapping[str, str]) -> list[Imported]:
    """What becomes of each file, given as text by its path in the set. Files that are no schema are left out.

    A file of the older plug-in holds several forms; each is told as `file#form`.
    """
    schemas: dict[str, Brought] = {}
    refused: list[Imported] = []
    values: dict[str, Any] = {}
    for file, text in texts.items():
        budgets.check()
        noted = Noted()
        value = read_json(text, noted)
        if noted.problems:
            refused.append(Imported(file, ImportState.REFUSED, problems=tuple(noted.problems)))
        elif is_of_older_plugin(value):
            for form in older_forms(value):
                _take_older(f"{file}#{form.form_id}", form, schemas, refused)
        elif (both := both_in_one(value)) is not None:
            schema, ui = both
            schemas[file] = Brought(json.dumps(schema, indent=2, ensure_ascii=False), schema, noted, json.dumps(ui))
        elif isinstance(value, dict):
            values[file] = value
            schemas[file] = Brought(text, value, noted)
    for schema_file, ui_file in ui_files(values).items():
        schemas[schema_file].ui = texts[ui_file].removeprefix("\ufeff")
    made = [*import_schemas(schemas), *refused]
    order = {file: index for index, file in enumerate(texts)}
    return sorted(made, key=lambda each: order.get(each.file, order.get(each.file.partition("#")[0], 0)))


def _take_older(file: str, form: OlderForm, schemas: dict[str, Brought], refused: list[Imported]) -> None:
    noted = Noted()
    value = None if form.fault else read_json(form.schema, noted)
    if isinstance(value, dict) and is_schema(value):
        schemas[file] = Brought(form.schema, value, noted, form.ui_schema, name=form.form_id)
        return
    problems = tuple(noted.problems) or (Problem("", form.fault or _NO_SCHEMA),)
    refused.append(Imported(file, ImportState.REFUSED, problems=problems))
