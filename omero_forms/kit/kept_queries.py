# SPDX-License-Identifier: AGPL-3.0-or-later
"""Queries that are put together once in a process, and asked again and again with other values.

Django makes the SQL of a QuerySet anew each time, which takes ten times as long as SQLite takes to answer a small one.
Only what is asked in every request of somebody who waits is worth it; all else is a plain QuerySet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable, get_related_populators

P = ParamSpec("P")
R = TypeVar("R")

MOST_KEPT = 64
"""So many statements are kept of a query; one for further lengths of its lists is put together each time."""


class Given(Expression):
    """Stands for a value that is given when the statement is sent; of a list, for the one at `index`."""

    def __init__(self, position: int, index: int | None = None) -> None:
        super().__init__()
        self.position = position
        self.index = index

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def of(self, values: Sequence[Any]) -> Any:
        """The value, among all that were given."""
        value = values[self.position]
        return value if self.index is None else value[self.index]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """SQL for one kind of database, and how its rows become what the QuerySet would have given."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Callable[[Any, Any, Any], Any], ...], Any], ...]
    made_of: Callable[[list[Any]], Any]

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        given = [one.of(values) if isinstance(one, Given) else one for one in self.parameters]
        with connections["default"].cursor() as cursor:
            cursor.execute(self.sql, given)
            return list(cursor.fetchall())

    def found(self, values: Sequence[Any]) -> list[Any]:
        connection = connections["default"]
        made = []
        for found in self.rows(values):
            row = list(found)
            for position, convert, expression in self.converters:
                for one in convert:
                    row[position] = one(row[position], expression, connection)
            made.append(self.made_of(row))
        return made


def kept_query(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """A function that gives a QuerySet, as one that gives what it finds: model instances, or the tuples of a
    `values_list`.

    It gets placeholders for its values, so it may only hand them to filters, and must not look at them. Values are
    positional: whole numbers, texts, and lists of them for `in`, of whose items some may be sent twice. Of a foreign
    key in a list name the key (`form__id__in`). What is named (a limit) is no value but part of the query, which is put
    together for each.
    """
    return _kept(build, _Prepared.found)


def kept_rows(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """The same of a `values_list`, with its rows as the database's driver gives them (`kit.plain_values`). To convert
    each value takes longer than all else that is done with thousands of rows.
    """
    return _kept(build, _Prepared.rows)


def _kept(
    build: Callable[P, QuerySet[Any, R]], answer: Callable[[_Prepared, Sequence[Any]], list[Any]]
) -> Callable[P, list[R]]:
    prepared: dict[tuple[Any, ...], _Prepared | None] = {}

    @wraps(build)
    def ask(*values: P.args, **named: P.kwargs) -> list[R]:
        given = [filled_up(one) if isinstance(one, list) else one for one in values]
        lengths = [len(one) if isinstance(one, list) else None for one in given]
        key = (connections["default"].vendor, *lengths, *named.items())
        if key in prepared:
            query = prepared[key]
        else:
            query = _prepare(partial(build, **named), given)
            if len(prepared) < MOST_KEPT:
                prepared[key] = query
        return [] if query is None else answer(query, given)

    return ask


def filled_up(items: list[Any]) -> list[Any]:
    """The list as long as a power of two, so that a statement serves for many lengths."""
    return items + items[-1:] * ((1 << (len(items) - 1).bit_length()) - len(items)) if items else items


def _prepare(build: Callable[..., QuerySet[Any, Any]], values: Sequence[Any]) -> _Prepared | None:
    """None where the query finds nothing whatever the values are, as where one of its lists is empty."""
    given = [
        [_checked(item, Given(position, index)) for index, item in enumerate(one)]
        if isinstance(one, list)
        else _checked(one, Given(position))
        for position, one in enumerate(values)
    ]
    found = build(*given)
    compiler = found.query.get_compiler("default")
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    return _Prepared(
        sql,
        tuple(parameters),
        tuple((position, tuple(convert), expression) for position, (convert, expression) in columns.items()),
        _maker_of_models(compiler) if found._iterable_class is ModelIterable else tuple,  # noqa: SLF001
    )


def _checked(value: object, stands_for: Given) -> Given:
    # What a column would convert first (a time, an enum of Django's) is no business of a placeholder.
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"A kept query is given whole numbers, texts, and lists of them, not {type(value).__name__}.")
    return stands_for


def _maker_of_models(compiler: Any) -> Callable[[list[Any]], Model]:
    """As Django's `ModelIterable` makes them, with what `select_related` and `annotate` add."""
    columns: Sequence[int] = compiler.klass_info["select_fields"]
    first, end = columns[0], columns[-1] + 1
    model: type[Model] = compiler.klass_info["model"]
    names = [column.target.attname for column, *_ in compiler.select[first:end]]
    # The stubs are of a later Django.
    related = get_related_populators(compiler.klass_info, compiler.select, "default")  # type: ignore[call-arg]
    annotations: dict[str, int] = compiler.annotation_col_map or {}

    def made(row: list[Any]) -> Model:
        one = model.from_db("default", names, row[first:end])
        for populator in related:
            populator.populate(row, one)
        for name, position in annotations.items():
            setattr(one, name, row[position])
        return one

    return made
