# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas and the UI schemas of react-jsonschema-form that belong to them: two files side by side, or one with both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from omero_forms.domain.importing.kinds import is_schema
from omero_forms.domain.importing.names import words_of

_OF_UI = frozenset({"ui", "uischema"})
_OF_BOTH = frozenset({"schema", "json", "jsonschema", "form"})


def ui_files(values: Mapping[str, Any]) -> dict[str, str]:
    """The file of the UI schema of each schema file that has one: `stain.ui.json`, `stain_ui.json` or
    `stain-uischema.json` beside `stain.json` or `stain.schema.json`, and `uischema.json` beside the only schema.
    """
    schemas: dict[tuple[str, str], str] = {}
    alone: dict[str, list[str]] = {}
    for file, value in values.items():
        if is_schema(value):
            folder, words = _named(file)
            schemas.setdefault((folder, " ".join(words)), file)
            alone.setdefault(folder, []).append(file)
    found: dict[str, str] = {}
    for file, value in values.items():
        folder, words = _named(file)
        if not isinstance(value, dict) or is_schema(value) or not _OF_UI & set(words):
            continue
        name = " ".join(word for word in words if word not in _OF_UI)
        schema = schemas.get((folder, name))
        if schema is None and not name and len(alone.get(folder, ())) == 1:
            schema = alone[folder][0]
        if schema is not None:
            found.setdefault(schema, file)
    return found


def _named(file: str) -> tuple[str, list[str]]:
    """The folder of a file, and the words of its name that tell it from others."""
    words = [word.lower() for word in words_of(file)]
    return str(PurePosixPath(file).parent), [word for word in words if word not in _OF_BOTH]


def both_in_one(value: Any) -> tuple[Any, Any] | None:
    """Schema and UI schema of a file that holds both, as the playground of react-jsonschema-form writes it."""
    if not isinstance(value, dict) or not is_schema(value.get("schema")) or is_schema(value):
        return None
    return value["schema"], value.get("uiSchema", {})
