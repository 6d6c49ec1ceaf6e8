# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are brought in together, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping

from omero_forms.domain.importing.reading import read_json
from omero_forms.domain.importing.schema_sets import import_schemas
from omero_forms.domain.importing.shapes import Imported, ImportState, Noted
from omero_forms.domain.schemas.subschemas import Schema

ENDINGS = frozenset({".json", ".jsonschema"})
"""Of files that can be brought in."""


def import_files(texts: Mapping[str, str]) -> list[Imported]:
    """What becomes of each file, given as text by its path in the set. Files that are no schema are left out."""
    schemas: dict[str, tuple[str, Schema, Noted]] = {}
    refused: dict[str, Imported] = {}
    for file, text in texts.items():
        noted = Noted()
        value = read_json(text, noted)
        if noted.problems:
            refused[file] = Imported(file, ImportState.REFUSED, problems=tuple(noted.problems))
        elif isinstance(value, dict):
            schemas[file] = (text, value, noted)
    made = {imported.file: imported for imported in import_schemas(schemas)}
    return [outcome for file in texts if (outcome := made.get(file) or refused.get(file)) is not None]
