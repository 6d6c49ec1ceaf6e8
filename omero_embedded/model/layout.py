# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the rows of each table are read: which column is which, and what each becomes."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from omero.rtypes import RBoolI, RDoubleI, RFloatI, RIntI, RLongI, RStringI, RTimeI

from . import schema
from .reflect import ENTITIES, REFERENCE, UNIT, Property

WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "bool": lambda v: RBoolI(bool(v)),
    "int": RIntI,
    "long": RLongI,
    "float": lambda v: RFloatI(float(v)),
    "double": lambda v: RDoubleI(float(v)),
    "string": RStringI,
    "timestamp": RTimeI,
    "bytes": bytes,
    "strings": json.loads,
}


@dataclass(frozen=True)
class Layout:
    """How to read the rows of one table: the SQL, and for each class what to do with which column."""

    sql: str
    position: dict[str, int]


@functools.cache
def layout(table: str) -> Layout:
    root = ENTITIES[table]
    columns = ["id", "version", "permissions", "external_id"]
    if schema.has_discriminator(root):
        columns.append("discriminator")
    if not root.is_global:
        columns += schema.DETAIL_COLUMNS
    for prop in schema.table_properties(root):
        if prop.is_column:
            columns.append(prop.name)
        if prop.kind == UNIT:
            columns.append(f"{prop.name}_unit")
    columns += schema.index_columns(root)
    quoted = ", ".join(f'"{c}"' for c in columns)
    return Layout(f'SELECT {quoted} FROM "{table}"', {c: i for i, c in enumerate(columns)})


@functools.cache
def setters(class_name: str) -> tuple[tuple[str, int, Callable[[Any], Any]], ...]:
    """(attribute, column, wrapper) for each plain value of a class."""
    entity = ENTITIES[class_name]
    position = layout(entity.table).position
    return tuple(
        (prop.attribute, position[prop.name], WRAPPERS[prop.type])
        for prop in entity.properties.values()
        if prop.kind == "value"
    )


@functools.cache
def references(class_name: str) -> tuple[tuple[Property, int, str], ...]:
    """(property, column, table of its target) for each reference of a class."""
    entity = ENTITIES[class_name]
    position = layout(entity.table).position
    return tuple(
        (prop, position[prop.name], ENTITIES[prop.type].table)
        for prop in entity.properties.values()
        if prop.kind == REFERENCE
    )


@functools.cache
def units(class_name: str) -> tuple[tuple[Property, int, int], ...]:
    entity = ENTITIES[class_name]
    position = layout(entity.table).position
    return tuple(
        (prop, position[prop.name], position[f"{prop.name}_unit"])
        for prop in entity.properties.values()
        if prop.kind == UNIT
    )
