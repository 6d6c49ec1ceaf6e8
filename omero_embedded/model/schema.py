# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQLite schema that the reflected model gives."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from .reflect import ENTITIES, PAIRS, REFERENCE, REQUIRED_BY_DATABASE, UNIT, VALUE, Entity, Property

SQL_TYPES = {
    "bool": "INTEGER",
    "int": "INTEGER",
    "long": "INTEGER",
    "timestamp": "INTEGER",
    "float": "REAL",
    "double": "REAL",
    "string": "TEXT",
    "bytes": "BLOB",
    "strings": "TEXT",
}

DETAIL_COLUMNS = ("owner_id", "group_id", "creation_id", "update_id")
"""Columns of every entity that is not global, beside `external_id` and `permissions`, which all have."""


def roots() -> list[Entity]:
    return [entity for entity in ENTITIES.values() if entity.parent is None]


def has_discriminator(entity: Entity) -> bool:
    """Whether the entity's table holds several classes, whose names are in the column `discriminator`."""
    return len(ENTITIES[entity.root].descendants) > 1


def pairs_table(prop: Property) -> str:
    return f"{prop.declared_by}_{prop.name}"


def table_properties(root: Entity) -> list[Property]:
    """The properties of a table: those of all classes in it, each once."""
    found: dict[str, Property] = {}
    for props in root.hierarchy.values():
        for prop in props:
            found.setdefault(prop.name, prop)
    return list(found.values())


def ddl() -> Iterator[str]:
    """The statements that make an empty database."""
    for root in roots():
        yield from _table(root)
    yield (
        'CREATE TABLE "Password" (experimenter_id INTEGER PRIMARY KEY REFERENCES "Experimenter"(id) ON DELETE CASCADE, '
        "hash TEXT)"
    )
    yield "CREATE TABLE server_settings (name TEXT PRIMARY KEY, value TEXT)"


def _table(root: Entity) -> Iterator[str]:
    columns = ["id INTEGER PRIMARY KEY AUTOINCREMENT"]
    indexed: list[str] = []
    if has_discriminator(root):
        columns.append("discriminator TEXT NOT NULL")
    columns += ["version INTEGER", "permissions INTEGER", "external_id INTEGER"]
    if not root.is_global:
        columns += [
            f"owner_id INTEGER NOT NULL {_references('Experimenter')}",
            f"group_id INTEGER NOT NULL {_references('ExperimenterGroup')}",
            "creation_id INTEGER NOT NULL",
            "update_id INTEGER NOT NULL",
        ]
        indexed += ["group_id", "owner_id"]
    unique: list[str] = []
    for prop in table_properties(root):
        if prop.kind == VALUE:
            required = " NOT NULL" if f"{prop.declared_by}.{prop.name}" in REQUIRED_BY_DATABASE else ""
            columns.append(f'"{prop.name}" {SQL_TYPES[prop.type]}{required}')
            if prop.unique:
                unique.append(f'"{prop.name}"')
        elif prop.kind == UNIT:
            columns += [f'"{prop.name}" REAL', f'"{prop.name}_unit" TEXT']
        elif prop.kind == REFERENCE:
            columns.append(f'"{prop.name}" INTEGER {_references(ENTITIES[prop.type].root)}')
            indexed.append(prop.name)
    columns += [f'"{name}" INTEGER' for name in index_columns(root)]
    yield f'CREATE TABLE "{root.name}" ({", ".join(columns)})'
    for column in indexed:
        yield f'CREATE INDEX "i_{root.name}_{column}" ON "{root.name}"("{column}")'
    if root.is_link:
        unique.append('"parent", "child"' if root.is_global else '"parent", "child", owner_id')
    if root.enumeration or root.name == "JobStatus":
        unique.append('"value"')
    for number, spec in enumerate(unique):
        # an empty login name is nobody's, and may be given again
        some = """ WHERE "omeName" <> ''""" if spec == '"omeName"' else ""
        yield f'CREATE UNIQUE INDEX "u_{root.name}_{number}" ON "{root.name}"({spec}){some}'
    for prop in table_properties(root):
        if prop.kind == PAIRS:
            yield from _pairs(root, prop)
    yield from _extra_indexes(root)


def _pairs(root: Entity, prop: Property) -> Iterator[str]:
    table = pairs_table(prop)
    yield (
        f'CREATE TABLE "{table}" (parent_id INTEGER NOT NULL REFERENCES "{root.name}"(id) ON DELETE CASCADE, '
        "idx INTEGER NOT NULL, name TEXT, value TEXT, PRIMARY KEY (parent_id, idx)) WITHOUT ROWID"
    )
    yield f'CREATE INDEX "i_{table}_value" ON "{table}"(value)'
    yield f'CREATE INDEX "i_{table}_name" ON "{table}"(name)'


def _extra_indexes(root: Entity) -> Iterator[str]:
    if root.name == "Annotation":
        yield 'CREATE INDEX "i_Annotation_ns" ON "Annotation"("ns")'
    if root.name == "EventLog":
        yield 'CREATE INDEX "i_EventLog_entity" ON "EventLog"("entityId", "entityType")'


def index_columns(root: Entity) -> tuple[str, ...]:
    """Position columns of an element table, one for each list that its rows are in, by name."""
    return _index_columns().get(root.name, ())


@functools.cache
def _index_columns() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for entity in ENTITIES.values():
        for prop in entity.collections:
            if prop.index_column:
                found.setdefault(ENTITIES[prop.type].root, set()).add(prop.index_column)
    return {root: tuple(sorted(columns)) for root, columns in found.items()}


def _references(table: str) -> str:
    return f'REFERENCES "{table}"(id) DEFERRABLE INITIALLY DEFERRED'
