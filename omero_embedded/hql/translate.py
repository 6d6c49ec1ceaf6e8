# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a syntax tree to one SQL statement and the plan for turning its rows into objects and r-types."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from ..permissions import Caller
from . import ast
from .elements import Element, Expr, ParamUse, Scope, Subselect
from .errors import HqlError, HqlUsageError
from .functions import Functions
from .parser import PERMISSIONS_OF, parse

LONGEST_KEPT = 20_000
"""Characters of a query that is worth remembering."""

FLAGS_SUFFIX = "_details_permissions"


@dataclass(frozen=True)
class Output:
    """A selected column: `kind` is a type name as in Expr, or 'flags'; it begins at `start` in the row."""

    kind: str
    start: int
    entity: str
    alias: str
    unit: str = ""


@dataclass(frozen=True)
class Fetch:
    """A fetch join: the id of the fetched object is at `start`, its owner's at `parent`.

    Without an entity it is of named values, whose place in the list is at `start`, or of counts by owner.
    """

    start: int
    entity: str
    parent: int
    parent_entity: str
    via: str
    collection: bool
    index_start: int = -1


@dataclass(frozen=True)
class Plan:
    """A translated query. `limited` tells that LIMIT and OFFSET are to be applied to rows, by SQL."""

    sql: str
    params: tuple[ParamUse, ...]
    outputs: tuple[Output, ...]
    form: str
    fetches: tuple[Fetch, ...] = ()

    @property
    def fetches_collections(self) -> bool:
        return any(fetch.collection for fetch in self.fetches)


@dataclass
class _Grouping:
    """What a query aggregates, for PostgreSQL's rule about ungrouped columns."""

    used: bool = False
    keys: list[str] = field(default_factory=list)
    grouped_elements: list[Element] = field(default_factory=list)


@functools.lru_cache(maxsize=4096)
def parsed(hql: str) -> ast.Query:
    return parse(hql)


def translate(hql: str, caller: Caller) -> Plan:
    """Translate a query for a caller. Raises HqlError, HqlUsageError or HqlValidationError."""
    tree = parsed(hql) if len(hql) <= LONGEST_KEPT else parse(hql)
    return Translator(caller).statement(tree)


