# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows written by statements that are put together once in a process, and sent again and again with other values.

Django makes the SQL of an update or a new row anew each time, which takes ten times as long as SQLite takes to do it.
Only what is written while somebody waits for an answer is worth it; all else is written by a QuerySet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKey,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.sql import Query
from django.db.models.sql.subqueries import DeleteQuery, InsertQuery, UpdateQuery

from omero_forms.kit.kept_queries import Given, filled_up
from omero_forms.kit.plain_values import moment_value


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL for one kind of database, and where in it the values go."""

    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, sql: str, parameters: Any) -> _Statement:
        return cls(sql, tuple(parameters))

    def filled(self, values: list[Any]) -> list[Any]:
        return [one.of(values) if isinstance(one, Given) else one for one in self.parameters]


_statements: dict[tuple[Any, ...], _Statement | None] = {}
"""None where a condition finds nothing whatever the values are, as where one of its lists is empty."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Those rows of a model that a condition finds, to be updated as a QuerySet would: `Rows(Stream).filter(pk=1)`.

    Conditions name columns of the model itself, and values, not other columns.
    """

    model: type[Model]
    condition: Q = field(default_factory=Q)

    def filter(self, *conditions: Q, **lookups: Any) -> Rows:
        """Those of them that these conditions find, too."""
        return Rows(self.model, Q(self.condition, *conditions, **lookups))

    @property
    def queryset(self) -> QuerySet[Any]:
        """The same, to be read."""
        return self.model._default_manager.filter(self.condition)  # noqa: SLF001

    def update(self, **changes: Any) -> int:
        """Change them; how many there were."""
        return self._sent(UpdateQuery, changes)

    def delete(self) -> int:
        """Delete them, and nothing that refers to them; how many there were."""
        return self._sent(DeleteQuery, {})

    def _sent(self, kind: type[Query], changes: Mapping[str, Any]) -> int:
        values: list[Any] = []
        found_by = tuple(_shape(self.model, self.condition, values))
        for name, value in changes.items():
            if value is not None:
                values.append(_column(self.model, name).get_db_prep_save(value, connection))
        changed = tuple((name, value is None) for name, value in changes.items())
        key = (connection.vendor, self.model, kind, found_by, changed)
        if key not in _statements:
            _statements[key] = self._put_together(kind, changes)
        statement = _statements[key]
        if statement is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(values))
            return int(cursor.rowcount)

    def _put_together(self, kind: type[Query], changes: Mapping[str, Any]) -> _Statement | None:
        slots = _slots()
        found = Rows(self.model, _with_slots(self.condition, slots)).queryset
        query: Any = found.query.chain(kind)
        if changes:
            query.add_update_values({name: None if value is None else next(slots) for name, value in changes.items()})
        try:
            return _Statement.of(*query.get_compiler("default").as_sql())
        except EmptyResultSet:
            return None


def insert(one: Model) -> None:
    """Write a new row, as `one.save(force_insert=True)` does; nobody is sent a signal. It gets its key."""
    columns = [column for column in one._meta.concrete_fields if column is not one._meta.auto_field]  # noqa: SLF001
    values = [column.get_db_prep_save(column.pre_save(one, add=True), connection) for column in columns]
    # SQLite returns columns of a new row since 3.35, and Django goes on with older ones.
    returns = connection.features.can_return_columns_from_insert
    key = (connection.vendor, type(one), returns)
    statement = _statements.get(key)
    if statement is None:
        slots, query = _slots(), InsertQuery(type(one))
        query.insert_values(columns, [type(one)(**{column.attname: next(slots) for column in columns})])
        compiler = query.get_compiler("default")
        compiler.returning_fields = [one._meta.pk] if returns else None  # noqa: SLF001
        [put_together] = compiler.as_sql()
        statement = _statements[key] = _Statement.of(*put_together)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.filled(values))
        if returns:
            [one.pk] = cursor.fetchone()
        elif (number := one._meta.auto_field) is not None:  # noqa: SLF001
            one.pk = connection.ops.last_insert_id(cursor, one._meta.db_table, str(number.column))  # noqa: SLF001
    one._state.adding, one._state.db = False, "default"  # noqa: SLF001


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write new rows of these columns, by one prepared statement: to make one of many rows costs Django longer than
    writing them. Values are as the driver takes them (`kit.plain_values`); columns that are not named have no default.
    """
    quote = connection.ops.quote_name
    names = [quote(_column(model, one).column) for one in columns]
    table = quote(model._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",  # noqa: S608
            list(rows),
        )


