# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas of questions that are asked by several kinds of files."""

from __future__ import annotations

from collections.abc import Iterable

from omero_forms.domain.schemas.subschemas import Schema


def choices(pairs: Iterable[tuple[str, str]]) -> Schema:
    """A question with these codes and what people read for each."""
    once = dict(pairs)
    if all(code == label for code, label in once.items()):
        return {"type": "string", "enum": list(once)}
    return {"type": "string", "oneOf": [{"const": code, "title": label} for code, label in once.items()]}


def several(one: Schema) -> Schema:
    """A question for several of the choices of another."""
    return {"type": "array", "uniqueItems": True, "items": one}


def step(places: int) -> float:
    """The `multipleOf` of numbers with so many decimal places."""
    return float(f"1e-{places}") if places else 1
