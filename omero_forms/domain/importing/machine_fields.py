# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields that are for programs alone, such as the version of the schema: the UI schema hides them, since people would
be asked for them else. What has one value only is filled in by the page.
"""

from __future__ import annotations

import json
import re
from typing import Any

from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.subschemas import Location, Schema, at_fragment, local_fragment, root_id, tokens
from omero_forms.domain.texts import noop, t

_CONSTANT = noop("“{name}” is for programs: the UI schema hides it, and its one value is filled in.")
_OPTIONAL = noop("“{name}” is for programs: the UI schema hides it.")

_VERSION = re.compile(r"\$schema|@context|schema[_-]?version|described_?by", re.IGNORECASE)
_BY_NAME = re.compile(
    r"[@$_].*|.*schema.*|.*version|(?:.*[_-])?(?:type|class|kind)|[a-z]+(?:Type|Class|Kind)", re.IGNORECASE
)
_DEEPEST = 6
_MOST = 2_000


def hide_machine_fields(root: Schema, ui: str, noted: Noted) -> str:
    """The UI schema with such fields hidden, each noted; itself where there are none, or where it is none.

    A constant without a sign that a program is meant is asked of people: it may be a consent.
    """
    try:
        read = json.loads(ui)
    except ValueError:
        return ui
    if not isinstance(read, dict):
        return ui
    walk = _Walk(root, noted)
    walk.group(root, (), read, ())
    return json.dumps(read, indent=2, ensure_ascii=False) if walk.hidden else ui


class _Walk:
    def __init__(self, root: Schema, noted: Noted) -> None:
        self.hidden = 0
        self._root = root
        self._noted = noted
        self._seen = 0

    def group(self, schema: Schema, where: Location, ui: dict[str, Any], above: tuple[int, ...]) -> None:
        """Hide what is for programs in a group, and in what it holds."""
        properties, required = schema.get("properties"), schema.get("required")
        if not isinstance(properties, dict) or len(above) > _DEEPEST or id(schema) in above:
            return
        for name, part in properties.items():
            self._seen += 1
            if not isinstance(part, dict) or self._seen > _MOST:
                continue
            here = (*where, "properties", name)
            is_required = isinstance(required, list) and name in required
            if (message := _told(name, part, is_required=is_required)) is not None:
                own = ui.setdefault(name, {})
                if isinstance(own, dict) and not {"ui:widget", "ui:field", "ui:options"} & own.keys():
                    own["ui:widget"] = "hidden"
                    self.hidden += 1
                    self._noted.mend(here, t(message, name=name))
                continue
            self._inside(name, part, here, ui, (*above, id(schema)))

    def _inside(self, name: str, part: Schema, here: Location, ui: dict[str, Any], above: tuple[int, ...]) -> None:
        below: dict[str, Any] = ui[name] if isinstance(ui.get(name), dict) else {}
        holder, (part, here) = below, self._resolved(part, here)
        if isinstance(part.get("items"), dict):
            part, here = self._resolved(part["items"], (*here, "items"))
            holder = below["items"] if isinstance(below.get("items"), dict) else {}
            below = {**below, "items": holder}
        before = self.hidden
        self.group(part, here, holder, above)
        if self.hidden > before:
            ui[name] = below

    def _resolved(self, part: Schema, where: Location) -> tuple[Schema, Location]:
        fragment = local_fragment(part.get("$ref"), root_id(self._root))
        if not fragment or not fragment.startswith("/"):
            return part, where
        found = at_fragment(self._root, fragment, {})
        return (found, tokens(fragment)) if isinstance(found, dict) else (part, where)


def _told(name: str, part: Schema, *, is_required: bool) -> str | None:
    """What is said of a field that is for programs; None of one that is for people."""
    values = part.get("enum")
    only = [part["const"]] if "const" in part else values if isinstance(values, list) and len(values) == 1 else []
    if only and not isinstance(only[0], bool | dict | list) and only[0] is not None:
        is_filled = "default" in part and part["default"] == only[0]
        return _CONSTANT if is_filled or _BY_NAME.fullmatch(name) else None
    is_version = _VERSION.fullmatch(name) is not None and values is None
    return _OPTIONAL if is_version and not is_required else None
