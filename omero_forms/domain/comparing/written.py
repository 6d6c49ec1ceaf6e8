# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas as jsonschema-rs can reason about them: exactly, or so that they take more than they did.

It knows nothing of formats, of our patterns, multiples and lists without doubles. A schema that says any of these
cannot be written exactly. To prove that a new schema takes all that an old one took, the old one may be written wider
than it is, by leaving out what it says beside: who takes more, takes that too. The new one may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

from omero_forms.domain.schemas.cost import NotGivenError
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.quick import Writer
from omero_forms.domain.schemas.subschemas import Schema

_EITHER_WAY = frozenset({"not", "oneOf", "if", "contains"})
"""Keywords that take less where what is inside them takes more."""
_LENGTHS = frozenset({"minLength", "maxLength"})


class Exact(Writer):
    """Writes what can be written without a loss. Raises `NotGivenError` for any other schema.

    Our way to compare text with choices overlooks how accents are composed, so all choices are written composed. Where
    one is more than ASCII, the length of a text may differ from that of the choice that it is, so `has_lengths` is off.
    """

    def __init__(self, root: Schema, dialect: DialectName, *, has_lengths: bool) -> None:
        super().__init__(root, dialect)
        self._has_lengths = has_lengths

    def _asks(self, keyword: str, value: Any) -> int:  # noqa: ARG002  (what it is does not matter)
        raise NotGivenError

    def _means_the_same(self, keyword: str, value: Any) -> bool:
        if keyword == "pattern" or (keyword in _LENGTHS and not self._has_lengths):
            return False
        if keyword in {"enum", "const"}:
            values = value if keyword == "enum" else [value]
            value = [one if not isinstance(one, str) else "" for one in values]
            keyword = "enum"
        return super()._means_the_same(keyword, value)

    def _keyword(self, keyword: str, value: Any, schema: Schema, written: Schema, asked: list[int]) -> None:
        if keyword == "enum" and isinstance(value, list):
            value = [_composed(one) for one in value]
        elif keyword == "const":
            value = _composed(value)
        elif keyword == "patternProperties":
            # Ours, again, which it would reason about as its own.
            raise NotGivenError
        super()._keyword(keyword, value, schema, written, asked)


class Wider(Exact):
    """Writes what takes all that the schema takes, and maybe more."""

    def _schema(self, schema: object) -> Any:
        written = super()._schema(schema)
        if isinstance(schema, dict) and isinstance(written, dict) and "patternProperties" in schema:
            # Without these, it would speak of names that they speak of.
            written.pop("additionalProperties", None)
        return written

    def _keyword(self, keyword: str, value: Any, schema: Schema, written: Schema, asked: list[int]) -> None:
        if keyword in _EITHER_WAY and not self._is_exact({keyword: value}):
            return
        try:
            super()._keyword(keyword, value, schema, written, asked)
        except NotGivenError:
            written.pop(keyword, None)

    def _is_exact(self, part: Schema) -> bool:
        try:
            Exact(self._root, self._dialect_name, has_lengths=self._has_lengths).written(part)
        except NotGivenError:
            return False
        return True


def _composed(value: Any) -> Any:
    return normalize("NFC", value) if isinstance(value, str) else value


def chooses_beyond_ascii(schemas: Iterable[Schema]) -> bool:
    """Whether a choice of one of these schemas is more than ASCII."""
    for schema in schemas:
        values = [*schema.get("enum", ()), schema.get("const")]
        if any(isinstance(one, str) and not one.isascii() for one in values):
            return True
    return False
