# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether parts of two schemas say the same of answers, in the same words."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import rfc8785

from omero_forms.domain.schemas.checker import DIALECTS
from omero_forms.domain.schemas.cost import target_of
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import LISTED, NAMED, NEVER, SINGLE, Schema

MAX_STEPS = 50_000
"""Pairs of schemas that are looked at."""
READ_ONLY = frozenset({"then", "else", "minContains", "maxContains"})
"""Keywords that say something only beside another."""
ABSENT = object()


class TooMuchError(Exception):
    """The schemas are too large to be set side by side."""


class Sameness:
    """Of two cleaned schemas of one draft. Its methods raise `TooMuchError`."""

    def __init__(self, old_root: Schema, new_root: Schema, dialect: DialectName) -> None:
        self._old_root = old_root
        self._new_root = new_root
        # In draft 04 the exclusive ones are words beside `minimum` and `maximum`, which its library does not list.
        exclusive = ("exclusiveMinimum", "exclusiveMaximum")
        self._known = frozenset({*DIALECTS[dialect].stock.VALIDATORS, *READ_ONLY, *exclusive, NEVER})
        self._same: set[tuple[int, int]] = set()
        self._steps = 0

    def said(self, schema: Schema) -> dict[str, Any]:
        """What a schema says of answers; the rest describes."""
        return {keyword: value for keyword, value in schema.items() if keyword in self._known}

    def step(self) -> None:
        """Count a pair that is looked at."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooMuchError

    def of_schemas(self, old: Any, new: Any) -> bool:
        """Whether two schemas say the same; what describes may differ."""
        self.step()
        if not isinstance(old, dict) or not isinstance(new, dict):
            return value_key(old) == value_key(new)
        if (id(old), id(new)) in self._same:
            return True
        # A schema met again inside itself is the same if all else is.
        self._same.add((id(old), id(new)))
        said_old, said_new = self.said(old), self.said(new)
        if said_old.keys() == said_new.keys() and all(
            self.of_values(keyword, said_old[keyword], said_new[keyword]) for keyword in said_old
        ):
            return True
        # What was taken for granted on the way may have stood on this.
        self._same.clear()
        return False

    def of_values(self, keyword: str, old: Any, new: Any) -> bool:
        """Whether two values of a keyword say the same. `ABSENT` is the same as itself alone."""
        if old is ABSENT or new is ABSENT:
            return old is new
        if keyword == "$ref":
            return self.of_schemas(target_of(self._old_root, {"$ref": old}), target_of(self._new_root, {"$ref": new}))
        if keyword in NAMED and isinstance(old, dict) and isinstance(new, dict):
            return old.keys() == new.keys() and all(self.of_schemas(old[name], new[name]) for name in old)
        if keyword in LISTED and isinstance(old, list) and isinstance(new, list):
            return len(old) == len(new) and all(map(self.of_schemas, old, new))
        if keyword in SINGLE:
            return self.of_schemas(old, new)
        if keyword in {"required", "enum", "type"} and isinstance(old, list) and isinstance(new, list):
            of = choice_key if keyword == "enum" else value_key
            return {*map(of, old)} == {*map(of, new)}
        return choice_key(old) == choice_key(new) if keyword == "const" else value_key(old) == value_key(new)


def value_key(value: Any) -> bytes:
    """The same for what JSON calls the same value."""
    return bytes(rfc8785.dumps(_plain(value)))


def choice_key(value: Any) -> bytes:
    """As a text is compared with a choice: whichever way its accents are composed."""
    return value_key(normalize("NFC", value) if isinstance(value, str) else value)


def _plain(value: Any) -> Any:
    """Without the types of a cleaned schema; numbers that are too large for JSON's own rules by what they look like."""
    if isinstance(value, dict):
        return {str(name): _plain(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 2**53:
        return {"number": repr(value)}
    return value
