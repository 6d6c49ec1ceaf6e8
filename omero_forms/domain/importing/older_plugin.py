# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of OMERO.forms, the plug-in that was there before: its annotations, written into a file.

Each form is one annotation; its rows are the versions, the newest first, as JSON that holds both schemas as text. Long
ones lie compressed in rows of their own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_NAMESPACE = "hms.harvard.edu/omero/forms/schema/"
_CHUNKED = "chunked-zlib-base64-v1"
_CHUNK = "__ofchunk__"
_NO_VERSIONS = frozenset({"id", "owner", "objType"})
_MOST = 2_000_000
"""Characters of a version."""

NO_VERSION = "The form has no version."
DAMAGED = "The newest version of the form is damaged, and cannot be put together."


@dataclass(frozen=True, slots=True)
class OlderForm:
    """The newest version of a form, or why there is none."""

    form_id: str
    schema: str = ""
    ui_schema: str = ""
    fault: str = ""


def is_of_older_plugin(value: Any) -> bool:
    """Whether a JSON value holds annotations of it."""
    annotations = value.get("annotations") if isinstance(value, dict) else None
    return isinstance(annotations, list) and any(_is_form(each) for each in annotations)


def older_forms(value: Any) -> Iterator[OlderForm]:
    """The forms in such a value, each by its newest version."""
    for annotation in value["annotations"]:
        if _is_form(annotation):
            yield _form(annotation["ns"].removeprefix(_NAMESPACE), _rows(annotation.get("rows")))


def _is_form(annotation: Any) -> bool:
    return isinstance(annotation, dict) and str(annotation.get("ns", "")).startswith(_NAMESPACE)


def _rows(rows: Any) -> list[tuple[str, str]]:
    return [
        (row[0], row[1])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], str)
    ]


def _form(form_id: str, rows: list[tuple[str, str]]) -> OlderForm:
    keyed = dict(rows)
    if "json_schema" in keyed:
        # As it was before its release 1.0, without versions.
        return OlderForm(form_id, keyed["json_schema"], keyed.get("ui_schema", "{}"))
    newest = next((text for key, text in rows if key not in _NO_VERSIONS and not key.startswith(_CHUNK)), None)
    if newest is None:
        return OlderForm(form_id, fault=NO_VERSION)
    version = _read(newest)
    if version.get("_omero_forms_storage") == _CHUNKED:
        version = _read(_put_together(version, rows) or "")
    schema, ui_schema = version.get("schema"), version.get("uiSchema") or "{}"
    if not isinstance(schema, str) or not isinstance(ui_schema, str):
        return OlderForm(form_id, fault=DAMAGED)
    return OlderForm(form_id, schema, ui_schema)


def _read(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _put_together(manifest: dict[str, Any], rows: list[tuple[str, str]]) -> str | None:
    """The text whose parts the rows hold; None when a part is missing or another one than was written."""
    prefix = f"{manifest.get('prefix')}:"
    parts = sorted((key, text) for key, text in rows if key.startswith(prefix))
    if len(parts) != manifest.get("chunks"):
        return None
    try:
        packed = base64.b64decode("".join(text for _key, text in parts), validate=True)
        data = zlib.decompressobj().decompress(packed, _MOST)
        is_whole = hashlib.sha256(data).hexdigest() == manifest.get("sha256")
        return data.decode() if is_whole else None
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return None