class Translator(Functions):
    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self.uses: list[ParamUse] = []
        self._groupings: list[_Grouping] = []

    def aggregated(self) -> None:
        self._groupings[-1].used = True

    # -- the whole statement

    def statement(self, query: ast.Query) -> Plan:
        self._groupings.append(_Grouping())
        self._sources(query)
        columns: list[str] = []
        outputs, form, items = self._selected(query, columns)
        fetches = self._fetches(outputs, columns)
        where = self._where(query)
        tail = self._grouped(query, items)
        order = self._order(query, columns, outputs, fetches)
        distinct = "DISTINCT " if query.select is not None and query.select.distinct else ""
        sql = f"SELECT {distinct}{', '.join(columns)} FROM {' '.join(self.scope.from_sql)}{where}{tail}{order}"
        if not any(f.collection for f in fetches):
            sql += " LIMIT :limit OFFSET :offset"
        return Plan(sql, tuple(self.uses), tuple(outputs), form, tuple(fetches))

    def _sources(self, query: ast.Query) -> None:
        self.clause = "from"
        for source in query.sources:
            if isinstance(source, ast.Root):
                self.add_root(source)
            else:
                self.add_join(source, self.condition)

    def _where(self, query: ast.Query) -> str:
        self.clause = "where"
        parts = []
        if query.where is not None:
            parts.append(f"({self.condition(query.where)})")
        parts += self.scope.conditions
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    # -- select

    def _selected(
        self, query: ast.Query, columns: list[str]
    ) -> tuple[list[Output], str, list[tuple[str, list[tuple[Element, str]]]]]:
        self.clause = "select"
        outputs: list[Output] = []
        items: list[tuple[str, list[tuple[Element, str]]]] = []
        if query.select is None:
            for element in self.scope.elements:
                if element.explicit and not element.fetch and element.entity is not None:
                    outputs.append(Output("entity", len(columns), element.entity.name, ""))
                    columns.append(element.id)
                    items.append((element.id, [(element, element.id)]))
            return outputs, "columns", items
        for number, item in enumerate(query.select.items):
            if isinstance(item.expr, ast.Literal) and item.expr.type in ("bool", "null"):
                continue  # the real server's answer has no such column either
            if self.is_bare_column(item.expr):
                raise HqlError("No data type for node: org.hibernate.hql.ast.tree.IdentNode")
            self.collectors.append([])
            self.inside_expression = not isinstance(item.expr, ast.Path | ast.Subquery)
            found = self.bound(self.value(item.expr))
            self.inside_expression = False
            collected = self.collectors.pop()
            alias = item.alias or (str(number) if query.select.form == "map" else "")
            outputs.append(self._output(found, alias, columns, query.select.form))
            items.append((found.sql, [c for c in collected if self.scope.owns(c[0])]))
        if not outputs:
            raise HqlError("unexpected AST node: true near line 1, column 8")
        if query.select.form == "flags":
            if [output.kind for output in outputs] != ["flags"]:
                raise HqlError(f"Unable to locate appropriate constructor on class [{PERMISSIONS_OF}]")
            return outputs, "columns", items
        return outputs, query.select.form, items

    def _output(self, found: Expr, alias: str, columns: list[str], form: str) -> Output:
        start = len(columns)
        entity = found.entity.name if found.entity else ""
        if found.type == "entity":
            if found.element is None and found.source is not None:
                found = self.of_element(self.joined(found))
            columns.append(found.sql)
            wanted = form == "flags" or (form == "map" and alias.endswith(FLAGS_SUFFIX))
            if wanted and found.entity and found.element:
                return self._flags_output(found, alias, columns, start)
            return Output("entity", start, entity, alias)
        if found.type == "unit":
            columns += [found.sql, found.unit_column]
            return Output("unit", start, "", alias, found.prop.type if found.prop else "")
        if found.type == "class" and found.constant:
            raise HqlError("No data type for node: class")
        if found.type == "pair":
            raise HqlError(f"cannot select {found.name}: not an entity")
        columns.append(found.sql)
        return Output(found.type, start, entity, alias)

    @staticmethod
    def _flags_output(found: Expr, alias: str, columns: list[str], start: int) -> Output:
        assert found.element is not None and found.entity is not None
        table = found.element.sql
        if found.entity.is_global:
            columns += ["NULL", "NULL", f"{table}.permissions"]
        else:
            columns += [
                f"{table}.owner_id",
                f"{table}.group_id",
                f'(SELECT permissions FROM "ExperimenterGroup" WHERE id = {table}.group_id)',
            ]
        return Output("flags", start, found.entity.name, alias)

    # -- fetch joins

    def _fetches(self, outputs: list[Output], columns: list[str]) -> list[Fetch]:
        places = {columns[o.start]: o.start for o in outputs if o.kind == "entity"}
        fetches: list[Fetch] = []
        for element in self.scope.elements:
            if not element.fetch:
                continue
            parent = element.parent
            if parent is None or parent.id not in places:
                raise HqlError(
                    "query specified join fetching, but the owner of the fetched association was not present in "
                    "the select list"
                )
            assert parent.entity is not None
            start = len(columns)
            if element.entity is None:
                columns.append(f"{element.sql}.idx")
                fetches.append(Fetch(start, "", places[parent.id], parent.entity.name, element.via, True))
                continue
            columns.append(element.id)
            places[element.id] = start
            fetches.append(
                Fetch(
                    start,
                    element.entity.name,
                    places[parent.id],
                    parent.entity.name,
                    element.via,
                    element.collection is not None,
                )
            )
        return fetches

    # -- order and groups

    def _order(self, query: ast.Query, columns: list[str], outputs: list[Output], fetches: list[Fetch]) -> str:
        self.clause = "order"
        distinct = query.select is not None and query.select.distinct
        loaded = {columns[o.start].split(".")[0] for o in outputs if o.kind == "entity"}
        loaded |= {columns[f.start].split(".")[0] for f in fetches}
        parts = []
        for item in query.order:
            self.collectors.append([])
            found = self._order_expr(item.expr, query)
            collected = self.collectors.pop()
            simple = len(collected) == 1 and collected[0][1] == found.sql
            if distinct and found.sql not in columns and not (simple and collected[0][0].sql in loaded):
                raise HqlUsageError("for SELECT DISTINCT, ORDER BY expressions must appear in select list")
            self._check_grouped(found.sql, collected)
            nulls = "" if found.sql.endswith(".id") else f" NULLS {'FIRST' if item.descending else 'LAST'}"
            parts.append(f"{found.sql}{' DESC' if item.descending else ''}{nulls}")
        return f" ORDER BY {', '.join(parts)}" if parts else ""

    def _order_expr(self, node: ast.Node, query: ast.Query) -> Expr:
        """An order expression, which may be the alias of a column."""
        if isinstance(node, ast.Path) and len(node.parts) == 1 and query.select is not None:
            for item in query.select.items:
                if item.alias == node.parts[0] and node.parts[0] not in self.scope.names:
                    return self.bound(self.value(item.expr))
        return self.bound(self.value(node))

    def _grouped(self, query: ast.Query, items: list[tuple[str, list[tuple[Element, str]]]]) -> str:
        grouping = self._groupings[-1]
        self.clause = "group"
        for node in query.group:
            found = self.value(node)
            grouping.keys.append(found.sql)
            if found.type == "entity" and found.element is not None:
                grouping.grouped_elements.append(found.element)
            grouping.grouped_elements += [e for e in self.scope.elements if found.sql == e.id]
        having = ""
        if query.having is not None:
            self.clause = "having"
            having = f" HAVING {self.condition(query.having)}"
        if grouping.keys:
            grouping.used = True
        for sql, collected in items:
            self._check_grouped(sql, collected)
        keys = f" GROUP BY {', '.join(grouping.keys)}" if grouping.keys else ""
        return keys + having

    def _check_grouped(self, sql: str, collected: list[tuple[Element, str]]) -> None:
        """PostgreSQL's rule: with aggregates, each column is grouped or depends on a grouped primary key."""
        grouping = self._groupings[-1]
        if not grouping.used or sql in grouping.keys:
            return
        for element, column in collected:
            if column not in grouping.keys and not any(element is e for e in grouping.grouped_elements):
                raise HqlUsageError(f"column {column} must appear in the GROUP BY clause")

    # -- subqueries

    def subselect(self, query: ast.Query) -> Subselect:
        outer_scope, outer_clause = self.scope, self.clause
        self.scope = Scope(outer_scope)
        self._groupings.append(_Grouping())
        try:
            self._sources(query)
            self.clause = "select"
            if query.select is None:
                first = self.scope.elements[0]
                selected = [Expr(first.id, "entity", first.entity, element=first)]
            else:
                selected = [self.bound(self.value(item.expr)) for item in query.select.items]
            where = self._where(query)
            tail = self._grouped(query, [])
            order = self._order(query, [s.sql for s in selected], [], [])
            distinct = "DISTINCT " if query.select is not None and query.select.distinct else ""
            columns = ", ".join(s.sql for s in selected)
            sql = f"SELECT {distinct}{columns} FROM {' '.join(self.scope.from_sql)}{where}{tail}{order}"
        finally:
            self._groupings.pop()
            self.scope, self.clause = outer_scope, outer_clause
        return Subselect(sql, selected[0].type, selected[0].entity)