def insert_all(rows: Sequence[Model]) -> None:
    """Write new rows of one model in one go, as :func:`insert` does each, but without their keys."""
    if not rows:
        return
    meta = rows[0]._meta  # noqa: SLF001
    columns = [column for column in meta.concrete_fields if column is not meta.auto_field]
    values = [_value_of(column) for column in columns]
    insert_rows(type(rows[0]), [column.name for column in columns], ([one(row) for one in values] for row in rows))


def insert_columns(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows that are given as the values of their columns, foreign keys as `form_id`; one that is left out has
    its default. To make an instance of each takes Django as long as all else.
    """
    columns = [column for column in model._meta.concrete_fields if column is not model._meta.auto_field]  # noqa: SLF001
    ways = [(column.attname, _prepared(column)) for column in columns]
    defaults = {name: prepared(column.get_default()) for column, (name, prepared) in zip(columns, ways, strict=True)}
    insert_rows(
        model,
        [column.name for column in columns],
        ([prepared(row[name]) if name in row else defaults[name] for name, prepared in ways] for row in rows),
    )


def _prepared(column: Any) -> Callable[[Any], Any]:
    """What makes of a value of a column what the driver takes."""
    if isinstance(column, _AS_THEY_ARE):
        return lambda value: value
    if isinstance(column, DateTimeField):
        return lambda value: None if value is None else moment_value(value)
    return lambda value: None if value is None else column.get_db_prep_save(value, connection)


def update_all(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write these columns of rows of one model in one go, each found by its key."""
    if not rows:
        return
    model, quote = type(rows[0]), connection.ops.quote_name
    fields = [_column(model, one) for one in (*columns, "pk")]
    values = [_value_of(one) for one in fields]
    *changes, key = (f"{quote(one.column)} = %s" for one in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {', '.join(changes)} WHERE {key}",  # noqa: S608, SLF001
            [[one(row) for one in values] for row in rows],
        )


_AS_THEY_ARE = (IntegerField, CharField, TextField, BinaryField, BooleanField, ForeignKey)
"""Columns whose values drivers take as Python has them. To have Django say so of each value takes most of the time."""


def _value_of(column: Any) -> Callable[[Model], Any]:
    """What gives the value of a column of a row, as the driver takes it."""
    if isinstance(column, _AS_THEY_ARE):
        return attrgetter(column.attname)
    return lambda row: column.get_db_prep_save(column.pre_save(row, add=True), connection)


def _slots() -> Iterator[Given]:
    position = 0
    while True:
        yield Given(position)
        position += 1


def _column(model: type[Model], lookup: str) -> Any:
    name, _, how = lookup.partition("__")
    if "__" in how:
        raise TypeError(f"{lookup} is no column of {model.__name__}")
    return model._meta.get_field(model._meta.pk.name if name == "pk" else name)  # noqa: SLF001


def _shape(model: type[Model], condition: Q, values: list[Any]) -> Iterator[Any]:
    """What decides about the SQL of a condition; its values are added to `values`, in the order of their slots."""
    yield condition.connector, condition.negated, len(condition.children)
    child: Any
    for child in condition.children:
        if isinstance(child, Q):
            yield from _shape(model, child, values)
            continue
        lookup, value = child
        column = _column(model, lookup)
        if lookup.endswith("__in"):
            items = filled_up(list(value))
            values.extend(column.get_db_prep_value(item, connection) for item in items)
            yield lookup, len(items)
        elif value is None or lookup.endswith("__isnull"):
            yield lookup, "is", value
        else:
            values.append(column.get_db_prep_value(value, connection))
            yield lookup


def _with_slots(condition: Q, slots: Iterator[Given]) -> Q:
    """The same condition of slots."""
    child: Any
    children: list[Any] = []
    for child in condition.children:
        if isinstance(child, Q):
            children.append(_with_slots(child, slots))
            continue
        lookup, value = child
        if lookup.endswith("__in"):
            children.append((lookup, [next(slots) for _ in filled_up(list(value))]))
        elif value is None or lookup.endswith("__isnull"):
            children.append((lookup, value))
        else:
            children.append((lookup, next(slots)))
    return Q(*children, _connector=condition.connector, _negated=condition.negated)
