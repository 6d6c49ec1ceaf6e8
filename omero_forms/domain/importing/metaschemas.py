# SPDX-License-Identifier: AGPL-3.0-or-later
"""The schemas of JSON Schema's own drafts, to which some schemas refer. They come with the program."""

from __future__ import annotations

import copy
from typing import Any

from jsonschema_specifications import REGISTRY

from omero_forms.domain.schemas.checker import DIALECTS
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import Schema

_REFERENCES = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
_ANCHORS = frozenset({"$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment"})


def schema_of_draft(dialect: DialectName) -> Schema:
    """The whole schema of a draft in one. Since 2019-09 it is in several files that refer to it by a name which each
    user may give to something else; here it is itself.
    """
    whole: Schema = copy.deepcopy(DIALECTS[dialect].stock.META_SCHEMA)
    if not dialect.startswith("20"):
        return whole
    parts = [REGISTRY.contents(f"{whole['$id'].rpartition('/')[0]}/{part['$ref']}") for part in whole.pop("allOf")]
    for keyword in ("properties", "$defs"):
        found: dict[str, Any] = {}
        for part in (*parts, whole):
            found |= part.get(keyword, {})
        whole[keyword] = found
    plain: Schema = _plain(whole)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for name, child in value.items():
        if isinstance(child, str) and name in _REFERENCES:
            made["$ref"] = "#" if name != "$ref" else f"#{child.partition('#')[2]}"
        elif name not in _ANCHORS or isinstance(child, dict):
            made[name] = _plain(child)
    return made
