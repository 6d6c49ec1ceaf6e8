# SPDX-License-Identifier: AGPL-3.0-or-later
"""Functions of HQL as SQLite expressions."""

from __future__ import annotations

from ..model.reflect import ENTITIES, PAIRS
from ..permissions import is_filtered
from ..text import TIME_PARTS
from . import ast
from .elements import Element, Expr
from .errors import HqlError, HqlUsageError, HqlValidationError
from .expressions import CLOCKS, NOW, Expressions, quoted_name

AGGREGATES = frozenset({"count", "sum", "min", "max", "avg"})

CAST_TYPES = {
    "string": "string", "text": "string", "varchar": "string", "character": "string", "char": "string",
    "long": "long", "big_integer": "long", "bigint": "long",
    "int": "int", "integer": "int", "short": "int",
    "double": "double", "float": "double", "big_decimal": "double",
    "boolean": "bool", "timestamp": "timestamp", "date": "timestamp",
}  # fmt: skip

SIMPLE_FUNCTIONS: dict[str, tuple[str, str]] = {
    "lower": ("lower", "string"),
    "upper": ("upper", "string"),
    "length": ("length", "int"),
    "char_length": ("length", "int"),
    "character_length": ("length", "int"),
    "replace": ("replace", "string"),
    "ltrim": ("ltrim", "string"),
    "rtrim": ("rtrim", "string"),
    "sqrt": ("sqrt", "double"),
    "ln": ("ln", "double"),
    "exp": ("exp", "double"),
    "floor": ("floor", "double"),
    "ceil": ("ceil", "double"),
    "round": ("round", "double"),
    "abs": ("abs", ""),
    "coalesce": ("coalesce", ""),
    "nullif": ("nullif", ""),
    "found$in": ("found_in", "int"),  # not of HQL: what the search service stands on
}


NOT_AGGREGATED = {
    "sum": ("string", "bool", "timestamp"),
    "avg": ("string", "bool", "timestamp"),
    "max": ("bool",),
    "min": ("bool",),
}
"""Types that PostgreSQL has no such function for."""


