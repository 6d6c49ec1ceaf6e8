# SPDX-License-Identifier: AGPL-3.0-or-later
"""`mixinProperties`: how ENCODE, 4DN and others with their software give several schemas the same fields.

It is no keyword of JSON Schema. Each entry refers to an object of fields, usually one of `mixins.json`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.importing.documents import Document
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop, t

KEYWORD = "mixinProperties"
_MIXED_IN = noop(
    "“mixinProperties” is no keyword of JSON Schema; the fields of “{reference}” are made the schema's own."
)
_NO_FIELDS = noop("“{reference}” holds no fields by name.")

Found = tuple[str, Location, Any]
"""The file, the place in it, and what stands there."""


def mix_in(document: Document, resolve: Callable[[Location, str], Found | str]) -> None:
    """Give the schema of a file the fields that it names so. `resolve` gives what a reference means, or why nothing."""
    entries = document.root.get(KEYWORD)
    own = document.root.get("properties", {})
    if not isinstance(entries, list) or not isinstance(own, dict):
        return
    mixed: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        reference = entry.get("$ref") if isinstance(entry, dict) else None
        if not isinstance(reference, str):
            continue
        where: Location = (KEYWORD, index, "$ref")
        found = resolve((KEYWORD, index), reference)
        if isinstance(found, str):
            document.noted.refuse(where, found)
        elif not isinstance(found[2], dict):
            document.noted.refuse(where, t(_NO_FIELDS, reference=reference))
        else:
            document.noted.mend(where, t(_MIXED_IN, reference=reference))
            mixed.update(_fields(found, own))
    if mixed:
        document.root["properties"] = {**own, **mixed}
        base = document.bases.get(id(document.root), "")
        for name, field in mixed.items():
            document.mender.mend(field, ("properties", name), is_field=True)
            document.look_into(("properties", name), field, base)


def _fields(found: Found, own: Mapping[str, Any]) -> dict[str, Schema]:
    """Each field as a reference to where it stands; what a schema says of such a field itself takes precedence."""
    file, where, fields = found
    made: dict[str, Schema] = {}
    for name, field in fields.items():
        if not isinstance(field, dict):
            continue
        there: Schema = {"$ref": f"/{quote(file)}#{quote(join_pointer((*where, name)))}"}
        said = own.get(name)
        if not isinstance(said, dict):
            made[name] = there
        elif '"$ref"' in json.dumps(field):
            made[name] = {"allOf": [there], **said}
        else:
            made[name] = {**copy.deepcopy(field), **said}
    return made