class Functions(Expressions):
    """Adds functions and aggregates to Expressions."""

    in_aggregate = 0

    def _star(self, node: ast.Star) -> Expr:
        return Expr("*", "any")

    def _call(self, node: ast.Call) -> Expr:
        if node.name in AGGREGATES:
            return self._aggregate(node)
        special = getattr(self, f"_fn_{node.name}", None)
        if special is not None:
            found: Expr = special(node)
            return found
        if node.name in CLOCKS:
            return Expr(NOW, "timestamp", constant=True)
        if node.name in TIME_PARTS:
            return self._time_part(node.name, node)
        args = [self.bound(self._discriminated(self.value(a))) for a in node.args]
        sql = ", ".join(a.sql for a in args)
        if node.name in SIMPLE_FUNCTIONS:
            name, kind = SIMPLE_FUNCTIONS[node.name]
            if not kind:
                kind = next((a.type for a in args if a.type not in ("null", "any")), "string")
            return Expr(f"{name}({sql})", kind)
        if self.clause == "select":
            raise HqlError(f"No data type for node: MethodNode '{node.name}'")
        raise HqlUsageError(f"function {node.name}() does not exist")

    def _aggregate(self, node: ast.Call) -> Expr:
        if self.clause in ("where", "group"):
            raise HqlUsageError(f"aggregate functions are not allowed in {self.clause}")
        self.in_aggregate += 1
        self.aggregated()
        self.collectors.append([])
        try:
            if not node.args:
                raise HqlError(f"{node.name}() needs an argument")
            arg = self.bound(self.value(node.args[0]))
        finally:
            self.collectors.pop()
            self.in_aggregate -= 1
        if arg.type in NOT_AGGREGATED.get(node.name, ()):
            raise HqlUsageError(f"function {node.name}({arg.type}) does not exist")
        distinct = "DISTINCT " if node.distinct else ""
        sql = f"{node.name}({distinct}{arg.sql})"
        if node.name == "count":
            return Expr(sql, "long")
        if node.name == "avg":
            return Expr(sql, "double")
        if node.name == "sum":
            return Expr(sql, "double" if arg.type in ("double", "float") else "long")
        return Expr(sql, arg.type, arg.entity)

    def aggregated(self) -> None:
        """Called for every aggregate function of a query."""

    def _time_part(self, part: str, node: ast.Call) -> Expr:
        arg = self.bound(self.value(node.args[0]))
        kind = "double" if part in ("epoch", "second") and node.name == "extract" else "int"
        return Expr(f"time_part('{part}', {arg.sql})", kind)

    def _fn_extract(self, node: ast.Call) -> Expr:
        if node.extra not in TIME_PARTS:
            raise HqlError(f"extract({node.extra} ...) is not supported")
        return self._time_part(node.extra, node)

    def _fn_cast(self, node: ast.Call) -> Expr:
        kind = CAST_TYPES.get(node.extra)
        if kind is None:
            raise HqlError(f"Could not resolve requested type for CAST : {node.extra}")
        arg = self._discriminated(self.bound(self.value(node.args[0])))
        if kind == "string":
            return Expr(f"pg_text({arg.sql})", kind)
        sql_type = "REAL" if kind == "double" else "INTEGER"
        return Expr(f"CAST({arg.sql} AS {sql_type})", kind)

    def _fn_str(self, node: ast.Call) -> Expr:
        return Expr(f"pg_text({self.bound(self.value(node.args[0])).sql})", "string")

    def _fn_concat(self, node: ast.Call) -> Expr:
        args = [self._as_text(self.bound(self.value(a), Expr("", "string"))) for a in node.args]
        return Expr(f"({' || '.join(args)})", "string")

    def _fn_substring(self, node: ast.Call) -> Expr:
        args = ", ".join(self.bound(self.value(a)).sql for a in node.args)
        return Expr(f"substr({args})", "string")

    def _fn_trim(self, node: ast.Call) -> Expr:
        name = {"leading": "ltrim", "trailing": "rtrim"}.get(node.extra, "trim")
        args = ", ".join(self.bound(self.value(a)).sql for a in node.args)
        return Expr(f"{name}({args})", "string")

    def _fn_locate(self, node: ast.Call) -> Expr:
        args = ", ".join(self.bound(self.value(a)).sql for a in node.args)
        return Expr(f"locate({args})", "int")

    def _fn_mod(self, node: ast.Call) -> Expr:
        left, right = (self.bound(self.value(a)) for a in node.args)
        return Expr(f"({left.sql} % {right.sql})", left.type)

    def _fn_distinct(self, node: ast.Call) -> Expr:
        raise HqlError("unexpected token: distinct")

    def _fn_type(self, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type == "entity":
            arg = self.step(arg, "class", "class")
        if arg.type != "class":
            raise HqlError("type() needs an entity")
        return Expr(arg.sql, "javaclass", arg.entity, source=arg.source, constant=arg.constant)

    def _fn_index(self, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        self._forget(arg)
        found = Expr(self._index(arg), "int", source=arg.element)
        self._collect(found)
        return found

    @staticmethod
    def _index(arg: Expr) -> str:
        """The position column of an element of a list, or of a named value."""
        element = arg.element
        if element is not None and element.pairs is not None:
            return f"{element.sql}.idx"
        prop = element.collection if element is not None else None
        if element is None or prop is None or prop.index_column is None:
            raise HqlError("index() needs an element of a list")
        return f"{element.sql}.{quoted_name(prop.index_column)}"

    def _fn_size(self, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type != "collection":
            raise HqlError("collection expected in size()")
        return Expr("", "size", source=arg.source, prop=arg.prop)

    def _fn_minindex(self, node: ast.Call) -> Expr:
        return self._index_of_collection("min", node)

    def _fn_maxindex(self, node: ast.Call) -> Expr:
        return self._index_of_collection("max", node)

    def _index_of_collection(self, function: str, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type in ("entity", "pair") and arg.element is not None:
            self.aggregated()
            self._forget(arg)
            return Expr(f"{function}({self._index(arg)})", "int")
        if arg.type != "collection" or arg.prop is None:
            raise HqlError(f"collection expected in {function}Index()")
        column = "idx" if arg.prop.kind == PAIRS else arg.prop.index_column
        if column is None:
            raise HqlError("not an indexed collection")
        return Expr(f"(SELECT {function}(c.{quoted_name(column)}) {self._collection_from(arg)})", "int")

    def _forget(self, expr: Expr) -> None:
        """What stands inside of an aggregate need not be grouped."""
        if self.collectors:
            self.collectors[-1] = [c for c in self.collectors[-1] if c[1] != expr.sql]

    def _fn_minelement(self, node: ast.Call) -> Expr:
        return self._element_of_collection("min", node)

    def _fn_maxelement(self, node: ast.Call) -> Expr:
        return self._element_of_collection("max", node)

    def _element_of_collection(self, function: str, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type != "collection" or arg.prop is None:
            raise HqlError(f"collection expected in {function}Element()")
        return Expr(
            f"(SELECT {function}(c.id) {self._collection_from(arg)})",
            "entity",
            ENTITIES.get(arg.prop.type),
        )

    def size(self, expr: Expr) -> Expr:
        """The size of a collection, which OMERO's security filters spoil.

        As a column Hibernate makes a count over a join of it, which is right only where nothing else is selected; in a
        condition the filter's parameters have no place, unless the elements are visible to everybody.
        """
        prop, source = expr.prop, expr.source
        assert prop is not None and source is not None
        filtered = prop.kind != PAIRS and is_filtered(ENTITIES[prop.type])
        if self.clause == "select" and prop.kind != PAIRS:
            self.aggregated()
            element = self._size_join(source, expr)
            return Expr(f"count({element.sql}.id)", "int")
        if filtered:
            raise HqlValidationError("could not execute query: no value specified for parameter")
        return Expr(f"(SELECT count(*) {self._collection_from(expr)})", "int")

    def _size_join(self, source: Element, expr: Expr) -> Element:
        assert expr.prop is not None
        join = ast.Join("inner", False, ast.Path((expr.prop.name,)), None, None)
        return self._join_to(self.of_element(source), expr.prop.name, join)
